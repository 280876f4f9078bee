import * as vscode from 'vscode';
import type { LogRecord } from '../../../src/conversation/model';
import { createStore, type Store } from '../../../src/conversation/store';
import { memoryDirectory } from '../../unit/conversation/memoryDirectory';
import { equal, ok, until } from '../inline/support';
import { fakePicker, type FakePicker } from './fakePicker';
import { emptyDisk, setUpChat, type ChatSetup } from './support';

const conversation = (at: number, id: string, workspace: string, answer = 'Yes.', places?: string[]): LogRecord[] => [
  { t: 'open', v: 1, id, at, workspace, ...(places && { places }) },
  {
    t: 'begin',
    at,
    turn: { id: `${id}-q`, parent: null, role: 'user', at, state: 'done', content: [], text: `About ${id}?` },
  },
  {
    t: 'begin',
    at,
    turn: {
      ...{ id: `${id}-a`, parent: `${id}-q`, role: 'assistant', at, state: 'done' },
      content: [{ type: 'text', text: answer }],
    },
  },
  { t: 'title', at, title: id },
];

describe('the list of conversations', () => {
  const window = vscode.window as unknown as Record<string, unknown>;
  const names = ['createQuickPick', 'showWarningMessage', 'showInformationMessage'];
  const own = names.map((name) => window[name]);
  let setup: ChatSetup;
  let store: Store;
  let picker: FakePicker;
  /** What is asked and told, and the button that is pressed then. */
  let told: string[];
  let choice: string | undefined;

  beforeEach(async () => {
    told = [];
    choice = undefined;
    picker = fakePicker();
    window['createQuickPick'] = () => picker.quickPick;
    const tell = async (sentence: string, ...rest: unknown[]) => {
      told.push(sentence);
      // Another question takes the focus, and with that the picker goes.
      if ((rest[0] as vscode.MessageOptions | undefined)?.modal) picker.quickPick.hide();
      return rest.find((button) => button === choice);
    };
    window['showWarningMessage'] = window['showInformationMessage'] = tell;
    const fail = (error: unknown) => {
      throw error;
    };
    store = createStore({ directory: memoryDirectory(), windowId: 'w', onWriteError: fail, onDamage: fail });
    await store.append('one', conversation(1, 'one', 'here', 'A zebra.'));
    await store.append('two', conversation(2, 'two', 'here'));
    await store.append('three', conversation(3, 'three', 'there', 'Another zebra.'));
  });
  afterEach(() => {
    names.forEach((name, n) => (window[name] = own[n]));
    setup.chat.dispose();
  });

  /** The history of a window, and what it has on disk beside the conversations. */
  async function open(name = 'here', disk = emptyDisk(), uris: readonly string[] = []) {
    setup = setUpChat({ store, place: () => ({ name, uris }) }, disk);
    const closed = setup.chat.history();
    await until(() => picker.visible() && !picker.quickPick.busy, 'the list');
    return { disk, closed };
  }
  const isListed = (...rows: string[]) =>
    until(() => JSON.stringify(picker.rows()) === JSON.stringify(rows), `${rows.join()}, not ${picker.rows().join()}`);
  const listed = async () => (await store.list()).map(({ id }) => id);

  it('has those of the workspace, or of every one, as it was chosen last', async () => {
    const { disk, closed } = await open();
    equal(picker.rows(), ['two', 'one']);
    picker.press('Show conversations of all workspaces');
    equal(picker.rows(), ['three', 'two', 'one']);
    ok(picker.item('three').description?.includes('there'), 'whose it is');
    picker.quickPick.hide();
    await closed;
    setup.chat.dispose();

    picker = fakePicker();
    await open('here', disk);
    equal(picker.rows(), ['three', 'two', 'one']);
    picker.press('Show conversations of this workspace');
    equal(picker.rows(), ['two', 'one']);
    ok(!picker.item('two').description?.includes('here'), 'it is plain whose they are');
  });

  it('keeps what began in a folder when the workspace gains another one, and is named otherwise', async () => {
    await store.append('cart', conversation(4, 'cart', 'cart', 'Yes.', ['file:///work/cart']));
    await open('both (Workspace)', emptyDisk(), ['file:///work/cart', 'file:///work/api']);
    equal(picker.rows(), ['cart']);
  });

  it('has none of a workspace with the same name', async () => {
    await store.append('mine', conversation(4, 'mine', 'web', 'Yes.', ['file:///one/web']));
    await store.append('theirs', conversation(5, 'theirs', 'web', 'Yes.', ['file:///two/web']));
    await open('web', emptyDisk(), ['file:///one/web']);
    equal(picker.rows(), ['mine']);
  });

  it('says in an empty list what other workspaces have, and shows it', async () => {
    await open('nowhere');
    equal(picker.rows(), ['$(globe) Show 3 conversations of other workspaces']);
    picker.accept('$(globe) Show 3 conversations of other workspaces');
    equal(picker.rows(), ['three', 'two', 'one']);
  });

  it('gives what an older version began a place when it is gone on with', async () => {
    await open('here', emptyDisk(), ['file:///one/here']);
    picker.pressOn('one', 'Pin');
    await isListed('$(pinned) one', '— Conversations', 'two');
    await store.flush();
    equal(
      (await store.list()).map(({ id, places }) => [id, places]),
      [
        ['three', undefined],
        ['two', undefined],
        ['one', ['file:///one/here']],
      ],
    );
  });

  it('has all of them where no workspace is open, and nothing to switch', async () => {
    setup = setUpChat({ store }, emptyDisk());
    void setup.chat.history();
    await until(() => picker.visible() && !picker.quickPick.busy, 'the list');
    equal([picker.rows(), picker.buttons()], [['three', 'two', 'one'], ['Delete all of them']]);
  });

  it('pins and unpins', async () => {
    await open();
    picker.pressOn('one', 'Pin');
    await isListed('$(pinned) one', '— Conversations', 'two');
    picker.pressOn('$(pinned) one', 'Unpin');
    await isListed('two', 'one');
    equal(
      (await store.list()).map(({ pinned }) => pinned),
      [false, false, false],
    );
  });

  it('deletes all of the workspace, once that is answered, and brings them back', async () => {
    const elsewhere = '$(globe) Show 1 conversation of another workspace';
    const { closed } = await open();
    picker.press('Delete all of them');
    await until(() => told.length === 1 && picker.visible(), 'the list, after the question');
    equal([told, picker.rows()], [['Delete all 2 conversations of this workspace?'], ['two', 'one']]);

    choice = 'Delete';
    picker.press('Delete all of them');
    await isListed(elsewhere);
    equal(await listed(), ['three']);
    picker.press('Undo');
    await isListed('two', 'one');
    equal(await listed(), ['three', 'two', 'one']);

    picker.press('Delete all of them');
    await isListed(elsewhere);
    choice = 'Undo';
    picker.quickPick.hide();
    await closed;
    equal(told.at(-1), '2 conversations are deleted.');
    await until(async () => (await listed()).length === 3, 'all are back');
  });

  it('deletes all of every workspace where those are listed', async () => {
    await open();
    picker.press('Show conversations of all workspaces');
    choice = 'Delete';
    picker.press('Delete all of them');
    await isListed();
    equal([told, await listed()], [['Delete all 3 conversations, of every workspace?'], []]);
    picker.press('Delete all of them');
    equal(told.length, 1, 'there is nothing to ask about');
  });

  it('makes the row of a conversation once, however often it is listed', async () => {
    await open();
    picker.press('Show conversations of all workspaces');
    const before = picker.item('two');
    picker.type('zebra');
    await isListed('two', '— Found in the text', 'three', 'one');
    const found = picker.item('one');
    equal([found.detail, found.alwaysShow], ['A zebra.', true]);
    ok(picker.item('two') === before, 'what was listed before');
    picker.press('Show conversations of this workspace');
    ok(picker.item('two') !== before, 'whose it is, is left out');
    picker.press('Show conversations of all workspaces');
    ok(picker.item('two') === before && picker.item('one') === found, 'both, as they were');
  });

  it('does not go on showing what is deleted among what was found in the text', async () => {
    await open();
    picker.press('Show conversations of all workspaces');
    picker.type('zebra');
    await isListed('two', '— Found in the text', 'three', 'one');
    picker.pressOn('one', 'Delete');
    await isListed('two', '— Found in the text', 'three');
    picker.press('Undo');
    await isListed('two', '— Found in the text', 'three', 'one');
    picker.pressOn('one', 'Delete');
    await isListed('two', '— Found in the text', 'three');
    // What was found elsewhere is no heading here.
    picker.press('Show conversations of this workspace');
    equal(picker.rows(), ['two']);
  });
});

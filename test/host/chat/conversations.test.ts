import * as vscode from 'vscode';
import { createDamageReport } from '../../../src/chat/notices/damage';
import { applyRecord, branchOf, emptyConversation, type LogRecord, type Turn } from '../../../src/conversation/model';
import type { HostMessage } from '../../../src/protocol';
import { equal, ok, until } from '../inline/support';
import { emptyDisk, fakeView, setUpChat, type ChatSetup, type FakeView } from './support';

const said = (at: number, id: string, parent: string | null, role: Turn['role'], text: string): LogRecord => ({
  t: 'begin',
  at,
  turn: { id, parent, role, at, state: 'done', content: [{ type: 'text', text }], text },
});
const log = (v: number): LogRecord[] => [
  { t: 'open', v, id: 'c', at: 1 },
  said(2, 'q', null, 'user', 'Q'),
  said(3, 'a', 'q', 'assistant', 'A'),
];

describe('what happens to the files of a conversation', () => {
  let setup: ChatSetup;
  let side: FakeView;
  /** What was told, and what is chosen when it is. */
  let told: string[];
  let choice: string | undefined;
  const window = vscode.window as unknown as Record<string, unknown>;
  const ways = ['showWarningMessage', 'showInformationMessage'];
  const own = ways.map((name) => window[name]);

  beforeEach(() => {
    told = [];
    choice = undefined;
    for (const name of ways)
      window[name] = async (sentence: string, ...buttons: string[]) => {
        told.push(sentence);
        return buttons.find((button) => button === choice);
      };
  });
  afterEach(() => {
    ways.forEach((name, n) => (window[name] = own[n]));
    setup?.chat.dispose();
  });

  const latest = <T extends HostMessage['type']>(type: T) =>
    side.posts.findLast((post): post is Extract<HostMessage, { type: T }> => post.type === type);
  const isTold = (what: RegExp) => until(() => told.some((one) => what.test(one)), String(what));
  const kept = (id: string) => (setup.logs.get(id) ?? []).reduce(applyRecord, emptyConversation(id, 0));

  /** The side panel with the conversation `c` on show. */
  async function open(v = 1): Promise<void> {
    const disk = emptyDisk();
    disk.logs.set('c', log(v));
    disk.remembered.set('aside.conversation', 'c');
    setup = setUpChat({}, disk);
    side = fakeView();
    setup.chat.attach(side.view);
    side.say({ type: 'ready' });
    await until(() => latest('conversation')?.id === 'c', 'the conversation');
    equal(side.transcript(), ['Q', 'A']);
  }

  it('a newer version has written to them: it is left as it is, and goes on in a copy', async () => {
    await open(99);
    const message = side.send('More');
    await isTold(/newer version of Aside/);
    await until(() => side.result(message) === 'refused', 'the answer to the composer, which keeps it');
    side.say({ type: 'edit', turn: 'q', text: 'Other words' });
    await until(() => latest('draft')?.draft.text === 'More\n\nOther words', 'what was written instead is kept, too');
    await setup.chat.options();
    equal(told.length, 3, 'its options are not set either');
    equal([setup.replies.length, setup.logs.get('c')], [0, log(99)]);

    choice = 'Go On in a Copy';
    side.send('More');
    await until(() => latest('conversation')?.id !== 'c', 'the copy');
    equal(latest('conversation')?.draft.text, 'More', 'with what was written');
    equal(side.transcript(), ['Q', 'A']);
    side.send('More');
    (await setup.reply(0)).end();
    equal(setup.logs.get('c'), log(99));
  });

  it('they are deleted while it is open: that is told, and all of it is saved again', async () => {
    await open();
    setup.logs.delete('c');
    setup.follows.get('c')!.gone();
    await isTold(/files of this conversation were deleted/);
    equal(setup.logs.has('c'), false);
    side.send('More');
    (await setup.reply(0)).end();
    const texts = () => branchOf(kept('c')).map(({ text }) => text);
    await until(() => texts().length === 4, 'all of it');
    equal(texts().slice(0, 3), ['Q', 'A', 'More']);

    choice = 'Save Again';
    setup.logs.delete('c');
    setup.follows.get('c')!.gone();
    await until(() => texts().length === 4, 'all of it, without another word');
  });

  it('another window deletes it while it is on show: that is told, and can be taken back', async () => {
    await open();
    choice = 'Bring Back';
    setup.follows.get('c')!.records([{ t: 'delete', at: 5, deleted: true }]);
    await isTold(/deleted in another window/);
    await until(() => setup.logs.get('c')?.at(-1)?.t === 'delete', 'the record');
    equal([kept('c').deleted, side.transcript()], [false, ['Q', 'A']]);
  });

  it('they are gone when it is chosen from a list: that is told, and what is on show stays', async () => {
    await open();
    side.say({ type: 'openConversation', id: 'gone' });
    await isTold(/not there any more/);
    equal(latest('conversation')?.id, 'c');
  });

  it('damage in many of them is told once, and can be looked at', async () => {
    choice = 'Show What Was Left Out';
    const report = createDamageReport();
    report('c', ['{"t":"one"']);
    report('c', ['{"t":"two"']);
    report('d', ['{"t":"three"']);
    const shown = () => vscode.window.activeTextEditor?.document.getText() ?? '';
    await until(() => shown().includes('three'), 'the document');
    equal(shown(), '{"t":"one"\n{"t":"two"\n{"t":"three"');
    ok(/2 conversations/.test(told.join()) && told.length === 1, told.join());
    await vscode.commands.executeCommand('workbench.action.revertAndCloseActiveEditor');
  });
});

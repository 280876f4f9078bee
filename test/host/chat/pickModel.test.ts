import type { LogRecord } from '../../../src/conversation/model';
import type { HostMessage } from '../../../src/protocol';
import { equal, until } from '../inline/support';
import { emptyDisk, fakeView, setUpChat, type ChatSetup, type FakeView } from './support';

/** A conversation with a model of its own, and a failed reply. */
const records: readonly LogRecord[] = [
  { t: 'open', v: 1, id: 'c', at: 1 },
  { t: 'options', at: 2, options: { model: 'claude-own', temperature: 1 } },
  { t: 'begin', at: 3, turn: { id: 'q', parent: null, role: 'user', at: 3, state: 'done', content: [], text: 'Q' } },
  {
    ...{ t: 'done', at: 4 },
    turn: {
      ...{ id: 'a', parent: 'q', role: 'assistant', at: 4, state: 'failed', content: [] },
      error: { kind: 'model_not_claude' },
    },
  },
];

describe('a model that is picked', () => {
  let setup: ChatSetup;
  let side: FakeView;

  beforeEach(async () => {
    const disk = emptyDisk();
    disk.logs.set('c', [...records]);
    disk.remembered.set('aside.conversation', 'c');
    setup = setUpChat({}, disk);
    side = fakeView();
    setup.chat.attach(side.view);
    side.say({ type: 'ready' });
    await until(() => latest('state') !== undefined, 'the state');
  });
  afterEach(() => setup.chat.dispose());

  const latest = <T extends HostMessage['type']>(type: T) =>
    side.posts.findLast((post): post is Extract<HostMessage, { type: T }> => post.type === type);
  const optionsWritten = () => setup.logs.get('c')!.filter(({ at, t }) => t === 'options' && at > 2);

  const ways: readonly (readonly [string, () => unknown])[] = [
    ['with the panel’s button', () => side.say({ type: 'pickModel' })],
    ['with the step under an error', () => side.say({ type: 'step', step: 'pickModel', turn: 'a' })],
    ['with the command, as the status bar’s menu does', () => setup.chat.pickModel()],
  ];
  for (const [name, pick] of ways) {
    it(`${name} counts in the conversation, too`, async () => {
      setup.pickedModel = 'claude-y';
      await pick();
      await until(() => latest('state')?.state.model === setup.settings.model, 'the model of the settings');
      equal(
        optionsWritten().map((one) => one.t === 'options' && one.options),
        [{ temperature: 1 }],
      );
      equal(setup.picks, ['claude-own'], 'the model that has the mark');
    });

    it(`${name} is none after Esc, and the conversation keeps its own`, async () => {
      await pick();
      await until(() => setup.picks.length === 1, 'the question');
      equal(optionsWritten(), []);
      equal(latest('state')?.state.model, 'claude-own');
    });
  }
});

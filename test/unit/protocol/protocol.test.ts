import assert from 'node:assert/strict';
import fc from 'fast-check';
import { parseViewMessage, type ViewMessage } from '../../../src/protocol';
import { stepIds } from '../../../src/wording/steps';

type Members = Readonly<Record<string, unknown>>;

/** Every kind of message, in all its forms: a new one does not compile until it is here. */
const messages: { readonly [T in ViewMessage['type']]: readonly Extract<ViewMessage, { type: T }>[] } = {
  ready: [{ type: 'ready' }, { type: 'ready', conversation: 'c', turn: 't', height: 900 }],
  send: [
    { type: 'send', id: '1', conversation: 'c', text: 'hi', rest: '', edits: 1, version: 0 },
    { type: 'send', id: '2', conversation: 'c', text: '', rest: 'more', edits: 2, version: 3 },
  ],
  stop: [{ type: 'stop' }],
  suggest: [
    { type: 'suggest', what: 'explain', text: 'Explain a.ts' },
    { type: 'suggest', what: 'tests', text: '' },
    { type: 'suggest', what: 'changes', text: '' },
  ],
  newChat: [{ type: 'newChat' }],
  openConversation: [{ type: 'openConversation', id: 'c' }],
  retry: [{ type: 'retry', turn: 't' }],
  pasted: [{ type: 'pasted', id: 'p', text: 'a\nb' }],
  takePasted: [{ type: 'takePasted', id: 'p' }],
  retryWith: [{ type: 'retryWith', turn: 't' }],
  fork: [{ type: 'fork', turn: 't' }],
  instructions: [
    { type: 'instructions', use: true },
    { type: 'instructions', use: false },
  ],
  edit: [{ type: 'edit', turn: 't', text: 'other' }],
  switchSibling: [
    { type: 'switchSibling', turn: 't', by: -1 },
    { type: 'switchSibling', turn: 't', by: 1 },
  ],
  answer: [
    { type: 'answer', offer: '1', button: 'send' },
    { type: 'answer', offer: '2', button: 'summarise' },
    { type: 'answer', offer: '3', button: 'drop' },
    { type: 'answer', offer: '4', button: 'no' },
  ],
  summarise: [{ type: 'summarise' }],
  showOriginal: [{ type: 'showOriginal', turn: 't' }],
  step: [
    ...stepIds.map((step) => ({ type: 'step', step, turn: 't' }) as const),
    { type: 'step', step: 'setKey' },
    { type: 'step', step: 'openSettings', turn: undefined },
  ],
  loadEarlier: [{ type: 'loadEarlier', before: 't' }],
  loadLater: [{ type: 'loadLater', after: 't' }],
  showAt: [{ type: 'showAt' }, { type: 'showAt', turn: 't' }],
  find: [{ type: 'find', id: '1', text: 'x', matchCase: false }],
  draft: [
    { type: 'draft', conversation: 'c', text: '', edits: 0, version: 0 },
    { type: 'draft', conversation: 'c', text: 'b', edits: 3, version: 1, beside: '1' },
  ],
  addSelection: [{ type: 'addSelection' }],
  dropChip: [{ type: 'dropChip', chip: 'c' }],
  complete: [
    { type: 'complete', id: '1', trigger: '@', query: 'src/a' },
    { type: 'complete', id: '2', trigger: '/', query: '' },
  ],
  choose: [{ type: 'choose', item: '1:0' }],
  attach: [{ type: 'attach' }],
  attachFile: [{ type: 'attachFile', name: 'a.pdf', size: 3, data: 'AAAA' }],
  attachUris: [{ type: 'attachUris', uris: 'file:///a\nfile:///b' }],
  attachImage: [
    { type: 'attachImage', name: 'a', target: '', mediaType: 'image/png', data: 'AAAA', width: 1, height: 8000 },
  ],
  fileRefused: [
    { type: 'fileRefused', name: 'a.tiff', why: 'image' },
    { type: 'fileRefused', name: 'a.png', why: 'tooLarge' },
    { type: 'fileRefused', name: 'src', why: 'folder' },
    { type: 'fileRefused', name: 'gone.txt', why: 'unreadable' },
  ],
  options: [{ type: 'options' }],
  pickModel: [{ type: 'pickModel' }],
  pickEndpoint: [{ type: 'pickEndpoint' }],
  setKey: [{ type: 'setKey' }],
  useEnvironmentKey: [
    { type: 'useEnvironmentKey', use: true },
    { type: 'useEnvironmentKey', use: false },
  ],
  history: [{ type: 'history' }],
  copyTurn: [{ type: 'copyTurn', turn: 't' }],
  showRequest: [{ type: 'showRequest', turn: 't' }],
  copyRequest: [{ type: 'copyRequest', turn: 't' }],
  code: [
    { type: 'code', action: 'copy', text: 'x', language: 'ts', info: 'ts', before: '' },
    { type: 'code', action: 'insert', text: 'x', language: '', info: '', before: '' },
    { type: 'code', action: 'apply', text: 'x', language: 'ts', info: 'ts src/a.ts', before: 'In a.ts:' },
    { type: 'code', action: 'newFile', text: 'x', language: 'c++', info: 'c++', before: '' },
  ],
  openLink: [{ type: 'openLink', href: 'a' }],
  openSettings: [{ type: 'openSettings' }],
  languages: [{ type: 'languages' }],
  theme: [{ type: 'theme', id: 'Default Dark Modern' }],
  grammar: [{ type: 'grammar', scopeName: 'source.ts' }],
  failed: [{ type: 'failed', message: 'boom' }],
};

const all: readonly ViewMessage[] = Object.values(messages).flat();

/** Members that may be missing. */
const optional: Readonly<Record<string, readonly string[]>> = {
  step: ['turn'],
  ready: ['conversation', 'turn', 'height'],
  showAt: ['turn'],
  draft: ['beside'],
};

const numbers = new Set(['by', 'size', 'width', 'height', 'edits', 'version']);

const anyMessage = fc.constantFrom(...all);
const notText = fc.oneof(
  fc.integer(),
  fc.double(),
  fc.constant(null),
  fc.object(),
  fc.array(fc.string()),
  fc.constant(new Map()),
);

describe('what comes in from a view', () => {
  it('is taken when it is a message, as it is', () => {
    for (const message of all) assert.equal(parseViewMessage(message), message, JSON.stringify(message));
  });

  it('is refused when a member is missing', () => {
    for (const message of all) {
      for (const name of Object.keys(message)) {
        if (optional[message.type]?.includes(name)) continue;
        const { [name]: _, ...less } = message as Members;
        assert.equal(parseViewMessage(less), undefined, `${message.type} without ${name}`);
      }
    }
  });

  it('is refused when a member is of another kind', () => {
    const mutated = anyMessage.chain((message) =>
      fc.tuple(fc.constant(message), fc.constantFrom(...Object.keys(message)), notText),
    );
    fc.assert(
      fc.property(mutated, ([message, name, wrong]) => {
        // Members that are numbers and the one that is a truth value may be hit by chance.
        if ((numbers.has(name) && typeof wrong === 'number') || typeof wrong === 'boolean') return;
        assert.equal(parseViewMessage({ ...message, [name]: wrong }), undefined, `${message.type}.${name}`);
      }),
      { numRuns: 2000 },
    );
  });

  it('is refused when a size is none', () => {
    const [file] = messages.attachFile;
    const [image] = messages.attachImage;
    for (const size of [-1, 0.5, NaN, Infinity]) assert.equal(parseViewMessage({ ...file, size }), undefined);
    for (const width of [0, -1, 0.5, NaN, 8001]) assert.equal(parseViewMessage({ ...image, width }), undefined);
  });

  it('is refused when a choice is none of those there are', () => {
    const choices = [
      'step',
      'what',
      'by',
      'action',
      'use',
      'type',
      'button',
      'trigger',
      'mediaType',
      'why',
      'matchCase',
    ];
    const chosen = all.flatMap((message) =>
      Object.keys(message).flatMap((name) => (choices.includes(name) ? [[message, name] as const] : [])),
    );
    fc.assert(
      fc.property(fc.constantFrom(...chosen), fc.string(), ([message, name], other) => {
        const valid = all.some((one) => (one as unknown as Members)[name] === other);
        if (!valid) assert.equal(parseViewMessage({ ...message, [name]: other }), undefined, `${name}: ${other}`);
      }),
      { numRuns: 2000 },
    );
  });

  it('is refused when a text is longer than any person writes', () => {
    const long = 'x'.repeat(10_000_001);
    const [message] = messages.send;
    assert.equal(parseViewMessage({ ...message, text: long }), undefined);
    assert.ok(parseViewMessage({ ...message, text: long.slice(1) }));
  });

  it('is refused when it is anything else, and never throws', () => {
    const strange = [undefined, null, 1, 'send', [], {}, () => 'ready', new Date()];
    const types = ['toString', '__proto__', 'constructor', 'hasOwnProperty', '', 'READY', ['ready']];
    for (const value of [...strange, ...types.map((type) => ({ type }))]) {
      assert.equal(parseViewMessage(value), undefined);
    }
    fc.assert(fc.property(fc.anything(), (value) => void parseViewMessage(value)));
  });
});

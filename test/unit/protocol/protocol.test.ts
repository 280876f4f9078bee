import assert from 'node:assert/strict';
import { parseViewMessage, type ViewMessage } from '../../../src/protocol';

const messages: ViewMessage[] = [
  { type: 'ready' },
  { type: 'send', text: 'hi' },
  { type: 'suggest', what: 'explain', text: 'Explain a.ts' },
  { type: 'switchSibling', turn: 't', by: -1 },
  { type: 'step', step: 'retry', turn: 't' },
  { type: 'step', step: 'setKey' },
  { type: 'draft', conversation: 'c', text: '' },
  { type: 'useEnvironmentKey', use: true },
  { type: 'code', action: 'insert', text: 'x', language: '' },
  { type: 'openLink', href: 'a' },
];

describe('what comes in from a view', () => {
  it('is taken when it is a message', () => {
    for (const message of messages) assert.deepEqual(parseViewMessage(message), message);
  });

  it('is refused when a member is missing or of another kind', () => {
    for (const message of messages) {
      for (const name of Object.keys(message).filter((member) => member !== 'turn')) {
        const { [name as 'type']: _, ...less } = message;
        assert.equal(parseViewMessage(less), undefined, `${message.type} without ${name}`);
        for (const wrong of [42, null, {}, ['x']]) {
          assert.equal(parseViewMessage({ ...message, [name]: wrong }), undefined, `${message.type}.${name}`);
        }
      }
    }
  });

  it('is refused when it is anything else', () => {
    const strange = [
      undefined,
      null,
      1,
      'send',
      [],
      {},
      { type: 'toString' },
      { type: '__proto__' },
      { type: 'constructor' },
    ];
    for (const value of strange) assert.equal(parseViewMessage(value), undefined);
  });
});

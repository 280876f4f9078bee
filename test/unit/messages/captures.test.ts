import assert from 'node:assert/strict';
import { decode, fixture, replay, splits } from './helpers';

interface Expected {
  readonly stop: string;
  readonly types: readonly string[];
  /** What the text begins with, block by block. */
  readonly begins?: readonly string[];
  readonly input?: unknown;
  readonly error?: string;
  readonly notices?: readonly string[];
}

/** Recorded from llama.cpp's server with a tiny model; two event streams overlap blocks, and none of them pings. */
describe('recorded streams', () => {
  function check(name: string, expected: Expected): void {
    it(name, async () => {
      const bytes = fixture(`llama-server/${name}.body`);
      const whole = await decode([bytes]);
      assert.equal(whole.error?.kind, expected.error);
      assert.equal(whole.message?.stop_reason, expected.stop);
      const content = whole.message?.content ?? [];
      assert.deepEqual(
        content.map(({ type }) => type),
        expected.types,
      );
      for (const [n, begin] of (expected.begins ?? []).entries()) {
        const text = String(content[n]?.['text' as never] ?? content[n]?.['thinking' as never]);
        assert(text.startsWith(begin), `${text} begins with ${begin}`);
      }
      if (expected.input) assert.deepEqual(content[0]?.['input' as never], expected.input);
      assert.deepEqual(
        whole.notices.map(({ code }) => code),
        expected.notices ?? [],
      );
      assert.equal(replay(whole.updates).length, content.length);
      for (const chunks of splits(bytes, 150)) {
        const outcome = await decode(chunks);
        assert.deepEqual([outcome.message, outcome.notices], [whole.message, whole.notices]);
      }
    });
  }
  check('plain/03-stream-bearer', { stop: 'max_tokens', types: ['text'], begins: [' loved to play outside'] });
  check('plain/06b-system-array-stream', { stop: 'max_tokens', types: ['text'] });
  check('plain/07b-stopseq-stream', { stop: 'end_turn', types: ['text'] });
  check('plain/09-maxtokens1-stream', { stop: 'max_tokens', types: ['text'], begins: [' lo'] });
  check('plain/11b-tools-any-stream', { stop: 'tool_use', types: ['tool_use'], input: { city: 'Rome', unit: 'f' } });
  check('plain/11d-tools-any-truncated-stream', { stop: 'max_tokens', types: [] });
  check('plain/27c-unicode-stream', { stop: 'max_tokens', types: ['text'] });
  check('think/03-stream-bearer', { stop: 'max_tokens', types: ['thinking', 'text'], begins: ['One day, Lily went'] });
  check('think/14b-thinking-stream', { stop: 'max_tokens', types: ['thinking', 'text'], begins: ['One day'] });

  it('a whole reply equals the same request streamed', async () => {
    const streamed = await decode([fixture('llama-server/plain/03-stream-bearer.body')]);
    const whole = await decode([fixture('llama-server/plain/01-basic-bearer.body')], { streamed: false });
    assert.deepEqual(whole.message?.content, streamed.message?.content);
    assert.equal(whole.message?.stop_reason, streamed.message?.stop_reason);
    assert.deepEqual(replay(whole.updates), replay(streamed.updates));
  });
  it('a whole reply with thinking', async () => {
    const { message } = await decode([fixture('llama-server/think/14h-thinking-history.body')], { streamed: false });
    assert.deepEqual(message?.content, [{ type: 'thinking', thinking: '"Hello, Goldie! What are you', signature: '' }]);
  });
});

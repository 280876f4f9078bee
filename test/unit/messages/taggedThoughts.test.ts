import assert from 'node:assert/strict';
import { messagesOf } from '../../../src/conversation/history';
import { createAccumulator, applyEvent, finish } from '../../../src/messages/accumulate';
import { createThoughtReader, withThoughts } from '../../../src/messages/taggedThoughts';
import type { ContentBlock, StreamEvent } from '../../../src/messages/types';

/** The content of a reply whose text comes in these pieces; one that is cut has neither stop nor end. */
function contentOf(pieces: readonly string[], isCut = false): readonly ContentBlock[] {
  const events: StreamEvent[] = [
    { type: 'message_start', message: {} },
    { type: 'content_block_start', index: 0, content_block: { type: 'text', text: '' } },
    ...pieces.map((text) => ({ type: 'content_block_delta', index: 0, delta: { type: 'text_delta', text } })),
    ...(isCut
      ? []
      : [
          { type: 'content_block_stop', index: 0 },
          { type: 'message_delta', delta: { stop_reason: 'end_turn' } },
          { type: 'message_stop' },
        ]),
  ];
  const reader = createThoughtReader();
  const state = createAccumulator();
  for (const event of [...events.flatMap((one) => reader.feed(one)), ...reader.end()]) applyEvent(state, event);
  finish(state);
  const repairs = state.notices.filter(({ code }) => code === 'repaired');
  assert.deepEqual(repairs, []);
  return state.message.content;
}

/** Checks thinking and text of a reply, whole and streamed: in every two pieces, by characters, and cut after them. */
function check(source: string, thinking: string | undefined, text: string | undefined): void {
  it(JSON.stringify(source), () => {
    const seen = (content: readonly ContentBlock[]) => [
      content.find(({ type }) => type === 'thinking')?.['thinking'],
      content.find((block) => block.type === 'text')?.['text'],
    ];
    const splits = Array.from({ length: source.length + 1 }, (_, at) => [source.slice(0, at), source.slice(at)]);
    for (const pieces of [[source], [...source], ...splits]) {
      assert.deepEqual(seen(contentOf(pieces)), [thinking, text], JSON.stringify(pieces));
      assert.deepEqual(seen(contentOf(pieces, true)), [thinking, text], `cut: ${JSON.stringify(pieces)}`);
    }
    for (const content of [source, [{ type: 'text', text: source }]]) {
      const whole = withThoughts({ content }).content as string | ContentBlock[];
      assert.deepEqual(seen(typeof whole === 'string' ? [{ type: 'text', text: whole }] : whole), [thinking, text]);
    }
  });
}

describe('thoughts that come as text, in a tag at the beginning of a reply', () => {
  check('<think>\nThe user wants X.\n</think>\n\nThe answer is 4.', 'The user wants X.', 'The answer is 4.');
  check('\n<thinking>a < b </b</thinking>c', 'a < b </b', 'c');
  check('<thought>one\n\ntwo</thought>\n    code', 'one\n\ntwo', 'code');
  check('<reasoning>x</think></reasoning>y <think>z</think>', 'x</think>', 'y <think>z</think>');
  check('<think>\n\n</think>\n\n4', undefined, '4');
  check('<think>never closed </thi', 'never closed </thi', undefined);
  check('<think>only that</think>\n', 'only that', undefined);

  describe('and what has no website', () => {
    check('The tag <think>x</think> is text.', undefined, 'The tag <think>x</think> is text.');
    check('<thinker>x', undefined, '<thinker>x');
    check('  <th', undefined, '  <th');
    check('`<think>`', undefined, '`<think>`');
    check('  indented', undefined, '  indented');
  });

  it('let blanks pass that are too many to wait for, and lose none of the rest', () => {
    const blanks = ' '.repeat(5000);
    const textOf = (pieces: readonly string[], type: string) => contentOf(pieces).find((one) => one.type === type);
    assert.equal(textOf([...blanks, 'Hello'], 'text')?.['text'], `${blanks}Hello`);
    const thinking = textOf(['<think>', 'a', ...blanks, 'b</think>c'], 'thinking')?.['thinking'];
    assert.equal(thinking, `a${blanks}b`);
  });

  it('are shown after every beginning of a reply that is cut, and nothing of a tag is', () => {
    const source = '<think>\nThe user wants X.\n</think>\n\nThe answer is 4.';
    for (let at = 7; at <= source.length; at++) {
      const content = contentOf([...source.slice(0, at)], true);
      const [thinking, text] = [content[0]?.['thinking'] ?? '', content[1]?.['text'] ?? ''];
      assert.ok('The answer is 4.'.startsWith(String(text)), String(text));
      assert.ok(
        /^(|The user wants X\.(\n<?\/?\w*)?)$/.test(String(thinking)) ||
          'The user wants X.'.startsWith(String(thinking)),
      );
    }
  });

  it('come after thinking of the API’s own, and before a tool', () => {
    const reader = createThoughtReader();
    const state = createAccumulator();
    const events: StreamEvent[] = [
      { type: 'content_block_start', index: 0, content_block: { type: 'thinking', thinking: '' } },
      { type: 'content_block_delta', index: 0, delta: { type: 'thinking_delta', thinking: 'own' } },
      { type: 'content_block_stop', index: 0 },
      { type: 'content_block_start', index: 1, content_block: { type: 'text', text: '<think>tagged' } },
      { type: 'content_block_stop', index: 1 },
      { type: 'content_block_start', index: 2, content_block: { type: 'tool_use', id: 'a', name: 'b', input: {} } },
    ];
    for (const event of [...events.flatMap((one) => reader.feed(one)), ...reader.end()]) applyEvent(state, event);
    assert.deepEqual(
      state.message.content.map(({ type }) => type),
      ['thinking', 'thinking', 'tool_use'],
    );
  });

  it('are not sent back', () => {
    const question = {
      id: '1',
      parent: null,
      role: 'user',
      at: 0,
      state: 'done',
      content: [{ type: 'text', text: '?' }],
    } as const;
    const reply = {
      ...({ id: '2', parent: '1', role: 'assistant', at: 0, state: 'done', model: 'qwen' } as const),
      content: [...contentOf(['<think>a</think>b'])],
    };
    const sent = messagesOf([{ ...question, content: [...question.content] }, reply], { model: 'qwen' } as never);
    assert.deepEqual(sent.at(-1), { role: 'assistant', content: [{ type: 'text', text: 'b' }] });
  });
});

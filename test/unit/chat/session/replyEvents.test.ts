import assert from 'node:assert/strict';
import fc from 'fast-check';
import { createReplyEvents } from '../../../../src/chat/session/replyEvents';
import { createStreamed } from '../../../../src/chat/session/streamed';
import { blockViews } from '../../../../src/chat/session/turnView';
import { replyText } from '../../../../src/conversation/replyText';
import { applyEvent, createAccumulator } from '../../../../src/messages/accumulate';
import type { ContentBlock, StreamEvent } from '../../../../src/messages/types';

const text = (...texts: string[]): ContentBlock[] => texts.map((one) => ({ type: 'text', text: one }));
const tool: ContentBlock = { type: 'tool_use', id: 't', name: 'a', input: {} };

describe('texts of a reply that follow each other', () => {
  const table: [name: string, content: ContentBlock[], expected: string][] = [
    [
      'are one where a citation cut a sentence',
      text('According to it, ', 'grass is green', '. More '),
      'According to it, grass is green. More',
    ],
    ['are one in a list', text('- ', 'one', '\n- ', 'two'), '- one\n- two'],
    ['are one in Chinese', text('草是绿的。', '天是蓝的', '。'), '草是绿的。天是蓝的。'],
    [
      'are paragraphs where one sentence ends and another begins',
      text('Done.', 'Now the rest.'),
      'Done.\n\nNow the rest.',
    ],
    ['are paragraphs behind code', text('```\na\n```', 'So.'), '```\na\n```\n\nSo.'],
    [
      'are apart with a tool between them',
      [...text('I ', 'look'), tool, ...text('', 'there it is')],
      'I look\n\nthere it is',
    ],
    ['may be empty', [...text('', ''), tool, ...text('')], ''],
  ];
  for (const [name, content, expected] of table) {
    it(name, () => {
      assert.equal(replyText(content), expected);
      const shown = blockViews(content).flatMap((view) => (view.kind === 'text' ? [view.text.trim()] : []));
      assert.equal(shown.filter(Boolean).join('\n\n'), expected);
    });
  }

  it('are told to the views as they are in the end, however they are cut', () => {
    const piece = fc.constantFrom('a', 'The end.', ' ', 'Next', '```', '#', '\n', '。', ': ', '');
    const block = fc.record({
      type: fc.constantFrom('text', 'text', 'text', 'thinking', 'tool_use'),
      pieces: fc.array(piece, { maxLength: 4 }),
      cited: fc.boolean(),
    });
    fc.assert(
      fc.property(fc.array(block, { maxLength: 6 }), (blocks) => {
        const state = createAccumulator();
        const eventsOf = createReplyEvents();
        const streamed = createStreamed();
        const events = blocks.flatMap(({ type, pieces, cited }, index): StreamEvent[] => {
          const member = type === 'tool_use' ? 'partial_json' : type;
          const start = type === 'tool_use' ? tool : { type, [type]: '' };
          const citation = {
            type: 'web_search_result_location',
            url: `https://e.example/${index}`,
            title: 'T',
            cited_text: 'c',
          };
          return [
            { type: 'content_block_start', index, content_block: start },
            ...pieces.map((one) => ({
              type: 'content_block_delta',
              index,
              delta: { type: type === 'tool_use' ? 'input_json_delta' : `${type}_delta`, [member]: one },
            })),
            ...(type === 'text' && cited
              ? [{ type: 'content_block_delta', index, delta: { type: 'citations_delta', citation } }]
              : []),
          ];
        });
        for (const event of events) {
          for (const update of applyEvent(state, event)) eventsOf(update).forEach((one) => streamed.add(one));
        }
        assert.deepEqual(streamed.unlike(blockViews(state.message.content)), []);
      }),
      { numRuns: 500 },
    );
  });
});

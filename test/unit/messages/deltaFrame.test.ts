import * as assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { createDeltaReader } from '../../../src/messages/deltaFrame';
import { anyCharacter } from '../characters';

const orders = [
  (text: string) => `{"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"${text}"}}`,
  (text: string) =>
    `{"type":"content_block_delta","index":1,"delta":{"type":"input_json_delta","partial_json":"${text}"}}`,
  (text: string) =>
    `{"type": "content_block_delta", "delta": {"thinking" : "${text}", "type": "thinking_delta"}, "index": 0}`,
  // What looks like a frame and is none, or another one.
  (text: string) =>
    `{"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"a","text":"${text}"}}`,
  (text: string) =>
    `{"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"a"},"x":{"text":"${text}"}}`,
  (text: string) =>
    `{"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"${text}","x":"${text}"}}`,
  (text: string) => `{"type":"content_block_delta","index":0,"delta":{"type":"${text}","text":"${text}"}}`,
  (text: string) => `{"type":"ping","text":"${text}"}`,
  (text: string) => `"${text}"`,
];

/** The text as it stands on the wire: escaped, and at times with what ends the string early or is no JSON at all. */
const wire = fc.oneof(
  {
    weight: 3,
    arbitrary: fc.string({ unit: anyCharacter, maxLength: 12 }).map((text) => JSON.stringify(text).slice(1, -1)),
  },
  fc.constantFrom(
    '',
    'plain',
    '\\n',
    '\\u00e9',
    '\\',
    '\\\\',
    '"',
    '","text":"b',
    '"},"delta":{"text":"c',
    '\t',
    '\u2028',
    '"}}',
  ),
);

describe('reading the data of deltas', () => {
  it('gives what JSON.parse gives, whatever came before', () => {
    const events = fc.array(fc.tuple(fc.nat(orders.length - 1), wire), { maxLength: 12 });
    fc.assert(
      fc.property(events, (sequence) => {
        const { parse } = createDeltaReader();
        for (const [order, text] of sequence) {
          const data = orders[order]!(text);
          assert.deepEqual(outcome(parse, data), outcome(JSON.parse, data), data);
        }
      }),
      { numRuns: Number(process.env['ASIDE_RUNS'] ?? 500) },
    );
  });

  it('parses the frame of like deltas once', () => {
    let parsed = 0;
    const { parse } = createDeltaReader((data) => {
      parsed += 1;
      return JSON.parse(data) as unknown;
    });
    for (const text of ['a', 'b', '\\n', '\\"', '', '语']) parse(orders[0]!(text));
    assert.equal(parsed, 1);
  });
});

function outcome(parse: (data: string) => unknown, data: string): unknown {
  try {
    // Without members that are there and undefined.
    return JSON.parse(JSON.stringify(parse(data)));
  } catch (error) {
    return (error as Error).name;
  }
}

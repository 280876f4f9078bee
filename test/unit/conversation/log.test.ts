import * as assert from 'node:assert';
import * as fc from 'fast-check';
import { concatBytes } from '../../../src/conversation/bytes';
import { decodeLog, encodeRecord, mergeLogs } from '../../../src/conversation/log';
import { applyRecord, emptyConversation, type Conversation, type LogRecord } from '../../../src/conversation/model';
import { begin, checkpoint, done, turn } from './support';

const encoder = new TextEncoder();
const records: LogRecord[] = [
  { t: 'open', v: 1, id: 'c', at: 1 },
  begin(2, turn('q', null, 'user', { text: 'Grüße, 世界 👋\nline two' })),
  begin(3, turn('a', 'q', 'assistant', { state: 'streaming', content: [] })),
  checkpoint(4, 'a', 0, 'Hello\u2028', { type: 'text', text: '' }),
  done(5, turn('a', 'q', 'assistant', { text: 'Hello' })),
  { t: 'title', at: 6, title: 'Greetings' },
  { t: 'leaf', at: 7, id: null },
  { t: 'draft', at: 8, draft: { text: 'x', chips: [] } },
  { t: 'words', at: 8, text: 'xy' },
];
const log = concatBytes(records.map(encodeRecord));

describe('a log', () => {
  it('gives back every kind of record', () => {
    assert.deepStrictEqual(decodeLog(log), { records, damaged: [] });
    assert.deepStrictEqual(decodeLog(new Uint8Array()), { records: [], damaged: [] });
  });

  it('torn at any byte gives back every record that was complete', () => {
    const ends = records.map((_, i) => concatBytes(records.slice(0, i + 1).map(encodeRecord)).length);
    for (let length = 0; length <= log.length; length += 1) {
      const whole = ends.filter((end) => end <= length).length;
      assert.deepStrictEqual(decodeLog(log.slice(0, length)), { records: records.slice(0, whole), damaged: [] });
    }
  });

  it('with any one byte of a record overwritten loses that record at most', () => {
    const lines = records.map(encodeRecord);
    for (const [i, line] of lines.entries()) {
      for (let at = 0; at < line.length - 1; at += 1) {
        const hurt = line.slice();
        hurt[at] = 0;
        const decoded = decodeLog(concatBytes([...lines.slice(0, i), hurt, ...lines.slice(i + 1)]));
        assert.deepStrictEqual(decoded.records, [...records.slice(0, i), ...records.slice(i + 1)]);
        assert.strictEqual(decoded.damaged.length, 1);
      }
    }
  });

  it('sets aside lines that are JSON and no records', () => {
    const odd = [
      'null',
      '[]',
      '"text"',
      '{}',
      '{"at":1}',
      '{"t":"open"}',
      '{"t":"other","at":1}',
      '{"t":"toString","at":1}',
      '{"t":"begin","at":1}',
      '{"t":"begin","at":1,"turn":null}',
      '{"t":"done","at":1,"turn":{"id":"a","parent":null,"role":"user","state":"done","content":[null]}}',
      '{"t":"done","at":1,"turn":{"id":"a","parent":null,"role":"system","state":"done","content":[]}}',
      '{"t":"text","at":1,"id":"a","i":-1,"x":"b"}',
      '{"t":"text","at":1,"id":"a","i":1000000000,"x":"b"}',
      '{"t":"title","at":1}',
      '{"t":"draft","at":1,"draft":{"text":"a"}}',
      '{"t":"words","at":1}',
    ];
    const decoded = decodeLog(encoder.encode(`${odd.join('\n')}\n`));
    assert.deepStrictEqual(decoded, { records: [], damaged: odd });
  });

  it('counts a text once that a broken write left there twice', () => {
    const twice = concatBytes([...records.slice(2, 4), ...records.slice(2, 5)].map(encodeRecord));
    assert.deepStrictEqual(
      decodeLog(twice).records.filter(({ t }) => t === 'text'),
      [records[3]],
    );
  });
});

describe('merged logs', () => {
  const apply = (all: readonly LogRecord[]): Conversation => all.reduce(applyRecord, emptyConversation('c', 0));
  const shown = ({ turns, ...rest }: Conversation) => ({ ...rest, turns: Object.fromEntries(turns) });

  /** What windows may write, at moments that all differ, each to the log of a window. */
  const history = fc
    .array(
      fc.record({
        window: fc.constantFrom(0, 1),
        kind: fc.constantFrom('begin', 'text', 'done', 'title', 'leaf', 'draft'),
        id: fc.constantFrom('a', 'b', 'c', 'd'),
        text: fc.string({ maxLength: 8 }),
      }),
      { maxLength: 30 },
    )
    .map((steps) => steps.map(({ window, ...step }, at) => ({ window, record: recordOf(step, at) })));

  it('make the same conversation whichever is read first, as if one window had written all', () => {
    fc.assert(
      fc.property(history, (steps) => {
        const inOrder = shown(apply(steps.map(({ record }) => record)));
        const logs = [0, 1].map((window) => steps.filter((one) => one.window === window).map(({ record }) => record));
        assert.deepStrictEqual(shown(apply(mergeLogs(logs))), inOrder);
        assert.deepStrictEqual(shown(apply(mergeLogs(logs.reverse()))), inOrder);
      }),
    );
  });

  it('keep each window’s own order when its clock stands still or is set back', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(20), { maxLength: 20 }), fc.array(fc.nat(20), { maxLength: 20 }), (one, other) => {
        const title =
          (name: string) =>
          (at: number, i: number): LogRecord => ({ t: 'title', at, title: `${name}${i}` });
        const logs = [one.map(title('one')), other.map(title('two'))];
        const merged = mergeLogs(logs);
        const titles = (records: readonly LogRecord[]) => records.map((one) => (one.t === 'title' ? one.title : ''));
        for (const [n, name] of ['one', 'two'].entries())
          assert.deepStrictEqual(
            titles(merged).filter((title) => title.startsWith(name)),
            titles(logs[n]!),
          );
        assert.ok(merged.every(({ at }, i) => i === 0 || merged[i - 1]!.at <= at));
        assert.strictEqual(merged.length, one.length + other.length);
      }),
    );
  });

  function recordOf({ kind, id, text }: { kind: string; id: string; text: string }, at: number): LogRecord {
    const streaming = turn(id, null, 'assistant', { state: 'streaming', content: [] });
    switch (kind) {
      case 'begin':
        return begin(at, streaming);
      case 'text':
        return checkpoint(at, id, 0, text);
      case 'done':
        return done(at, turn(id, null, 'assistant', { text }));
      case 'title':
        return { t: 'title', at, title: text };
      case 'leaf':
        return { t: 'leaf', at, id };
      default:
        return { t: 'draft', at, draft: { text, chips: [] } };
    }
  }
});

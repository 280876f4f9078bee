import assert from 'node:assert/strict';
import fc from 'fast-check';
import { concatBytes } from '../../../src/conversation/bytes';
import { decodeLog, encodeRecord } from '../../../src/conversation/log';
import { isRecord, type Chip, type LogRecord, type Turn } from '../../../src/conversation/records';
import { kindOf, nameOf, pathsIn, withMore, without, withOther } from '../mutations';

type Kind = LogRecord['t'];
type RecordOf<T extends Kind> = Extract<LogRecord, { t: T }>;
/** With all members, also those that may be missing: a new one does not compile until it is here. */
type Full<T> = { [M in keyof T]-?: Exclude<T[M], undefined> };

const bareTurn: Turn = { id: 'a', parent: null, role: 'user', at: 1, state: 'done', content: [] };
/** The least that makes a record of each kind. */
const bare: { readonly [T in Kind]: RecordOf<T> } = {
  open: { t: 'open', at: 1, v: 1 },
  begin: { t: 'begin', at: 1, turn: bareTurn },
  text: { t: 'text', at: 1, id: 'a', i: 0 },
  done: { t: 'done', at: 1, turn: bareTurn },
  title: { t: 'title', at: 1, title: '' },
  leaf: { t: 'leaf', at: 1, id: 'a' },
  draft: { t: 'draft', at: 1, draft: { text: '', chips: [] } },
  words: { t: 'words', at: 1, text: '' },
  options: { t: 'options', at: 1, options: {} },
  instructions: { t: 'instructions', at: 1, instructions: { name: 'A', target: 't', text: '' } },
  pin: { t: 'pin', at: 1, pinned: true },
  delete: { t: 'delete', at: 1, deleted: false },
};

const block = { type: 'text', text: 'x', citations: [{ cited_text: 'y' }] };
const chip: Full<Chip> = {
  ...{ id: 'k', label: 'a.ts', target: 'file:///a.ts', languageId: 'ts', code: 'let a;', block },
  ...{ attached: true, tokens: 3 },
};
const exchange: Full<NonNullable<Turn['exchanges']>[number]> = {
  ...{ sent: 0, status: 200, headers: [['a', 'b']], responded: 1, firstByte: 2, ended: 3, size: 9, gaps: [[1, 2]] },
  ...{ failure: 'network', subject: 'ECONNRESET' },
};
const fullTurn: Full<Turn> = {
  ...{ id: 'a', parent: 'q', role: 'assistant', at: 1, state: 'failed', content: [block], text: 'x', chips: [chip] },
  ...{ model: 'm', endpoint: 'E', stopReason: 'refusal', stopDetails: { category: 'x' }, usage: { input_tokens: 3 } },
  ...{ requestId: 'r', firstToken: 1, total: 2, thinkingSeconds: 1, notices: [{ code: 'repaired', detail: 'x' }] },
  error: {
    ...{ kind: 'network', status: 404, requestId: 'r', serverMessage: 'no', subject: 's', missing: 'model' },
    ...{ reason: 'max_tokens', limits: { window: 4096, prompt: 34 } },
    ...{ workingBaseUrl: 'https://e.example', retryAfter: 3, fewerTokens: 5, site: 'https://e.example' },
  } satisfies Full<NonNullable<Turn['error']>>,
  sent: {
    ...{ url: 'u', headers: { a: 'b' }, auth: 'none', fields: { model: 'm', tools: [{ name: 'f' }] } },
    ...{ from: { tools: 'q' }, cached: true },
  },
  exchanges: [exchange],
  summary: { of: 'q', room: 5 },
  copyOf: 'z',
};
const full: { readonly [T in Kind]: Full<RecordOf<T>> } = {
  ...bare,
  open: { ...bare.open, id: 'c', workspace: 'here', places: ['file:///here'] },
  begin: { ...bare.begin, turn: fullTurn },
  text: { ...bare.text, block, x: 'y' },
  done: { ...bare.done, turn: { ...fullTurn, sent: { like: 'q' } } },
  title: { ...bare.title, auto: true },
  draft: { ...bare.draft, draft: { text: 'x', chips: [chip] } },
  options: { ...bare.options, options: { temperature: 1 } },
  instructions: { ...bare.instructions, instructions: { name: 'A', target: 't', text: 'x', cut: true } },
};
const all: readonly LogRecord[] = [...Object.values(bare), ...Object.values(full)];

/** Where null may be. */
const nullable = /^(turn\.parent|turn\.stopReason|id|instructions)$/;
/** Objects of which no member is checked; a list is one. */
const anyObject =
  /^(turn\.content|turn\.usage|(turn|draft)\.chips\.block|block|turn\.sent\.(headers|fields|from)|options)$/;
/** What is not checked: no turn is lost over it. */
const unchecked = new RegExp(
  [
    ...[
      '^turn\\.(stopDetails|firstToken|total|thinkingSeconds|copyOf|summary\\.room|sent\\.cached)',
      'chips\\.attached$',
    ],
    ...[
      '^turn\\.error\\.(status|requestId|missing|reason|retryAfter|fewerTokens)$',
      '^turn\\.error\\.limits(\\.|$)',
      '^turn\\.notices\\.(?!code$)',
      'instructions\\.cut$',
    ],
    '^turn\\.exchanges\\.(status|headers|responded|firstByte|ended|gaps|failure|subject)',
    '^(turn\\.(content|usage|sent\\.(headers|fields|from))|(turn\\.chips\\.|draft\\.chips\\.)?block|options)\\..',
  ].join('|'),
);

/** Whether the record may have another value there, which is not of the kind that it has. */
function allows(record: LogRecord, path: readonly (string | number)[], other: unknown): boolean {
  const name = nameOf(path);
  // The id of a conversation is not needed: its folder has that name.
  if (unchecked.test(name) || (record.t === 'open' && name === 'id')) return true;
  // The blocks of a turn, and not the list of them.
  if (anyObject.test(name) && (name !== 'turn.content' || path.length > 2)) return kindOf(other) === 'list';
  return other === null && nullable.test(name) && (name !== 'id' || record.t === 'leaf');
}

describe('a record of a log', () => {
  it('is taken, of every kind, with the least and with all that it may have, as it is', () => {
    assert.deepEqual(decodeLog(concatBytes(all.map(encodeRecord))), { records: all, damaged: [] });
    for (const record of all) assert.ok(isRecord(record), JSON.stringify(record));
  });

  it('keeps what a newer version has written into any of its parts', () => {
    const newer = all.map((record) => withMore(record) as LogRecord);
    assert.deepEqual(decodeLog(concatBytes(newer.map(encodeRecord))), { records: newer, damaged: [] });
  });

  it('is refused when a member is missing that it needs, at any depth', () => {
    for (const record of Object.values(bare)) {
      for (const path of pathsIn(record)) {
        assert.equal(isRecord(without(record, path)), false, `${record.t} without ${nameOf(path)}`);
      }
    }
  });

  it('is refused when a member is of another kind, at any depth, where that matters', () => {
    const places = Object.values(full).flatMap((record) => pathsIn(record).map((path) => [record, path] as const));
    fc.assert(
      fc.property(fc.constantFrom(...places), fc.jsonValue({ maxDepth: 1 }), ([record, path], other) => {
        const own = path.reduce<unknown>((value, name) => (value as Record<string, unknown>)[name], record);
        fc.pre(kindOf(other) !== kindOf(own) && path[0] !== 't');
        const message = `${record.t}: ${path.join('.')} = ${JSON.stringify(other)}`;
        assert.equal(isRecord(withOther(record, path, other)), allows(record, path, other), message);
      }),
      { numRuns: 5000 },
    );
  });

  it('is refused when it is of no kind, whatever stands there', () => {
    const kinds: unknown[] = [undefined, null, 1, '', 'toString', '__proto__', ['pin'], { pin: 1 }, 'PIN'];
    for (const t of kinds) assert.equal(isRecord({ ...bare.pin, t }), false, JSON.stringify(t));
    fc.assert(fc.property(fc.anything(), (value) => void isRecord(value)));
  });

  it('is refused when a number is none, or an index larger than any reply has blocks', () => {
    for (const at of [NaN, Infinity, -Infinity, '1']) assert.equal(isRecord({ ...bare.pin, at }), false);
    for (const i of [-1, 0.5, NaN, 10_000]) assert.equal(isRecord({ ...bare.text, i }), false);
    assert.ok(isRecord({ ...bare.text, i: 9_999 }));
    assert.equal(isRecord({ ...bare.open, v: 1.5 }), false);
    const roles = ['system', '', null];
    for (const role of roles) assert.equal(isRecord({ ...bare.done, turn: { ...bareTurn, role } }), false);
  });
});

import assert from 'node:assert/strict';
import { faultRows, longRows, type Row } from '../../fixtures/faults';
import { createClient } from '../../../src/messages/client';
import { bytesOf, cutAtRandom, decode, rejectsWith, replay, slides, splits, streamOf, type Outcome } from './helpers';
import { sdkIsRight } from './sdkOnFaults';

function checkOutcome(row: Row, { message, notices, updates, error }: Outcome, how: string): void {
  const content = row.content ?? (row.text === undefined ? undefined : [{ type: 'text', text: row.text }]);
  const codes = notices.map((notice) => (notice.code === 'repaired' ? `repaired: ${notice.detail}` : notice.code));
  assert.equal(error?.kind, row.error, `${how}: ${error?.message}`);
  assert.deepEqual(message?.content ?? [], content ?? [], how);
  if (row.stop !== undefined) assert.equal(message?.stop_reason, row.stop, how);
  if (row.usage) assert.deepEqual(message?.usage, row.usage, how);
  assert.deepEqual(codes, row.notices ?? [], how);
  if (row.serverMessage) assert.match(error?.details.serverMessage ?? '', row.serverMessage, how);
  // A view that saw only the updates shows the same.
  assert.deepEqual(replay(updates).map(visible), (message?.content ?? []).map(visible), how);
  assert.equal(updates.filter(({ type }) => type === 'end').length, row.error ? 0 : 1, how);
}

/** A block without what no update tells of: a signature, and how a tool's input was settled. */
function visible({ signature: _, input: __, partial_input: ___, ...rest }: Record<string, unknown>): object {
  return rest;
}

/** A row's body with each kind of line end that it may have. */
function lineEnds({ body, fixedLineEnds }: Row): Record<string, Uint8Array> {
  if (typeof body !== 'string') return { 'as it is': body };
  if (fixedLineEnds) return { 'as it is': bytesOf(body) };
  return {
    LF: bytesOf(body),
    CRLF: bytesOf(body.replaceAll('\n', '\r\n')),
    CR: bytesOf(body.replaceAll('\n', '\r')),
  };
}

/** Longer than most events, so that some of them come in one piece. */
const pieceSize = 160;

/** Whole, and cut at every byte; with other line ends than its own, at some. */
async function checkStream(row: Row): Promise<void> {
  for (const [ends, bytes] of Object.entries(lineEnds(row))) {
    checkOutcome(row, await decode([bytes], row), `${ends}, whole`);
    for (const chunks of waysToCut(bytes, ends)) {
      checkOutcome(row, await decode(chunks, row), `${ends}, cut at ${chunks[0]?.length}`);
    }
  }
}

function waysToCut(bytes: Uint8Array, ends: string): Iterable<Uint8Array[]> {
  if (ends === 'CRLF' || ends === 'CR') return splits(bytes, process.env['ASIDE_RUNS'] ? 50 : 12);
  return process.env['ASIDE_RUNS'] ? splits(bytes, Infinity) : slides(bytes, pieceSize);
}

async function checkLongStream(row: Row): Promise<void> {
  for (const [ends, bytes] of Object.entries(lineEnds(row))) {
    checkOutcome(row, await decode([bytes], row), `${ends}, whole`);
    for (const seed of process.env['ASIDE_RUNS'] ? [1, 2] : [1]) {
      checkOutcome(row, await decode(cutAtRandom(bytes, 40, seed), row), `${ends}, seed ${seed}`);
    }
  }
}

/** A response that is an error: through the client, which asks again where that may help. */
async function checkResponse(row: Row): Promise<void> {
  const bytes = lineEnds({ ...row, fixedLineEnds: true })['as it is']!;
  for (const chunks of [[bytes], ...splits(bytes)]) {
    const client = createClient({
      endpoint: { name: 'test', baseUrl: 'http://localhost', auth: 'bearer' },
      key: 'sk-fault-1c55ab90',
      fetch: () =>
        Promise.resolve(new Response(streamOf(chunks), { status: row.status!, headers: { ...row.headers } })),
      sleep: () => Promise.resolve(),
    });
    const request = { model: 'asked-for', max_tokens: 1, messages: [{ role: 'user' as const, content: 'x' }] };
    const { details } = await rejectsWith(row.error!, client.send(request));
    if (row.serverMessage) assert.match(details.serverMessage ?? '', row.serverMessage);
    assert.equal(details.missing, row.missing);
    assert.equal(details.retryAfter, row.retryAfter);
    assert.equal(details.status, row.status);
    assert.equal(details.partial, undefined);
  }
}

describe('the fault matrix: what compatible servers really send', () => {
  let tried = 0;
  let right = 0;
  let sdkRight = 0;

  function check(row: Row, how: (row: Row) => Promise<void>): void {
    it(row.name, async () => {
      tried += 1;
      if (await sdkIsRight(row)) sdkRight += 1;
      await how(row);
      right += 1;
    }).timeout(120_000);
  }

  for (const row of faultRows) check(row, row.status === undefined ? checkStream : checkResponse);
  for (const row of longRows) check(row, checkLongStream);

  it('has rows of all ten groups, each with a name of its own', () => {
    const names = [...faultRows, ...longRows].map(({ name }) => name);
    assert.equal(new Set(names).size, names.length);
    assert(names.length >= 80, String(names.length));
    for (let group = 1; group <= 10; group++)
      assert(
        names.some((name) => name.startsWith(`${group} `)),
        `${group}`,
      );
  });

  after(() => console.log(`fault matrix: ${tried} rows tried, ${right} right; the official SDK: ${sdkRight} right`));
});

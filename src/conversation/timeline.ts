/** What came when: the events of a body, and how its bytes are spread over time. */
import type { Read } from '../messages/recordedBody';

/** An event of a stream, or several of the same kind one after the other. */
export interface EventRow {
  /** Milliseconds, when the first of them was there, and the last. */
  readonly at: number;
  readonly until: number;
  /** Its type; `:` for a comment, `[DONE]`, or `?` for what is no event. */
  readonly name: string;
  /** What tells it from others of its type: the delta's type and the block's number, the stop reason. */
  readonly detail: string;
  readonly count: number;
  readonly bytes: number;
  /** The longest wait between two of them: milliseconds. */
  readonly gap: number;
  /** The stream ended in the middle of it. */
  readonly unfinished?: boolean;
}

export interface EventTable {
  readonly rows: readonly EventRow[];
  /** Events in them, and events after the last row. */
  readonly events: number;
  readonly left: number;
  /** When the first text, thinking or tool input was there. */
  readonly firstToken: number | undefined;
}

const mostRows = 200;
/** What comes between others and says nothing: all of a kind in one row. */
const quiet: ReadonlySet<string> = new Set(['ping', ':']);

type Row = { -readonly [M in keyof EventRow]: EventRow[M] };

/** The events of a body of server-sent events, as they stand there; of any other body one row. */
export function eventTable(bytes: Uint8Array, reads: readonly Read[]): EventTable {
  const rows: Row[] = [];
  const quietRows = new Map<string, Row>();
  let last: Row | undefined;
  let events = 0;
  let left = 0;
  let firstToken: number | undefined;
  let read = 0;
  for (const { start, end, unfinished } of frames(bytes)) {
    while (read < reads.length - 1 && reads[read]!.end < end) read += 1;
    const at = reads[read]?.at ?? 0;
    const { name, detail, isToken } = describeFrame(decoder.decode(bytes.subarray(start, end)));
    const size = end - start;
    events += 1;
    if (isToken) firstToken ??= at;
    const isQuiet = quiet.has(name);
    const known = isQuiet ? quietRows.get(name) : last;
    if (known && known.name === name && known.detail === detail && !unfinished) {
      known.gap = Math.max(known.gap, at - known.until);
      known.until = at;
      known.count += 1;
      known.bytes += size;
      continue;
    }
    const row: Row = { at, until: at, name, detail, count: 1, bytes: size, gap: 0, ...(unfinished && { unfinished }) };
    if (isQuiet) quietRows.set(name, row);
    else last = row;
    if (rows.length < mostRows) rows.push(row);
    else left += 1;
  }
  return { rows, events, left, firstToken };
}

/** Bytes in each of so many equal parts of the time from the first read to the last. */
export function bytesOverTime(reads: readonly Read[], parts: number): number[] {
  const first = reads[0]?.at ?? 0;
  const span = (reads.at(-1)?.at ?? first) - first;
  const sums = new Array<number>(parts).fill(0);
  let before = 0;
  for (const { at, end } of reads) {
    const part = span === 0 ? 0 : Math.min(parts - 1, Math.floor(((at - first) / span) * parts));
    sums[part]! += end - before;
    before = end;
  }
  return sums;
}

const decoder = new TextDecoder();

interface Frame {
  readonly start: number;
  readonly end: number;
  readonly unfinished?: boolean;
}

/** The parts of a stream between blank lines. Lines end as in the HTML standard: with LF, CRLF or CR. */
function* frames(bytes: Uint8Array): Generator<Frame> {
  const [lf, cr] = [0x0a, 0x0d];
  let start = 0;
  let line = 0;
  for (let at = 0; at < bytes.length; at += 1) {
    if (bytes[at] !== lf && bytes[at] !== cr) continue;
    const isBlank = at === line;
    if (bytes[at] === cr && bytes[at + 1] === lf) at += 1;
    if (isBlank) {
      if (line > start) yield { start, end: at + 1 };
      start = at + 1;
    }
    line = at + 1;
  }
  if (bytes.length > start) yield { start, end: bytes.length, unfinished: true };
}

function describeFrame(text: string): { name: string; detail: string; isToken?: boolean } {
  const lines = text.split(/\r\n|\r|\n/).filter((line) => line !== '');
  const field = (name: string) =>
    lines.filter((line) => line.startsWith(`${name}:`)).map((line) => line.slice(name.length + 1).trimStart());
  const data = field('data').join('\n').trim();
  const [event] = field('event');
  if (data === '[DONE]') return { name: data, detail: '' };
  if (data === '') {
    if (event === undefined && lines.every((line) => line.startsWith(':'))) return { name: ':', detail: '' };
    return { name: event ?? '?', detail: event === undefined ? firstWords(lines[0] ?? '') : '' };
  }
  const value = parsed(data);
  if (!value) return { name: event ?? '?', detail: firstWords(data) };
  const name = typeof value['type'] === 'string' ? value['type'] : (event ?? '?');
  const delta = member(value, 'delta');
  const detail = [
    typeof value['index'] === 'number' ? `[${value['index']}]` : '',
    member(value, 'content_block')?.['type'] ?? delta?.['type'] ?? '',
    delta?.['stop_reason'] ?? '',
    member(value, 'error')?.['message'] ?? '',
  ];
  const isToken = delta !== undefined && tokens.has(String(delta['type']));
  return { name, detail: firstWords(detail.filter((part) => part !== '').join(' ')), isToken };
}

const tokens: ReadonlySet<string> = new Set(['text_delta', 'thinking_delta', 'input_json_delta']);

function parsed(data: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(data);
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}

function member(value: Record<string, unknown>, name: string): Record<string, unknown> | undefined {
  const found = value[name];
  return typeof found === 'object' && found !== null ? (found as Record<string, unknown>) : undefined;
}

function firstWords(text: string): string {
  const line = text.replace(/\s+/g, ' ');
  return line.length > 60 ? `${line.slice(0, 59)}…` : line;
}

import * as vscode from 'vscode';
import { storedExchange, type StoredExchange } from '../../conversation/storedExchange';
import type { Turn } from '../../conversation/model';
import { fenced } from '../../conversation/request';
import { shownHeaders, type SentRequest } from '../../conversation/requestCode';
import {
  shortJson,
  textWithoutMiddle,
  withoutMiddle,
  withVisibleControls,
  type LeftOut,
} from '../../conversation/shorten';
import { bytesOverTime, eventTable } from '../../conversation/timeline';
import type { ObservedRequest } from '../../messages/observe';
import type { RecordedBody } from '../../messages/recordedBody';
import type { Redacted, Redactor } from '../../messages/redact';
import type { RecordedExchange, Recording } from '../../messages/recorder';
import { code, markdownTable } from '../../util/markdownTable';
import { duration, fileSize } from '../../util/units';

const { l10n } = vscode;

export interface ShownRequest {
  /** The reply. */
  readonly turn: Turn;
  readonly request: Omit<SentRequest, 'keyVariable'>;
  /** Undefined where the bodies are not here, or not any more. As `Recordings` gives it: without the keys. */
  readonly recording: Recording | undefined;
  /** What went wrong, as a sentence. */
  readonly error: string | undefined;
}

/** Characters of a request's body, and bytes of a response's, that are shown. */
const shownBody = 400_000;
/** Of an attempt before the last one. */
const shownEarlier = 8000;
/** Bytes of a response's body in which events are looked for. */
const readEvents = 4 * 1024 * 1024;
/** Columns of the picture of how the bytes came. */
const columns = 48;

/** An attempt as far as it is known: the bodies only while its recording is there. */
interface Attempt extends StoredExchange {
  readonly request?: ObservedRequest;
  readonly body?: RecordedBody;
}

/**
 * A request and all that came of it, as a document in Markdown to read in an editor. Bounded, whatever came, and without
 * the keys: they are taken out before anything is cut, of which a part of one would stay.
 */
export function requestText(shown: ShownRequest, redactor: Redactor): Redacted {
  const { recording } = shown;
  const { turn, request, error } = redactor.value({ turn: shown.turn, request: shown.request, error: shown.error });
  return redactor.text(documentOf({ turn, request, recording, error }));
}

function documentOf({ turn, request, recording, error }: ShownRequest): string {
  const recorded = recording?.exchanges.map((one): Attempt => ({ ...storedExchange(one), ...sides(one) }));
  const attempts: readonly Attempt[] = recorded ?? turn.exchanges ?? [];
  const last = attempts.at(-1);
  const shown = { ...request, method: 'POST', headers: shownHeaders(request) };
  const { method, url, headers, body } = last?.request ?? shown;
  const question = [`## ${l10n.t('Request Body')}`, requestBody(body, shownBody)];
  const came = last ? bodyText(last, shownBody) : [];
  const answer = came.length > 0 ? [`## ${l10n.t('Response Body')}`, ...came] : [];
  return [
    `# ${title(turn, last)}`,
    list([
      [l10n.t('Sent'), `${new Date(recording?.at ?? turn.at).toLocaleString(language())} · ${method} ${url}`],
      [l10n.t('Outcome'), [...new Set([outcome(last), error])].filter(Boolean).join(' · ')],
      [l10n.t('The server says'), turn.error?.serverMessage && code(oneLine(turn.error.serverMessage))],
      ['request-id', turn.requestId && code(turn.requestId)],
      [l10n.t('Model'), turn.model && code(turn.model)],
      [l10n.t('Tokens'), tokens(turn)],
    ]),
    ...(attempts.length > 1 ? [`## ${l10n.t('Attempts')}`, attemptsTable(attempts)] : []),
    ...(last ? [`## ${l10n.t('Timeline')}`, ...timeline(turn, last)] : []),
    `## ${l10n.t('Request')}`,
    fenced([`${method} ${url}`, ...headerLines(Object.entries(headers))].join('\n'), 'http'),
    `## ${l10n.t('Response')}`,
    ...response(turn, last),
    // What one looks for comes first: of a failure the answer, which is short, of a reply the question.
    ...(last?.failure ? [...answer, ...question] : [...question, ...answer]),
    ...attempts.slice(0, -1).flatMap((attempt, index) => [
      `## ${l10n.t('Attempt {0}', index + 1)}`,
      // Only where it was another one: without the marks for the server’s cache, say.
      ...(attempt.request && last?.request && attempt.request.size !== last.request.size
        ? [requestBody(attempt.request.body, shownEarlier)]
        : []),
      ...response(turn, attempt),
      ...bodyText(attempt, shownEarlier),
    ]),
    '',
  ].join('\n\n');
}

const language = (): string => vscode.env.language;
const ms = (value: number): string => duration(value, language());
const size = (bytes: number): string => fileSize(bytes, language());

const leftOut: LeftOut = {
  characters: (count) => `[${l10n.t('{0} more characters', count.toLocaleString(language()))}]`,
  middle: (count) => `… ${l10n.t('{0} left out here; the fixture has all of it', size(count))} …`,
};

/** What the log does not keep, or not whole. */
function sides({ request, body, response }: RecordedExchange): Partial<Attempt> {
  return { request, body, ...(response && { headers: response.headers }) };
}

function title({ endpoint, error, state }: Turn, last: Attempt | undefined): string {
  const name = endpoint ?? l10n.t('Endpoint');
  if (!last) return state === 'done' ? l10n.t('Request to {0}', name) : l10n.t('Request to {0}: not sent', name);
  if (last.status !== undefined && (error || last.status >= 400)) {
    return l10n.t('Request to {0}: HTTP {1}', name, last.status);
  }
  return l10n.t('Request to {0}', name);
}

function outcome(attempt: Attempt | undefined): string | undefined {
  if (!attempt) return undefined;
  const { status, failure, subject, ended } = attempt;
  const how =
    failure === 'aborted'
      ? l10n.t('stopped')
      : (failure ?? (ended === undefined ? l10n.t('still running') : l10n.t('complete')));
  const reason = subject !== undefined && /^[A-Z][A-Z0-9_]+$/.test(subject) ? subject : undefined;
  return [status !== undefined && `HTTP ${status}`, how, reason].filter(Boolean).join(' · ');
}

function tokens({ usage }: Turn): string | undefined {
  if (!usage) return undefined;
  const { input_tokens: fresh, cache_creation_input_tokens: written, cache_read_input_tokens: read } = usage;
  const count = (value: number) => value.toLocaleString(language());
  const parts = [
    fresh != null && l10n.t('{0} tokens in', count(fresh + (written ?? 0))),
    read && l10n.t('{0} cached', count(read)),
    usage.output_tokens != null && l10n.t('{0} out', count(usage.output_tokens)),
  ];
  return parts.filter(Boolean).join(', ') || undefined;
}

function attemptsTable(attempts: readonly Attempt[]): string {
  return markdownTable(
    ['#', l10n.t('Sent after'), l10n.t('Outcome'), l10n.t('Took'), l10n.t('Waited before')],
    attempts.map((attempt, index) => {
      const before = attempts[index - 1]?.ended;
      const { sent, ended } = attempt;
      return [
        `${index + 1}`,
        ms(sent),
        outcome(attempt) ?? '',
        ended === undefined ? '' : ms(ended - sent),
        before === undefined ? '' : ms(sent - before),
      ];
    }),
  );
}

/** When each step was reached, counted from the moment at which this attempt left. */
function timeline(turn: Turn, attempt: Attempt): string[] {
  const { sent, responded, firstByte, ended, body, request } = attempt;
  const events = body && eventTable(body.bytes(readEvents), body.reads);
  const firstToken = events?.firstToken ?? turn.firstToken;
  const after = (at: number) => ms(at - sent);
  const steps: (readonly string[])[] = [[l10n.t('Request sent'), after(sent), request ? size(request.size) : '']];
  if (responded !== undefined) {
    steps.push([l10n.t('Response headers'), after(responded), attempt.status ? `HTTP ${attempt.status}` : '']);
  }
  if (firstByte !== undefined) steps.push([l10n.t('First byte'), after(firstByte), '']);
  if (firstToken !== undefined) steps.push([l10n.t('First token'), after(firstToken), '']);
  const lastRead = body?.reads.at(-1);
  if (lastRead) {
    const count = body!.reads.length;
    const came = size(attempt.size);
    steps.push([l10n.t('Last byte'), after(lastRead.at), count > 1 ? l10n.t('{0} in {1} reads', came, count) : came]);
  }
  if (ended !== undefined) {
    steps.push([l10n.t('End'), after(ended), attempt.failure ? (outcome(attempt) ?? '') : code(turn.stopReason ?? '')]);
  }
  const out = turn.usage?.output_tokens;
  const writing = ended !== undefined && firstToken !== undefined ? (ended - firstToken) / 1000 : 0;
  const gaps = (attempt.gaps ?? []).map(([from, length]) => l10n.t('{0} after {1}', ms(length), after(from)));
  const picture = body && body.reads.length > 3 && pictureOf(bytesOverTime(body.reads, columns));
  return [
    markdownTable([l10n.t('Step'), l10n.t('After'), ''], steps),
    list([
      [
        l10n.t('Speed'),
        out && writing > 0 ? l10n.t('{0} tokens/s', Math.round(out / writing).toLocaleString(language())) : undefined,
      ],
      [l10n.t('Longest silences'), gaps.join(', ')],
      [l10n.t('Bytes over time'), picture || undefined],
    ]),
  ].filter((part) => part !== '');
}

function pictureOf(sums: readonly number[]): string {
  const most = Math.max(1, ...sums);
  const bars = '▁▂▃▄▅▆▇█';
  return sums.map((sum) => (sum === 0 ? '·' : bars[Math.min(7, Math.floor((sum / most) * 8))]!)).join('');
}

function requestBody(body: unknown, most: number): string {
  return fenced(withoutMiddle(shortJson(body, leftOut), most, leftOut), 'json');
}

function headerLines(headers: Iterable<readonly [name: string, value: string]>): string[] {
  return [...headers].map(([name, value]) => `${name}: ${value}`);
}

/** Its head, and the events in it. */
function response(turn: Turn, attempt: Attempt | undefined): string[] {
  if (!attempt) {
    return [
      turn.exchanges
        ? l10n.t('Nothing was sent, so nothing came back.')
        : l10n.t('What came back was not kept: an earlier version of Aside asked, or the window closed meanwhile.'),
    ];
  }
  const { status, headers = [], body } = attempt;
  if (status === undefined) return [l10n.t('No response came.')];
  const head = fenced([`HTTP ${status}`, ...headerLines(headers)].join('\n'), 'http');
  if (!body) {
    const gone = l10n.t(
      'The body, {0}, is not here any more: it is kept only in the window that asked, until it is closed or newer replies need the room.',
      size(attempt.size),
    );
    return [head, gone];
  }
  if (body.size === 0) return [head, l10n.t('The body is empty.')];
  return [head, ...(kindOf(body) === 'events' ? events(attempt.sent, body) : [])];
}

/** What a body looks like, whatever its type says. */
function kindOf(body: RecordedBody): 'events' | 'json' | 'html' {
  const first = body.bytes(1000).find((byte) => byte > 0x20 && byte < 0x80);
  return first === 0x3c ? 'html' : first === 0x7b || first === 0x5b ? 'json' : 'events';
}

function events(sent: number, body: RecordedBody): string[] {
  const { rows, events: count, left } = eventTable(body.bytes(readEvents), body.reads);
  const table = markdownTable(
    [l10n.t('After'), l10n.t('Event'), l10n.t('What'), l10n.t('Times'), l10n.t('Size'), l10n.t('Longest wait')],
    rows.map(({ at, name, detail, count: times, bytes, gap, unfinished }) => [
      ms(at - sent),
      code(name),
      [code(detail), unfinished && l10n.t('unfinished')].filter(Boolean).join(' '),
      `${times}`,
      size(bytes),
      times > 1 ? ms(gap) : '',
    ]),
  );
  return [
    l10n.t('{0} events:', count.toLocaleString(language())),
    table,
    ...(left > 0 ? [l10n.t('{0} more events are not in the table.', left.toLocaleString(language()))] : []),
    ...(body.kept > readEvents ? [l10n.t('The table is about the first {0}.', size(readEvents))] : []),
  ];
}

/** A body as it came, or indented where it is JSON. */
function bodyText({ body }: Attempt, most: number): string[] {
  if (!body || body.kept === 0) return [];
  const kind = kindOf(body);
  const notAll =
    body.kept < body.size ? [l10n.t('Only the first {0} of {1} were kept.', size(body.kept), size(body.size))] : [];
  const bytes = body.bytes();
  const json = kind === 'json' ? parsed(bytes) : undefined;
  if (json !== undefined) {
    const text = withoutMiddle(shortJson(json, leftOut), most, leftOut);
    return [...notAll, l10n.t('Indented for reading:'), fenced(text, 'json')];
  }
  const raw = withVisibleControls(textWithoutMiddle(bytes, most, leftOut));
  return [...notAll, fenced(raw, kind === 'html' ? 'html' : 'text')];
}

/** Of a long body nobody reads the indented form. */
function parsed(bytes: Uint8Array): unknown {
  if (bytes.length > 2 * readEvents) return undefined;
  try {
    return JSON.parse(new TextDecoder().decode(bytes));
  } catch {
    return undefined;
  }
}

function list(items: ReadonlyArray<readonly [name: string, value: string | undefined]>): string {
  return items.flatMap(([name, value]) => (value ? [`- ${name}: ${value}`] : [])).join('\n');
}

function oneLine(text: string): string {
  const line = withVisibleControls(text.replace(/\s+/g, ' '));
  return line.length > 500 ? `${line.slice(0, 499)}…` : line;
}

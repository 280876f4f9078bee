/** One request and its response, as parts of a document in Markdown. */
import { fenced } from '../../conversation/request';
import {
  shortJson,
  textWithoutMiddle,
  withoutMiddle,
  withVisibleControls,
  type LeftOut,
} from '../../conversation/shorten';
import { eventTable } from '../../conversation/timeline';
import type { Endpoint } from '../../messages/endpoint';
import type { RecordedBody } from '../../messages/recordedBody';
import type { RecordedExchange } from '../../messages/recorder';
import { parseJson } from '../../messages/json';
import { code, markdownTable } from '../../util/markdownTable';
import { duration, fileSize } from '../../util/units';
import type { Words } from './words';

/** Bytes of a body in which events are looked for. */
const readEvents = 64 * 1024;
/** Rows of a table of events. */
const shownEvents = 30;

/** Headers that are shown, and characters of each. */
const shownHeaders = 40;
const shownValue = 200;

/** @param shown characters of a body that are shown */
export function exchangeText(
  exchange: RecordedExchange,
  { headers: own = {} }: Endpoint,
  shown: number,
  words: Words,
): string[] {
  const { l10n } = words;
  const { method, url, headers, body } = exchange.request;
  const hidden = Object.keys(own).map((name) => name.trim().toLowerCase());
  const sent = Object.entries(headers).map(
    ([name, value]) => [name, hidden.includes(name) ? '[value]' : value] as const,
  );
  return [
    `### ${l10n.t('Sent')}`,
    fenced([`${method} ${url}`, ...headerLines(sent)].join('\n'), 'http'),
    ...(body ? [jsonText(body, shown, words)] : []),
    `### ${l10n.t('Received')}`,
    ...responseText(exchange, shown, words),
  ];
}

function responseText(
  { response, body, sent, responded, ended }: RecordedExchange,
  shown: number,
  words: Words,
): string[] {
  const { l10n, language } = words;
  if (!response) return [l10n.t('Nothing.')];
  const { status, headers } = response;
  const came = headers.map(([name, value]) => [name, isAboutPerson(name) ? '[value]' : value] as const);
  const times = l10n.t(
    'Headers after {0}, end after {1}, {2}.',
    duration((responded ?? sent) - sent, language),
    duration((ended ?? sent) - sent, language),
    fileSize(body.size, language),
  );
  return [
    fenced([`HTTP ${status}`, ...headerLines(came)].join('\n'), 'http'),
    times,
    ...bodyText(body, sent, shown, words),
  ];
}

function bodyText(body: RecordedBody, sent: number, shown: number, words: Words): string[] {
  if (body.size === 0) return [];
  const bytes = body.bytes();
  const text = new TextDecoder().decode(bytes);
  const first = text.trimStart()[0];
  const json = first === '{' || first === '[' ? parseJson(text) : undefined;
  // Written anew: an escape could hide a key in it.
  if (json !== undefined) return [jsonText(json, shown, words)];
  if (/^(event|data|id|retry)?:/m.test(text)) return [eventsText(body, sent, words)];
  return [fenced(withVisibleControls(textWithoutMiddle(bytes, shown, leftOut(words))), 'text')];
}

function jsonText(value: unknown, shown: number, words: Words): string {
  return fenced(withoutMiddle(shortJson(value, leftOut(words)), shown, leftOut(words)), 'json');
}

/** The events of a stream and not its text, which may have a key in it in pieces. */
function eventsText(body: RecordedBody, sent: number, { l10n, language }: Words): string {
  const { rows } = eventTable(body.bytes(readEvents), body.reads);
  const table = markdownTable(
    [l10n.t('After'), l10n.t('Event'), l10n.t('What'), l10n.t('Times')],
    rows
      .slice(0, shownEvents)
      .map(({ at, name, detail, count, unfinished }) => [
        duration(at - sent, language),
        code(name),
        [code(detail), unfinished && l10n.t('unfinished')].filter(Boolean).join(' '),
        `${count}`,
      ]),
  );
  const left = rows.length - shownEvents;
  return left > 0 ? `${table}\n\n${l10n.t('{0} more events are not in the table.', left)}` : table;
}

/** Which account it is does not belong into an issue. */
function isAboutPerson(name: string): boolean {
  return /organi[sz]ation|account|user|team|tenant|customer|email|project/.test(name);
}

function headerLines(headers: Iterable<readonly [name: string, value: string]>): string[] {
  return [...headers].slice(0, shownHeaders).map(([name, value]) => {
    return `${name}: ${value.length > shownValue ? `${value.slice(0, shownValue)}…` : value}`;
  });
}

function leftOut({ l10n, language }: Words): LeftOut {
  return {
    characters: (count) => `[${l10n.t('{0} more characters', count.toLocaleString(language))}]`,
    middle: (count) => `… ${l10n.t('{0} left out', fileSize(count, language))} …`,
  };
}

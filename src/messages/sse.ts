import { createParser, type EventSourceMessage, type ParseError } from 'eventsource-parser';
import { createDeltaReader } from './deltaFrame';
import { MessagesError } from './errors';
import { isEventType } from './eventTypes';
import { isObject, isTooDeep, parseJson } from './json';
import { createSeparator } from './separateEvents';
import type { StreamEvent } from './types';

/** What a stream says: an event, the end in OpenAI's manner, or something that is neither. */
export type SseItem =
  | { readonly type: 'event'; readonly event: StreamEvent }
  | { readonly type: 'done' }
  /** Something was wrong with how the next event was written. */
  | { readonly type: 'repaired'; readonly detail: string }
  /** Not an event of this API. `sample` is what it began with. */
  | { readonly type: 'bad'; readonly sample: string };

export interface SseReader {
  /**
   * Takes bytes as they arrive, cut anywhere.
   *
   * @throws MessagesError `too_long` when one event (or a line that never ends) exceeds the bound.
   */
  feed(bytes: Uint8Array): SseItem[];
  /** No more bytes will come: what the last ones meant, also without a final blank line. */
  end(): SseItem[];
}

/** Characters that one event may have. A whole file in a tool's input fits; a stream without line ends stops here. */
const defaultBound = 32 * 1024 * 1024;

/**
 * Bytes to events of the Messages API: server-sent events as the HTML standard has them, through eventsource-parser,
 * and with what compatible servers send instead: no `event:` lines, no blank lines, `[DONE]`, bare JSON lines, events
 * wrapped once more, plain text.
 *
 * Items are returned and not called back: a throw inside the parser's `onEvent` would lose the rest of the chunk.
 */
export function createSseReader({ maxEventSize = defaultBound }: { maxEventSize?: number } = {}): SseReader {
  // Strips a BOM, turns a cut character into U+FFFD.
  const decoder = new TextDecoder();
  const { parse, run } = createDeltaReader();
  /** Whether all that was fed ends with the blank line that ends an event: the parser remembers nothing then. */
  let betweenEvents = false;
  let items: SseItem[] = [];
  /** Lines that are no field of an event: a gateway's error page, or JSON without `data:`. */
  let rawLines = '';
  let tooLong = false;

  function onEvent(message: EventSourceMessage): void {
    for (const item of itemsOf(message, parse)) items.push(item);
  }

  function onError(error: ParseError): void {
    if (error.type === 'max-buffer-size-exceeded') tooLong = true;
    if (error.type !== 'unknown-field' || error.line === undefined) return;
    const text = unwrapped(error.line.replaceAll('\0', ''));
    // Indented, or behind bytes of zero. Dispatch needs it not.
    if (text === '' || /^(event|id|retry):/i.test(text)) return;
    const events = parseEvents(text, undefined, parse);
    if (text === '[DONE]') items.push({ type: 'done' });
    else if (events) items = items.concat(events.map(asItem));
    else if (rawLines.length < maxRaw) rawLines += `${text}\n`;
  }

  const parser = createParser({ onEvent, onError, maxBufferSize: maxEventSize });
  const feedParser = createSeparator((text) => parser.feed(text));

  /**
   * Most of a stream are deltas like the one before, in the form in which the real API writes them. They are read right
   * here, where an event begins and as long as the parser would see nothing else in them; it gets everything else.
   */
  function feed(text: string): void {
    let at = 0;
    while (at < text.length) {
      const deltas = betweenEvents ? run(text, at, maxEventSize) : undefined;
      if (deltas) {
        items.push({ type: 'event', event: deltas.event });
        at = deltas.end;
        continue;
      }
      const end = text.indexOf('\n\n', at);
      feedParser(end >= 0 ? text.slice(at, end + 2) : text.slice(at));
      betweenEvents = end >= 0;
      at = end >= 0 ? end + 2 : text.length;
    }
  }

  function take(): SseItem[] {
    const taken = items;
    items = [];
    return taken;
  }

  return {
    feed(bytes) {
      // An exceeded bound shows at the end of a feed: what came before it was taken then.
      if (tooLong) throw tooLongError(maxEventSize);
      feed(decoder.decode(bytes, { stream: true }));
      const taken = take();
      if (tooLong && taken.length === 0) throw tooLongError(maxEventSize);
      return taken;
    },
    end() {
      if (tooLong) throw tooLongError(maxEventSize);
      // The decoder's last bytes, and the blank line that dispatches an event nobody finished.
      feed(`${decoder.decode()}\n\n`);
      let taken = take().filter((item) => !isCutEvent(item));
      const raw = rawLines.trim();
      if (raw !== '') {
        const events = parseEvents(raw, undefined, parse);
        const found = events ? events.map(asItem) : [badItem(raw)];
        taken = taken.concat(found.filter((item) => !isCutEvent(item)));
      }
      return taken;
    },
  };
}

const maxRaw = 64 * 1024;

function itemsOf({ data, event: name }: EventSourceMessage, parse: ParseJson): SseItem[] {
  const text = unwrapped(data);
  if (text === '') return name === 'message_stop' || name === 'error' ? [asItem({ type: name })] : [];
  if (text === '[DONE]') return [{ type: 'done' }];
  const events = parseEvents(text, name, parse);
  if (events) return events.map(asItem);
  const mended = parseEvents(withEscapes(text), name, JSON.parse);
  if (mended) return [{ type: 'repaired', detail: 'control characters in JSON' }, ...mended.map(asItem)];
  if (name === 'error') return [asItem({ type: 'error', error: { message: text } })];
  return [badItem(text)];
}

/** A gateway may pass on the lines of another's stream as data of its own; some write `Data:`, or indent it. */
function unwrapped(text: string): string {
  return text.trim().replace(/^(?:data:\s*)+/i, '');
}

/** Written by hand, JSON may have tabs and the like in its strings as they are. */
function withEscapes(text: string): string {
  return text.replace(/[\u0000-\u001f]/g, (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

type ParseJson = (text: string) => unknown;

/** The events in a text: one as a rule, or a list of them, or an event as a JSON string. Undefined for anything else. */
function parseEvents(text: string, name: string | undefined, parse: ParseJson): StreamEvent[] | undefined {
  // Spares a thrown error for each line of a page of HTML.
  if (!/^[{["]/.test(text)) return undefined;
  let value: unknown;
  try {
    value = parse(text);
  } catch {
    return undefined;
  }
  if (typeof value === 'string') return value.startsWith('{') ? parseEvents(value, name, parse) : undefined;
  if (isTooDeep(value, text)) return undefined;
  const events = (Array.isArray(value) ? value : [value]).map((one) => eventOf(one, name));
  return events.length > 0 && events.every((event) => event !== undefined) ? events : undefined;
}

/** Dispatch is on the data's own type; the `event:` line only stands in where there is none. */
function eventOf(value: unknown, name: string | undefined): StreamEvent | undefined {
  if (!isObject(value)) return undefined;
  const { type } = value;
  // An error by its name, whatever type it has of its own.
  if (name === 'error' && !isEventType(type)) return { ...value, type: 'error', error: value['error'] ?? value };
  if (typeof type === 'string') return value as StreamEvent;
  if (isObject(value['data']) && isEventType(value['data']['type'])) return value['data'] as StreamEvent;
  // An error in OpenAI's shape, or a bare one, in the middle of a stream.
  const isError =
    Boolean(value['error']) || ('code' in value && typeof (value['message'] ?? value['msg']) === 'string');
  if (isError) return { ...value, type: 'error' };
  return name === undefined ? undefined : { ...value, type: name };
}

function asItem(event: StreamEvent): SseItem {
  return { type: 'event', event };
}

function badItem(text: string): SseItem {
  return { type: 'bad', sample: text.slice(0, 4000) };
}

/** The last event of a stream that was cut in its middle: the missing end is reported, not the fragment. */
function isCutEvent(item: SseItem): boolean {
  return item.type === 'bad' && item.sample.startsWith('{') && parseJson(item.sample.split('\n', 1)[0]!) === undefined;
}

function tooLongError(bound: number): MessagesError {
  return new MessagesError('too_long', { subject: `${bound}` });
}

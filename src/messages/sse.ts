import { createParser, type EventSourceMessage, type ParseError } from 'eventsource-parser';
import { createDeltaReader } from './deltaFrame';
import { MessagesError } from './errors';
import type { StreamEvent } from './types';

/** What a stream says: an event, the end in OpenAI's manner, or something that is neither. */
export type SseItem =
  | { readonly type: 'event'; readonly event: StreamEvent }
  | { readonly type: 'done' }
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
 * and with what compatible servers send instead: no `event:` lines, `[DONE]`, bare JSON lines, plain text.
 *
 * Items are returned and not called back: a throw inside the parser's `onEvent` would lose the rest of the chunk.
 */
export function createSseReader({ maxEventSize = defaultBound }: { maxEventSize?: number } = {}): SseReader {
  // Strips a BOM, turns a cut character into U+FFFD.
  const decoder = new TextDecoder();
  const { parse: parseJson, run } = createDeltaReader();
  /** Whether all that was fed ends with the blank line that ends an event: the parser remembers nothing then. */
  let betweenEvents = false;
  let items: SseItem[] = [];
  /** Lines that are no field of an event: a gateway's error page, or JSON without `data:`. */
  let rawLines = '';
  let tooLong = false;

  function onEvent(message: EventSourceMessage): void {
    const item = itemOf(message, parseJson);
    if (item) items.push(item);
  }

  function onError(error: ParseError): void {
    if (error.type === 'max-buffer-size-exceeded') tooLong = true;
    if (error.type !== 'unknown-field' || error.line === undefined) return;
    const event = parseEvent(error.line, undefined, parseJson);
    if (event) items.push({ type: 'event', event });
    else if (rawLines.length < maxRaw) rawLines += `${error.line}\n`;
  }

  const parser = createParser({ onEvent, onError, maxBufferSize: maxEventSize });

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
      parser.feed(end >= 0 ? text.slice(at, end + 2) : text.slice(at));
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
      const taken = take().filter((item) => !isCutEvent(item));
      const raw = rawLines.trim();
      if (raw !== '') {
        const event = parseEvent(raw, undefined, parseJson);
        const item: SseItem = event ? { type: 'event', event } : { type: 'bad', sample: sampleOf(raw) };
        if (!isCutEvent(item)) taken.push(item);
      }
      return taken;
    },
  };
}

const maxRaw = 64 * 1024;

function itemOf({ data, event: name }: EventSourceMessage, parseJson: ParseJson): SseItem | undefined {
  const text = data.trim();
  if (text === '') return name === 'message_stop' ? { type: 'event', event: { type: name } } : undefined;
  if (text === '[DONE]') return { type: 'done' };
  const event = parseEvent(text, name, parseJson);
  if (event) return { type: 'event', event };
  if (name === 'error') return { type: 'event', event: { type: 'error', error: { message: text } } };
  return { type: 'bad', sample: sampleOf(text) };
}

/** Dispatch is on the data's own type; the `event:` line only stands in where there is none. */
type ParseJson = (text: string) => unknown;

function parseEvent(text: string, name: string | undefined, parseJson: ParseJson): StreamEvent | undefined {
  // Spares a thrown error for each line of a page of HTML.
  if (!text.startsWith('{')) return undefined;
  let value: unknown;
  try {
    value = parseJson(text);
  } catch {
    return undefined;
  }
  const event = value as Record<string, unknown>;
  if (typeof event['type'] === 'string') return event as StreamEvent;
  if (name !== undefined) return { ...event, type: name };
  // An error in OpenAI's shape, in the middle of a stream.
  return event['error'] ? { ...event, type: 'error' } : undefined;
}

/** The last event of a stream that was cut in its middle: the missing end is reported, not the fragment. */
function isCutEvent(item: SseItem): boolean {
  return item.type === 'bad' && item.sample.startsWith('{');
}

function sampleOf(text: string): string {
  return text.slice(0, 4000);
}

function tooLongError(bound: number): MessagesError {
  return new MessagesError('too_long', { subject: `${bound}` });
}

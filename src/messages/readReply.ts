import { applyEvent, applyMessage, createAccumulator, finish, repaired, type Accumulator } from './accumulate';
import { readBody, sniff, type BodyKind } from './body';
import { isMessagesError, MessagesError, withDetails } from './errors';
import { isEventType } from './eventTypes';
import { isObject, isTooDeep, parseJson } from './json';
import type { Watch } from './observe';
import { plainText } from './html';
import { releaseHeld } from './openBlock';
import { boundedText, type Redactor } from './redact';
import { bodyError, eventError, isErrorBody, textError } from './responseError';
import { createSseReader, type SseItem } from './sse';
import { createThoughtReader, withThoughts, type ThoughtReader } from './taggedThoughts';
import type { Message, Notice, StreamEvent, Update } from './types';

export interface ReadReply {
  readonly body: ReadableStream<Uint8Array> | null;
  /** The address asked: named when what answers is no Messages API. */
  readonly url: string;
  /** The model asked for. */
  readonly model: string;
  /** Whether a stream was asked for. Either form is taken; the other one is noted. */
  readonly streamed: boolean;
  readonly onUpdate: (update: Update, message: Message) => void;
  /** Keeps keys out of what is delivered, should the server echo them. */
  readonly redactor: Redactor;
  readonly signal: AbortSignal | undefined;
  readonly idle: number;
  readonly now: () => number;
  /** Is told of the bytes as they come. */
  readonly watch?: Watch | undefined;
}

/** A whole reply as one text. Far above what a model writes; below what would take the host down. */
const longestText = 64 * 1024 * 1024;
/** Bytes of a stream, which has about thirty for each character of a reply. */
const longestStream = 512 * 1024 * 1024;
/** Characters of a page of HTML that are read to be quoted. */
const longestPage = 64 * 1024;
/** Characters of a body that is looked at after each chunk, whether it is whole. */
const longestLookedAt = 1024 * 1024;

/**
 * Reads a reply, streamed or whole, and delivers it through the same updates.
 *
 * @throws MessagesError with what had arrived as `partial`, and the notices so far.
 */
export async function readReply(options: ReadReply): Promise<{ message: Message; notices: Notice[] }> {
  const state = createAccumulator(options.model, options.redactor);
  try {
    if (!options.body) throw new MessagesError('empty_reply');
    await readInto(state, options, options.body);
    if (state.message.content.length === 0 && !endsEmpty.has(state.message.stop_reason)) {
      throw new MessagesError('empty_reply');
    }
    options.onUpdate({ type: 'end' }, state.message);
    return { message: state.message, notices: state.notices };
  } catch (error) {
    if (!isMessagesError(error)) throw error;
    // Settles what was open: the input of a tool that was being written must not look whole.
    if (error.kind !== 'empty_reply') finish({ ...state, stopped: false, closed: false });
    const partial = state.started || state.message.content.length > 0 ? state.message : undefined;
    throw withDetails(error, { partial, notices: state.notices });
  }
}

/** Why a reply may end before its first block. */
const endsEmpty: ReadonlySet<string | null> = new Set(['refusal', 'max_tokens', 'model_context_window_exceeded']);

async function readInto(state: Accumulator, options: ReadReply, body: ReadableStream<Uint8Array>): Promise<void> {
  const { redactor, signal, url } = options;
  const redact = redactor.text;
  const sse = createSseReader();
  const thoughts = createThoughtReader();
  const decoder = new TextDecoder();
  let kind: BodyKind | undefined;
  let text = '';
  /** What came of a body that begins as JSON, until its first line tells whether it is a line for each event. */
  let firstLine: Uint8Array[] | undefined = [];
  /** A body that is one JSON value and all there. */
  let isWhole = false;
  let bytes = 0;
  /** There was an event of this API. */
  let understood = false;
  let done = false;
  /** What came first of what is no event: all of it that was kept, and as it may be shown. */
  let bad: string | undefined;
  let badSample: string | undefined;

  function take(items: readonly SseItem[]): void {
    for (const item of items) {
      // An abort from within an update: nothing more is delivered.
      if (signal?.aborted) return;
      if (item.type === 'done') {
        done = true;
      } else if (item.type === 'repaired') {
        repaired(state, item.detail);
      } else if (item.type === 'bad') {
        bad ??= item.sample;
        badSample = sampleOf(item.sample);
        if (state.notices.length < 100) state.notices.push({ code: 'bad_event', sample: badSample });
      } else {
        if (!understood) look(item.event);
        takeEvent(state, thoughts, item.event, options);
      }
    }
  }

  const sampleOf = (text: string): string => (boundedText(text, redact) ?? '').slice(0, 200);

  function look(event: StreamEvent): void {
    understood = isEventType(event.type);
    if (understood) return;
    bad ??= JSON.stringify(event);
    badSample ??= sampleOf(bad);
  }

  function onChunk(chunk: Uint8Array): void {
    bytes += chunk.byteLength;
    if (bytes > longestStream) throw new MessagesError('too_long', { subject: `${longestStream}` });
    kind ??= sniff(chunk);
    if (kind === 'events') return take(sse.feed(chunk));
    text += decoder.decode(chunk, { stream: true });
    // Blanks and a BOM, so far: they may begin either.
    if (kind === undefined) return take(sse.feed(chunk));
    if (kind === 'json') return onJson(chunk);
    if (text.length > longestPage) throw notMessages();
  }

  function onJson(chunk: Uint8Array): void {
    if (text.length > longestText) throw new MessagesError('too_long', { subject: `${longestText}` });
    isWhole = text.length < longestLookedAt && text.trimEnd().endsWith('}') && parseJson(text) !== undefined;
    if (!firstLine) return;
    firstLine.push(chunk);
    const line = lineOf(text.trimStart());
    if (line === undefined && text.length < longestPage) return;
    const chunks = firstLine;
    firstLine = undefined;
    const event = line === undefined ? undefined : parseJson(line);
    if (!isObject(event) || !(isEventType(event['type']) || event['type'] === 'error')) return;
    kind = 'events';
    for (const one of chunks) take(sse.feed(one));
  }

  /** A page needs no waiting for: it is only quoted. What may follow the stop reason is usage and `message_stop`. */
  function grace(): number | undefined {
    if (kind === 'html') return 1000;
    if (isWhole) return 250;
    if (state.stopped || done) return state.message.content.length > 0 ? 250 : 5000;
    return state.closed && !state.goesOn ? 5000 : undefined;
  }

  function notMessages(): MessagesError {
    // A page: of a web server, or of a platform whose API has another address.
    const serverMessage = boundedText(plainText(text), redact);
    return new MessagesError('not_messages', { subject: url, serverMessage, missing: 'address' });
  }

  let broken: MessagesError | undefined;
  try {
    await readBody({ ...options, redact, body, onChunk, grace });
  } catch (error) {
    // What arrived is looked at first: it may be a whole reply, or no reply at all.
    const isEnd = isMessagesError(error) && (error.kind === 'cut' || error.kind === 'idle_timeout');
    if (!isEnd) throw error;
    broken = error;
  }
  if (kind === 'html') throw notMessages();
  if (kind === 'json') {
    text += decoder.decode();
    if (takeWhole(state, text, options)) return;
    // Not one JSON object: a list, or cut in its middle.
    take(sse.feed(new TextEncoder().encode(text)));
  }
  take(sse.end());
  applyAll(state, thoughts.end(), options);
  for (const update of releaseHeld(state.blocks, redactor)) options.onUpdate(update, state.message);
  if (finish(state, { done })) {
    if (!options.streamed) state.notices.push({ code: 'repaired', detail: 'streamed without being asked' });
    return;
  }
  if (!understood && bad !== undefined) {
    const notMessages = new MessagesError('not_messages', { subject: url, serverMessage: badSample });
    throw textError(bad, url, redact) ?? notMessages;
  }
  if (broken) throw broken;
  if (bytes === 0 || (done && !understood)) throw new MessagesError('empty_reply');
  throw new MessagesError('cut', { serverMessage: badSample });
}

/** The first line of a text; undefined while it has no end. */
function lineOf(text: string): string | undefined {
  const end = text.search(/[\r\n]/);
  return end < 0 ? undefined : text.slice(0, end);
}

function takeEvent(state: Accumulator, thoughts: ThoughtReader, event: StreamEvent, options: ReadReply): void {
  const error = eventError(event, options.url, options.redactor.text);
  if (error) {
    applyAll(state, thoughts.end(), options);
    // After the end it takes nothing away any more.
    if (!state.stopped && !state.closed) throw error;
    state.notices.push({ code: 'repaired', detail: `error after ${state.stopped ? 'message_stop' : 'message_delta'}` });
    return;
  }
  applyAll(state, thoughts.feed(event), options);
}

function applyAll(state: Accumulator, events: readonly StreamEvent[], { onUpdate }: ReadReply): void {
  for (const event of events) for (const update of applyEvent(state, event)) onUpdate(update, state.message);
}

/** Takes a body that is one JSON object. False when it is not. */
function takeWhole(state: Accumulator, text: string, options: ReadReply): boolean {
  const { streamed, onUpdate, redactor, url } = options;
  const redact = redactor.text;
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return false;
  }
  if (!isObject(value)) return false;
  const body = withThoughts(redactor.value(withoutDeep(state, value)));
  if (isErrorBody(body)) throw bodyError(body, url, redact);
  const { type, content } = body;
  const isReply = Array.isArray(content) || typeof content === 'string' || isObject(content);
  // A refusal may have no content at all.
  if (!isReply && !(type === 'message' && typeof body['stop_reason'] === 'string')) {
    const serverMessage = boundedText(text.slice(0, 10_000), redact);
    throw textError(text, url, redact) ?? new MessagesError('not_messages', { subject: url, serverMessage });
  }
  for (const update of [...applyMessage(state, body), ...releaseHeld(state.blocks, redactor)])
    onUpdate(update, state.message);
  finish(state);
  if (streamed) state.notices.push({ code: 'not_streamed' });
  return true;
}

/** A reply without the members and blocks that are nested too deeply to be handled. */
function withoutDeep(state: Accumulator, body: Record<string, unknown>): Record<string, unknown> {
  if (!isTooDeep(body)) return body;
  state.notices.push({ code: 'bad_event', sample: 'JSON' });
  const { content } = body;
  const shallow = Object.entries(body).filter(([, value]) => !isTooDeep(value));
  return {
    ...(Object.fromEntries(shallow) as Record<string, unknown>),
    ...(Array.isArray(content) && { content: content.filter((block) => !isTooDeep(block)) }),
  };
}

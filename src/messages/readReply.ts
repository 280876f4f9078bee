import { applyEvent, applyMessage, createAccumulator, finish, type Accumulator } from './accumulate';
import { readBody, sniff, type BodyKind } from './body';
import { isMessagesError, MessagesError } from './errors';
import type { Watch } from './observe';
import { boundedText, eventError, isErrorBody, plainText } from './responseError';
import { createSseReader, type SseItem } from './sse';
import type { Message, Notice, Update } from './types';

export interface ReadReply {
  readonly body: ReadableStream<Uint8Array> | null;
  /** The address asked: named when what answers is no Messages API. */
  readonly url: string;
  /** The model asked for. */
  readonly model: string;
  /** Whether a stream was asked for. Either form is taken; the other one is noted. */
  readonly streamed: boolean;
  readonly onUpdate: (update: Update, message: Message) => void;
  readonly redact: (text: string) => string;
  readonly signal: AbortSignal | undefined;
  readonly idle: number;
  readonly now: () => number;
  /** Is told of the bytes as they come. */
  readonly watch?: Watch | undefined;
}

/** A whole reply as one text. Far above what a model writes; below what would take the host down. */
const longestText = 64 * 1024 * 1024;

/**
 * Reads a reply, streamed or whole, and delivers it through the same updates.
 *
 * @throws MessagesError with what had arrived as `partial`, and the notices so far.
 */
export async function readReply(options: ReadReply): Promise<{ message: Message; notices: Notice[] }> {
  const state = createAccumulator(options.model);
  try {
    if (!options.body) throw new MessagesError('empty_reply');
    await readInto(state, options, options.body);
    if (state.message.content.length === 0 && state.message.stop_reason !== 'refusal') {
      throw new MessagesError('empty_reply');
    }
    options.onUpdate({ type: 'end' }, state.message);
    return { message: state.message, notices: state.notices };
  } catch (error) {
    if (!isMessagesError(error)) throw error;
    // Settles what was open: the input of a tool that was being written must not look whole.
    if (error.kind !== 'empty_reply') finish({ ...state, stopped: false, closed: false });
    const partial = state.started || state.message.content.length > 0 ? state.message : undefined;
    throw new MessagesError(error.kind, { ...error.details, partial, notices: state.notices });
  }
}

async function readInto(state: Accumulator, options: ReadReply, body: ReadableStream<Uint8Array>): Promise<void> {
  const { redact, signal, url } = options;
  const sse = createSseReader();
  const decoder = new TextDecoder();
  let kind: BodyKind | undefined;
  let text = '';
  let bytes = 0;
  let events = 0;
  let done = false;
  let badSample: string | undefined;

  function take(items: readonly SseItem[]): void {
    for (const item of items) {
      // An abort from within an update: nothing more is delivered.
      if (signal?.aborted) return;
      if (item.type === 'done') {
        done = true;
      } else if (item.type === 'bad') {
        badSample = redact(item.sample).slice(0, 200);
        if (state.notices.length < 100) state.notices.push({ code: 'bad_event', sample: badSample });
      } else {
        events += 1;
        takeEvent(state, item.event, options);
      }
    }
  }

  function onChunk(chunk: Uint8Array): void {
    bytes += chunk.byteLength;
    kind ??= sniff(chunk);
    if (kind === 'events') return take(sse.feed(chunk));
    text += decoder.decode(chunk, { stream: true });
    // Blanks and a BOM, so far: they may begin either.
    if (kind === undefined) return take(sse.feed(chunk));
    if (text.length > longestText) throw new MessagesError('too_long', { subject: `${longestText}` });
  }

  let broken: MessagesError | undefined;
  try {
    await readBody({ ...options, body, onChunk, grace: () => graceOf(state, done) });
  } catch (error) {
    // Once the stop reason is there, a connection that breaks takes nothing away.
    const isEnd = isMessagesError(error) && (error.kind === 'cut' || (error.kind === 'idle_timeout' && state.closed));
    if (!isEnd) throw error;
    broken = error;
  }
  if (kind === 'html')
    throw new MessagesError('not_messages', { subject: url, serverMessage: boundedText(redact(plainText(text))) });
  if (kind === 'json') {
    text += decoder.decode();
    if (takeWhole(state, text, options)) return;
    // Not one JSON value: a line for each event, or cut in its middle.
    take(sse.feed(new TextEncoder().encode(text)));
  }
  take(sse.end());
  if (finish(state, { done })) {
    if (!options.streamed) state.notices.push({ code: 'repaired', detail: 'streamed without being asked' });
    return;
  }
  if (broken) throw broken;
  if (events === 0 && badSample !== undefined) {
    throw new MessagesError('not_messages', { subject: url, serverMessage: badSample });
  }
  if (bytes === 0 || (done && events === 0)) throw new MessagesError('empty_reply');
  throw new MessagesError('cut', { serverMessage: badSample });
}

/** What may follow the stop reason is usage and `message_stop`; nothing should follow that. */
function graceOf(state: Accumulator, done: boolean): number | undefined {
  return state.stopped || done ? 250 : state.closed ? 5000 : undefined;
}

function takeEvent(state: Accumulator, event: Parameters<typeof applyEvent>[1], { onUpdate, redact }: ReadReply): void {
  const error = eventError(event, redact);
  if (error) {
    // After the end it takes nothing away any more.
    if (!state.stopped) throw error;
    state.notices.push({ code: 'repaired', detail: 'error after message_stop' });
    return;
  }
  for (const update of applyEvent(state, event)) onUpdate(update, state.message);
}

/** Takes a body that is one JSON value. False when it is not. */
function takeWhole(state: Accumulator, text: string, { streamed, onUpdate, redact, url }: ReadReply): boolean {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return false;
  }
  const body = value as Record<string, unknown>;
  if (isErrorBody(body)) throw eventError({ ...body, type: 'error' }, redact) ?? new MessagesError('server');
  if (!Array.isArray(body['content']) && typeof body['content'] !== 'string') {
    throw new MessagesError('not_messages', {
      subject: url,
      serverMessage: boundedText(redact(text.slice(0, 10_000))),
    });
  }
  for (const update of applyMessage(state, body)) onUpdate(update, state.message);
  finish(state);
  if (streamed) state.notices.push({ code: 'not_streamed' });
  return true;
}

import { readFile } from 'node:fs/promises';
import type { ServerResponse } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import type { ContentBlock, Message, StopReason, Usage } from '../../src/messages/types';

/** What the endpoint answers to one request. Made with the functions below. */
export type Script = ReplyScript | RawScript | StatusScript | HangScript | ResetScript;

/** A reply as the real API would send it, streamed or whole, as the request asks. */
export interface ReplyScript {
  readonly kind: 'reply';
  readonly blocks: readonly ContentBlock[];
  readonly stopReason?: StopReason;
  readonly stopSequence?: string;
  /** Over the estimate that is made otherwise. */
  readonly usage?: Usage;
  /** Characters a delta. */
  readonly chunk?: number;
  /** Milliseconds before each delta. */
  readonly delay?: number;
  /** The connection breaks after so many bytes of the body. */
  readonly cutAfter?: number;
  /** Members of the message beside the usual ones. */
  readonly more?: Readonly<Record<string, unknown>>;
  /** Instead of the end: an error event, with what came before it kept. */
  readonly error?: { readonly type: string; readonly message: string };
}

/** Bytes exactly as they are: a string or bytes are written, a number is a wait in milliseconds. */
export interface RawScript {
  readonly kind: 'raw';
  readonly parts: readonly (string | Uint8Array | number)[];
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly cutAfter?: number;
  /** What happens after the last part: the response ends, unless set; it breaks; or nothing more ever comes. */
  readonly then?: 'cut' | 'hang';
}

/** A plain response. An object is sent as JSON. */
export interface StatusScript {
  readonly kind: 'status';
  readonly status: number;
  readonly body?: string | object;
  readonly headers?: Readonly<Record<string, string>>;
}

/** Nothing more ever comes: before the headers, or after the first event. */
export interface HangScript {
  readonly kind: 'hang';
  readonly at: 'headers' | 'body';
}

/** The connection breaks before there is a response. */
export interface ResetScript {
  readonly kind: 'reset';
}

/** A reply of text, or of any blocks. */
export function reply(
  content: string | readonly ContentBlock[],
  more: Omit<Partial<ReplyScript>, 'kind' | 'blocks'> = {},
): ReplyScript {
  const blocks = typeof content === 'string' ? [{ type: 'text', text: content }] : content;
  return { kind: 'reply', blocks, ...more };
}

export function raw(
  parts: RawScript['parts'] | string,
  more: Omit<Partial<RawScript>, 'kind' | 'parts'> = {},
): RawScript {
  return { kind: 'raw', parts: typeof parts === 'string' ? [parts] : parts, ...more };
}

/** A recorded body, byte for byte. */
export async function recorded(
  file: string,
  more: Omit<Partial<RawScript>, 'kind' | 'parts'> = {},
): Promise<RawScript> {
  return raw([await readFile(file)], more);
}

export function status(code: number, body?: string | object, headers?: Record<string, string>): StatusScript {
  return { kind: 'status', status: code, body, headers };
}

/** An error in the official shape. */
export function apiError(code: number, type: string, message: string, headers?: Record<string, string>): StatusScript {
  return status(code, { type: 'error', error: { type, message } }, headers);
}

export function hang(at: HangScript['at']): HangScript {
  return { kind: 'hang', at };
}

export function reset(): ResetScript {
  return { kind: 'reset' };
}

/** How a reply is sent where the script leaves it open. */
export interface PlayOptions {
  readonly model: string;
  readonly stream: boolean;
  readonly requestId: string;
  readonly inputTokens: number;
  /** Over that: what the server's cache makes of it. */
  readonly billed?: Usage | undefined;
  /** Milliseconds before each delta. */
  readonly delay: number;
  /** Of every answer; the id of the request unless set. */
  readonly headers?: Readonly<Record<string, string>>;
}

/** Answers one request. Returns when the response has ended, or its reader has gone. */
export async function play(script: Script, response: ServerResponse, options: PlayOptions): Promise<void> {
  const { headers = { 'request-id': options.requestId } } = options;
  for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
  switch (script.kind) {
    case 'reply':
      return playReply(script, response, options);
    case 'raw':
      response.writeHead(script.status ?? 200, {
        'content-type': 'text/event-stream; charset=utf-8',
        ...script.headers,
      });
      return write(response, script.parts, script.cutAfter, script.then);
    case 'status': {
      const { body = '' } = script;
      const isJson = typeof body !== 'string';
      // The id that a real error's body carries as well.
      const text = isJson ? JSON.stringify('error' in body ? { ...body, request_id: options.requestId } : body) : body;
      response.writeHead(script.status, {
        'content-type': isJson ? 'application/json' : 'text/plain',
        ...script.headers,
      });
      response.end(text);
      return;
    }
    case 'hang':
      if (script.at === 'body') {
        response.writeHead(200, { 'content-type': 'text/event-stream; charset=utf-8' });
        response.write(sse(messageStart(reply(''), options)));
      }
      return;
    case 'reset':
      response.destroy();
      return;
  }
}

async function playReply(script: ReplyScript, response: ServerResponse, options: PlayOptions): Promise<void> {
  if (!options.stream) {
    if (script.error) return play(apiError(500, script.error.type, script.error.message), response, options);
    const text = JSON.stringify(messageOf(script, options));
    response.writeHead(200, { 'content-type': 'application/json' });
    return write(response, [text], script.cutAfter);
  }
  response.writeHead(200, { 'content-type': 'text/event-stream; charset=utf-8', 'cache-control': 'no-cache' });
  const delay = script.delay ?? options.delay;
  const parts = eventsOf(script, options).flatMap((event) =>
    delay > 0 && event.type === 'content_block_delta' ? [delay, sse(event)] : [sse(event)],
  );
  return write(response, parts, script.cutAfter);
}

/** Writes and waits, until the end or until nobody reads any more. */
async function write(
  response: ServerResponse,
  parts: RawScript['parts'],
  cutAfter = Infinity,
  then?: RawScript['then'],
): Promise<void> {
  let left = cutAfter;
  for (const part of parts) {
    if (response.destroyed) return;
    if (typeof part === 'number') {
      await sleep(part);
      continue;
    }
    const bytes =
      typeof part === 'string' ? Buffer.from(part) : Buffer.from(part.buffer, part.byteOffset, part.byteLength);
    const more = response.write(bytes.subarray(0, Math.max(0, left)));
    left -= bytes.length;
    if (left <= 0) {
      // The bytes go out first; then the connection breaks, as it does when a gateway dies.
      await sleep(10);
      response.destroy();
      return;
    }
    if (!more) await new Promise<void>((resolve) => response.once('drain', resolve).once('close', resolve));
  }
  if (then === 'hang') return;
  if (then === 'cut') {
    await sleep(10);
    response.destroy();
  } else response.end();
}

type SentEvent = { readonly type: string } & Readonly<Record<string, unknown>>;

export function sse(event: SentEvent): string {
  return `event: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`;
}

/** Every event of a reply, in the real API's order. */
export function eventsOf(
  script: ReplyScript,
  options: Pick<PlayOptions, 'model' | 'requestId' | 'inputTokens' | 'billed'>,
): SentEvent[] {
  const { content, usage, stop_reason, stop_sequence } = messageOf(script, options);
  const blocks = content.flatMap((block, index): SentEvent[] => [
    { type: 'content_block_start', index, content_block: startOf(block) },
    ...(index === 0 ? [{ type: 'ping' }] : []),
    ...deltasOf(block, script.chunk ?? 12).map((delta) => ({ type: 'content_block_delta', index, delta })),
    { type: 'content_block_stop', index },
  ]);
  const start = messageStart(script, options);
  if (script.error) return [start, ...blocks, { type: 'error', error: script.error, request_id: options.requestId }];
  return [
    start,
    ...blocks,
    { type: 'message_delta', delta: { stop_reason, stop_sequence }, usage },
    { type: 'message_stop' },
  ];
}

function messageStart(
  script: ReplyScript,
  options: Pick<PlayOptions, 'model' | 'requestId' | 'inputTokens' | 'billed'>,
): SentEvent {
  const message = messageOf(script, options);
  return {
    type: 'message_start',
    message: {
      ...message,
      content: [],
      stop_reason: null,
      stop_sequence: null,
      usage: { ...message.usage, output_tokens: 1 },
    },
  };
}

function messageOf(
  script: ReplyScript,
  { model, requestId, inputTokens, billed }: Pick<PlayOptions, 'model' | 'requestId' | 'inputTokens' | 'billed'>,
): Message {
  const usesTool = script.blocks.some(({ type }) => type === 'tool_use');
  return {
    id: requestId.replace('req_', 'msg_'),
    type: 'message',
    role: 'assistant',
    model,
    content: [...script.blocks],
    stop_reason: script.stopReason ?? (script.stopSequence ? 'stop_sequence' : usesTool ? 'tool_use' : 'end_turn'),
    stop_sequence: script.stopSequence ?? null,
    usage: {
      input_tokens: inputTokens,
      cache_creation_input_tokens: 0,
      cache_read_input_tokens: 0,
      output_tokens: Math.ceil(JSON.stringify(script.blocks).length / 4),
      ...billed,
      ...script.usage,
    },
    ...script.more,
  };
}

/** A block as `content_block_start` has it: what comes in deltas is empty. */
function startOf(block: ContentBlock): ContentBlock {
  switch (block.type) {
    case 'text':
      return { ...block, text: '', ...(block.citations ? { citations: [] } : {}) };
    case 'thinking':
      return { ...block, thinking: '', signature: '' };
    case 'tool_use':
    case 'server_tool_use':
      return { ...block, input: {} };
    default:
      return block;
  }
}

function deltasOf(block: ContentBlock, size: number): object[] {
  const pieces = (text: unknown) => chunksOf(String(text), size);
  switch (block.type) {
    case 'text':
      return [
        ...pieces(block['text']).map((text) => ({ type: 'text_delta', text })),
        ...((block['citations'] as unknown[] | undefined) ?? []).map((citation) => ({
          type: 'citations_delta',
          citation,
        })),
      ];
    case 'thinking':
      return [
        ...pieces(block['thinking']).map((thinking) => ({ type: 'thinking_delta', thinking })),
        ...(block['signature'] ? [{ type: 'signature_delta', signature: block['signature'] }] : []),
      ];
    case 'tool_use':
    case 'server_tool_use':
      // The real API begins with an empty piece.
      return ['', ...pieces(JSON.stringify(block['input'] ?? {}))].map((partial_json) => ({
        type: 'input_json_delta',
        partial_json,
      }));
    default:
      return [];
  }
}

/** Pieces of about `size` characters, never through a surrogate pair. */
function chunksOf(text: string, size: number): string[] {
  const characters = [...text];
  return Array.from({ length: Math.ceil(characters.length / size) }, (_, n) =>
    characters.slice(n * size, (n + 1) * size).join(''),
  );
}

/**
 * The Messages API's data, as it travels. Every type is open to members it does not know: what a server sends is
 * kept and, in an assistant turn, goes back verbatim.
 */

export interface TextBlock {
  type: 'text';
  text: string;
  citations?: unknown[] | null;
  [member: string]: unknown;
}

export interface ThinkingBlock {
  type: 'thinking';
  thinking: string;
  signature?: string;
  /** The tag in which it came as text. Only in replies: such thinking is not sent. */
  tag?: string;
  [member: string]: unknown;
}

export interface RedactedThinkingBlock {
  type: 'redacted_thinking';
  data: string;
  [member: string]: unknown;
}

export interface ToolUseBlock {
  type: 'tool_use' | 'server_tool_use';
  id: string;
  name: string;
  /** The parsed input. While it streams, or when its JSON was cut short, `{}`. */
  input: unknown;
  /** The input's JSON as far as it came. Only there while it streams and when it was cut: such a tool must not run. */
  partial_input?: string;
  [member: string]: unknown;
}

export interface ToolResultBlock {
  type: 'tool_result';
  tool_use_id: string;
  content?: string | ContentBlock[];
  is_error?: boolean;
  [member: string]: unknown;
}

export interface ImageBlock {
  type: 'image';
  source: Record<string, unknown>;
  [member: string]: unknown;
}

export interface DocumentBlock {
  type: 'document';
  source: Record<string, unknown>;
  [member: string]: unknown;
}

/** A block of a kind this version does not know. Kept and sent back as it came. */
export interface UnknownBlock {
  type: string;
  [member: string]: unknown;
}

export type ContentBlock =
  | TextBlock
  | ThinkingBlock
  | RedactedThinkingBlock
  | ToolUseBlock
  | ToolResultBlock
  | ImageBlock
  | DocumentBlock
  | UnknownBlock;

export interface MessageParam {
  role: 'user' | 'assistant';
  content: string | ContentBlock[];
}

/** Body of `POST /v1/messages`. */
export interface MessagesRequest {
  model: string;
  max_tokens: number;
  messages: MessageParam[];
  system?: string | TextBlock[];
  stop_sequences?: string[];
  stream?: boolean;
  temperature?: number;
  top_p?: number;
  top_k?: number;
  tools?: Record<string, unknown>[];
  tool_choice?: Record<string, unknown>;
  thinking?: Record<string, unknown>;
  metadata?: Record<string, unknown>;
  output_config?: Record<string, unknown>;
  [field: string]: unknown;
}

/** Token counts. Total input is `input_tokens + cache_creation_input_tokens + cache_read_input_tokens`. */
export interface Usage {
  input_tokens?: number | null;
  output_tokens?: number | null;
  cache_creation_input_tokens?: number | null;
  cache_read_input_tokens?: number | null;
  [member: string]: unknown;
}

export type StopReason =
  | 'end_turn'
  | 'max_tokens'
  | 'stop_sequence'
  | 'tool_use'
  | 'pause_turn'
  | 'refusal'
  | 'model_context_window_exceeded'
  | (string & {});

/** A reply, complete or as far as it has arrived. */
export interface Message {
  id: string;
  type: 'message';
  role: 'assistant';
  content: ContentBlock[];
  model: string;
  stop_reason: StopReason | null;
  stop_sequence: string | null;
  usage: Usage;
  [member: string]: unknown;
}

/** One event of a stream, as parsed from its `data:` line. Unknown types and deltas are ignored, not refused. */
export interface StreamEvent {
  type:
    | 'message_start'
    | 'content_block_start'
    | 'content_block_delta'
    | 'content_block_stop'
    | 'message_delta'
    | 'message_stop'
    | 'ping'
    | 'error'
    | (string & {});
  index?: number;
  message?: Partial<Message>;
  content_block?: ContentBlock;
  delta?: { type?: string; [member: string]: unknown };
  usage?: Usage;
  error?: unknown;
  [member: string]: unknown;
}

/**
 * What one event changed, so that a view can be fed without comparing messages. `index` is the position in
 * `message.content`, not the server's own number.
 *
 * `block` is the block as it begins: its text, thinking or tool input is empty there and follows in updates of its
 * own, also when the server sent all of it at once. Blocks of any other type are complete.
 */
export type Update =
  /** Comes again when the request had to be retried; nothing of the reply was delivered before then. */
  | { readonly type: 'start' }
  | { readonly type: 'block'; readonly index: number; readonly block: ContentBlock }
  /** Text to append. `input` is JSON text of a tool's input. */
  | { readonly type: 'text' | 'thinking' | 'input'; readonly index: number; readonly text: string }
  | { readonly type: 'citation'; readonly index: number; readonly citation: unknown }
  /** The reply is complete. */
  | { readonly type: 'end' };

/** Something the client had to repair in a stream, for the turn's details. Codes, not sentences. */
export type Notice =
  | { readonly code: 'no_message_stop' }
  | { readonly code: 'no_message_start' }
  | { readonly code: 'no_stop_reason' }
  | { readonly code: 'not_streamed' }
  | { readonly code: 'tool_input_cut'; readonly tool: string }
  | { readonly code: 'bad_event'; readonly sample: string }
  /** Not the server's doing: a field was not sent, since the model would have refused it (modelRules.ts). */
  | ({ readonly code: 'held_back'; readonly model: string } & DroppedField)
  /** So much of a conversation did not go into the request for its summary, which had to fit. */
  | {
      readonly code: 'left_out';
      readonly attachments: number;
      readonly shortened: number;
      readonly messages: number;
    }
  /** The request was sent again with fewer, since the server told how many there is room for. */
  | { readonly code: 'max_tokens_lowered'; readonly from: number; readonly to: number }
  /** The server refused tools for this model: the request was sent again without. */
  | { readonly code: 'no_tools'; readonly endpoint: string }
  | { readonly code: 'repaired'; readonly detail: string };

/** A field of a request that was set and is not sent, since the request would only come back as an error. */
export interface DroppedField {
  /** As the person knows it: `temperature`, `thinking: enabled`, `effort: max`. */
  readonly field: string;
  /**
   * The model refuses it; the API version does; or it does not go with another field that is set, or not set: thinking,
   * effort, temperature, max_tokens, or tools.
   */
  readonly because: 'model' | 'version' | 'thinking' | 'effort' | 'temperature' | 'max_tokens' | 'tools';
}

export interface ModelInfo {
  id: string;
  displayName: string;
  /** Tokens of context, where known. */
  contextWindow?: number;
  /** The most tokens one reply may have, where known. */
  maxOutput?: number;
  /** When the server says the model was made: milliseconds since the epoch. */
  createdAt?: number;
  /** What the server says the model accepts, as it came. */
  capabilities?: Record<string, unknown>;
}

/** How a reply came: milliseconds on the caller's monotonic clock, relative to the call. */
export interface ReplyTiming {
  /** Until the response's headers. */
  headers?: number;
  /** Until the first text, thinking or tool input. */
  firstToken?: number;
  total: number;
}

export interface Reply {
  message: Message;
  notices: Notice[];
  requestId?: string;
  timing: ReplyTiming;
}

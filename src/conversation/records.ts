/**
 * The lines of a conversation's log, as they are checked when they are read, and the types that follow from that. What is
 * checked is used as it stands: members that a newer version wrote are kept.
 */
import {
  boolean,
  custom,
  integer,
  is,
  literal,
  maxValue,
  minValue,
  nullable,
  number as anyNumber,
  object,
  optional,
  picklist,
  pipe,
  union,
  type InferOutput,
} from 'valibot';
import type { Auth } from '../messages/endpoint';
import type { ErrorDetails, TokenLimits } from '../messages/errors';
import type { ContentBlock, Notice, Usage } from '../messages/types';
import { instructionsSchema } from './instructions';
import type { OptionOverrides } from './options';
import { anyObject, list, members, number, openText, text, unchecked } from './storedSchema';
import { storedExchangeSchema } from './storedExchange';

/** A block is kept as the server sent it. */
const block = anyObject<ContentBlock>();

/** Something that is attached to a question: a snapshot, taken when it was added. */
const chip = members({
  id: text,
  label: text,
  /** `uri#L3-L9`: where it came from. */
  target: optional(text),
  /** Language id of the code, for the fence it travels in. */
  languageId: text,
  /** Empty when it travels as a block of another kind. */
  code: text,
  /** An image or a document. In a turn it is not kept a second time, see `attached`. */
  block: optional(block),
  /** In a turn: its block is that of the turn's content in the same place. */
  attached: unchecked<true>(),
  /** Estimated. */
  tokens: number,
});
export type Chip = InferOutput<typeof chip>;

/** What is remembered of a failed reply: enough to make the sentence again, in any language. */
const storedError = members({
  kind: text,
  status: unchecked<number>(),
  requestId: unchecked<string>(),
  serverMessage: optional(text),
  subject: optional(text),
  /** What was not found, where the server told. */
  missing: unchecked<ErrorDetails['missing']>(),
  /** What of the request was too much, and how much it may be. */
  reason: unchecked<ErrorDetails['reason']>(),
  limits: unchecked<TokenLimits>(),
  /** What max_tokens may be lowered to. */
  fewerTokens: unchecked<number>(),
  /** Where the person may have an account. */
  site: optional(text),
  /** And the base URL that would work. */
  workingBaseUrl: optional(text),
  /** Milliseconds the server asked to wait. */
  retryAfter: unchecked<number>(),
});
export type StoredError = InferOutput<typeof storedError>;

/** A request as it was sent, without its messages, which are the branch's, and without the key. */
const sentHead = members({
  url: text,
  headers: anyObject<Readonly<Record<string, string>>>(),
  auth: openText<Auth>(),
  /** The body's other fields. */
  fields: anyObject<Readonly<Record<string, unknown>>>(),
  /** Fields that are long and as in an earlier request: the turn whose head has them. Here they are null. */
  from: optional(anyObject<Readonly<Record<string, string>>>()),
  /** Breakpoints for the server's cache were in it. */
  cached: unchecked<boolean>(),
});
export type SentHead = InferOutput<typeof sentHead>;

/** What a summary is about. */
const summaryOf = members({
  /** The last turn of the branch. */
  of: text,
  /** Tokens, about, to which the branch was cut down for the request; all of it was sent where this is missing. */
  room: unchecked<number>(),
});
export type SummaryOf = InferOutput<typeof summaryOf>;

/** One message of a conversation and how it came about. Immutable once done. */
const turn = members({
  id: text,
  parent: nullable(text),
  role: picklist(['user', 'assistant']),
  /** Milliseconds since the epoch. */
  at: number,
  state: openText<'streaming' | 'done' | 'stopped' | 'failed'>(),
  /** What is sent, verbatim. */
  content: list(block),
  /** A user's turn: what was typed, and what was attached. */
  text: optional(text),
  chips: optional(list(chip)),
  /** An assistant's turn: the model asked for and the endpoint. */
  model: optional(text),
  endpoint: optional(text),
  stopReason: optional(nullable(text)),
  /** What the server says about the stop reason, as it came. */
  stopDetails: unchecked<unknown>(),
  usage: optional(anyObject<Usage>()),
  requestId: optional(text),
  /** Milliseconds. */
  firstToken: unchecked<number>(),
  total: unchecked<number>(),
  thinkingSeconds: unchecked<number>(),
  notices: optional(list(custom<Notice>((value) => is(object({ code: text }), value)))),
  error: optional(storedError),
  /** An assistant's turn: what was asked for, or the turn with the same. Said when it begins, and again only if it changed. */
  sent: optional(union([sentHead, members({ like: text })])),
  /** And what came of it, attempt by attempt. Empty where no request left; undefined before this was kept. */
  exchanges: optional(list(storedExchangeSchema)),
  /** The question for a summary, or the summary. */
  summary: optional(summaryOf),
  /** Of what a summary or a fork takes over word for word: the turn that it repeats, and where it was paid. */
  copyOf: unchecked<string>(),
});
export type Turn = InferOutput<typeof turn>;

const storedDraft = members({ text, chips: list(chip) });
export type StoredDraft = InferOutput<typeof storedDraft>;

/** No reply has as many blocks: a larger index is damage, and would be filled up with empty ones. */
const blockIndex = pipe(anyNumber(), integer(), minValue(0), maxValue(9_999));

/** What a line of a log says, by its `t`. */
const kinds = {
  open: members({
    v: pipe(anyNumber(), integer()),
    id: unchecked<string>(),
    workspace: optional(text),
    places: optional(list(text)),
  }),
  begin: members({ turn }),
  /** A checkpoint of a reply: what arrived since the one before, if anything; `block` when block `i` begins. */
  text: members({ id: text, i: blockIndex, block: optional(block), x: optional(text) }),
  done: members({ turn }),
  /** `auto`: nobody has chosen it, and any title that somebody chooses counts more. */
  title: members({ title: text, auto: optional(literal(true)) }),
  leaf: members({ id: nullable(text) }),
  draft: members({ draft: storedDraft }),
  /** The draft's text alone: its attachments may be megabytes. */
  words: members({ text }),
  options: members({ options: anyObject<OptionOverrides>() }),
  instructions: members({ instructions: nullable(instructionsSchema) }),
  pin: members({ pinned: boolean() }),
  delete: members({ deleted: boolean() }),
};

type Kinds = typeof kinds;

/**
 * One change of a conversation: a line of its log. `at` orders the changes of several windows. Of a newer version any
 * kind may come: what is not known here is kept in the log and left alone.
 */
export type LogRecord = {
  [T in keyof Kinds]: Readonly<{ t: T; at: number } & InferOutput<Kinds[T]>>;
}[keyof Kinds];

/** Whether something that came from outside is a record of this version. */
export function isRecord(value: unknown): value is LogRecord {
  const { at, t } = (value ?? {}) as { readonly at?: unknown; readonly t?: unknown };
  return Number.isFinite(at) && typeof t === 'string' && Object.hasOwn(kinds, t) && is(kinds[t as keyof Kinds], value);
}

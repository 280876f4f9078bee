/**
 * What the host and the view say to each other: plain data, one union each way. To add a message, add a member; the
 * exhaustive switches on both sides then fail to compile until it is handled.
 */
import type { Spent } from './conversation/cost';
import type { SegmentChange } from './conversation/segments';
import type { Usage } from './messages/types';
import type { Contributions } from './textmate/contributions';
import type { ThemeRule } from './textmate/theme';
import type { ErrorView, StepId } from './wording/steps';

export type { ErrorView, StepId };

// ---- what a view shows ----

export type BlockView =
  | { readonly kind: 'text'; readonly text: string; readonly citations?: readonly CitationView[] }
  /** `seconds` once the thinking is over; `redacted` when the server hid it. */
  | { readonly kind: 'thinking'; readonly text: string; readonly seconds?: number; readonly redacted?: boolean }
  /** A tool's call. `input` is JSON text, possibly still incomplete. */
  | { readonly kind: 'tool'; readonly name: string; readonly text: string }
  /** What a search on the web found: a title and its address, a line each. `error` is the server's code. */
  | { readonly kind: 'results'; readonly text: string; readonly error?: string }
  /** A block this version does not know, as JSON text behind a neutral card. */
  | { readonly kind: 'other'; readonly name: string; readonly text: string };

/** What a text of the reply rests on, as the server says it. */
export interface CitationView {
  /** Of the page or the document; may be empty. */
  readonly title: string;
  /** The words that are cited; may be empty. */
  readonly text: string;
  /** http or https, not checked any further. */
  readonly url?: string;
  /** Which of the documents of the question, from 1. */
  readonly document?: number;
  /** The first page and the last, from 1. */
  readonly pages?: readonly [number, number];
}

/** Something of the editor that went along with a question. */
export interface ChipView {
  readonly id: string;
  readonly label: string;
  /** `uri#L3-L9`, opened by the host on click. */
  readonly target?: string;
  /** Estimated size. */
  readonly tokens: number;
}

/** Why the view gives the host no bytes of a file. */
export type FileRefusal = 'image' | 'tooLarge' | 'folder' | 'unreadable';

export interface TurnView {
  readonly id: string;
  readonly role: 'user' | 'assistant';
  readonly blocks: readonly BlockView[];
  readonly chips: readonly ChipView[];
  readonly state: 'streaming' | 'done' | 'stopped' | 'failed';
  readonly error?: ErrorView;
  /** Sentences about the reply: it was cut at max tokens, a field was not sent, … */
  readonly notices: readonly string[];
  /** What may help where a reply ended early without an error. */
  readonly steps: ErrorView['steps'];
  /** What the client had to repair: the server sent no message_stop, … */
  readonly repairs: readonly string[];
  /** A new segment begins with this reply: what is another one than for the reply before. */
  readonly segment?: readonly SegmentChange[] | undefined;
  readonly model?: string;
  readonly usage?: Usage;
  readonly requestId?: string;
  /** It is known what was sent for it. */
  readonly hasRequest?: boolean;
  /** Milliseconds. */
  readonly firstToken?: number;
  readonly total?: number;
  /** Estimated, in US dollars. */
  readonly cost?: number;
  /** The reply is the summary of another branch, which a fork does not have. */
  readonly summary?: { readonly hasOriginal: boolean };
  /** Among the turns with the same parent, 1-based. */
  readonly sibling?: { readonly index: number; readonly of: number };
}

export interface ConversationEntry {
  readonly id: string;
  readonly title: string;
  /** Milliseconds since the epoch. */
  readonly updated: number;
}

/** How much of what the model reads at once is used, in tokens, and what the conversation has cost. */
export interface ContextView {
  /** What was said on this branch: counted by the server, else estimated. */
  readonly said: number;
  readonly counted: boolean;
  /** What is being written, with all that goes along: estimated. */
  readonly draft: number;
  readonly model: string;
  /** Where it is known. */
  readonly window?: number;
  readonly spent: Spent;
  /** Of asking for a summary now: estimated, in US dollars. */
  readonly summaryCost?: number;
  /** Sentences on prices that are not used. */
  readonly problems: readonly string[];
}

export type OfferButton = 'send' | 'summarise' | 'drop' | 'no';

/** Something to decide before a message goes out: above the composer, which keeps the message. */
export interface OfferView {
  readonly id: string;
  readonly sentence: string;
  readonly details?: string;
  readonly buttons: readonly { readonly id: OfferButton; readonly label: string }[];
}

/** Everything around the transcript. Small; posted whole when something in it changes. */
export interface PanelState {
  readonly endpoint: string;
  readonly model: string;
  /** Which settings come from the workspace, shown as a chip. */
  readonly fromWorkspace: readonly string[];
  /** `unneeded`: the endpoint takes no key. */
  readonly key: 'set' | 'missing' | 'unneeded';
  /** The environment holds a key that the person has not been asked about. */
  readonly environmentKey: boolean;
  /** How many options the conversation sets over the settings. */
  readonly optionsSet: number;
  readonly busy: boolean;
  /** The host is waiting before it tries again: until when (ms since the epoch). */
  readonly retryAt?: number;
  readonly send: 'enter' | 'mod+enter';
  /** The active editor's file name, for the suggestions; its selection is offered as a chip. */
  readonly file?: string;
  /** The workspace has changes that git knows of. */
  readonly changes: boolean;
  readonly selection?: ChipView;
  readonly recent: readonly ConversationEntry[];
  readonly context?: ContextView;
  readonly offer?: OfferView;
  /** The workspace's instructions: they go along, those that do have changed meanwhile, or they could go along. */
  readonly instructions?:
    | {
        readonly name: string;
        readonly target: string;
        /** Estimated size. */
        readonly tokens: number;
        /** The end of the file is left out. */
        readonly cut: boolean;
        readonly state: 'used' | 'changed' | 'offered';
      }
    | undefined;
}

export interface Draft {
  readonly text: string;
  readonly chips: readonly ChipView[];
}

/** Something that may be meant by what stands after an `@` or a `/` in the composer. */
export interface CompletionView {
  /** What `choose` says. */
  readonly item: string;
  readonly kind:
    'selection' | 'editors' | 'problems' | 'changes' | 'terminal' | 'file' | 'folder' | 'symbol' | 'prompt';
  readonly label: string;
  readonly detail?: string;
}

/** How often a text is in a block of a turn; in the order of the conversation. */
export interface FindHit {
  readonly turn: string;
  readonly block: number;
  readonly count: number;
}

// ---- host to view ----

export type HostMessage =
  | { readonly type: 'state'; readonly state: PanelState }
  /** A conversation is shown from scratch: some turns of it, with so many older and newer ones there on demand. */
  | {
      readonly type: 'conversation';
      readonly id: string;
      readonly title: string;
      readonly turns: readonly TurnView[];
      readonly earlier: number;
      readonly later: number;
      readonly draft: Draft;
      /** Of the draft, where it is shown for the first time. */
      readonly version?: number;
    }
  /** Older turns, asked for with `loadEarlier`. */
  | { readonly type: 'earlier'; readonly turns: readonly TurnView[]; readonly earlier: number }
  /** Newer turns, asked for with `loadLater`. */
  | { readonly type: 'later'; readonly turns: readonly TurnView[]; readonly later: number }
  /**
   * A turn is new (appended) or has changed (replaced, by id). `streamed`: its text went out as deltas, which every
   * view has; it is posted without.
   */
  | { readonly type: 'turn'; readonly turn: TurnView; readonly streamed?: boolean }
  /** Turns are not on the shown branch any more. */
  | { readonly type: 'removed'; readonly ids: readonly string[] }
  /** What turns cost, since prices have changed. */
  | { readonly type: 'costs'; readonly costs: Readonly<Record<string, number | undefined>> }
  /** A block of the streaming turn begins (or is replaced). */
  | { readonly type: 'block'; readonly index: number; readonly block: BlockView }
  /** Text to append to a block of the streaming turn. Short on purpose: it is sent once a frame. */
  | { readonly type: 'delta'; readonly i: number; readonly t: string }
  /** A text of the streaming turn rests on this. */
  | { readonly type: 'citation'; readonly i: number; readonly citation: CitationView }
  /** Where in the conversation the text is that `find` with this id asked for. */
  | { readonly type: 'found'; readonly id: string; readonly hits: readonly FindHit[] }
  /** The draft is another one. Without `text` only what goes along is news: the page has typed the text itself. */
  | { readonly type: 'draft'; readonly draft: Draft; readonly text?: DraftVersion }
  /** What became of the `send` with this id. */
  | { readonly type: 'sent'; readonly id: string; readonly result: SendResult }
  /** What `complete` with this id asked for. */
  | { readonly type: 'completions'; readonly id: string; readonly items: readonly CompletionView[] }
  /** What `pasted` with this id told of is in an open file: it can go along as this chip. */
  | { readonly type: 'pastedFrom'; readonly id: string; readonly chip: string }
  /** Text for the composer: what was chosen after a `/`. */
  | { readonly type: 'insert'; readonly text: string }
  /** What cannot go along, a sentence each. */
  | { readonly type: 'refused'; readonly sentences: readonly string[] }
  /** An image, in base64, that the view is to make ready and send back with `attachImage`. */
  | { readonly type: 'shrink'; readonly name: string; readonly target: string; readonly data: string }
  /** The person asked for the panel: put the cursor into the composer. */
  | { readonly type: 'focus' }
  /** What a view needs to show code in the editor's colours. Comes only when asked for. */
  | { readonly type: 'colours'; readonly part: ColoursPart };

export type ColoursPart =
  /** The languages of this VS Code; again when extensions come or go. `script`: the text of the view's worker. */
  | ({ readonly kind: 'languages'; readonly script: string } & Pick<Contributions, 'names' | 'injections'>)
  /** Undefined where the theme is not to be had here: Aside runs on another machine than the theme. */
  | { readonly kind: 'theme'; readonly rules: readonly ThemeRule[] | undefined }
  /** A grammar's file as it is; undefined where there is none, or it cannot be read. */
  | { readonly kind: 'grammar'; readonly scopeName: string; readonly file: Uint8Array | undefined };

/**
 * A page and the host count what they tell each other of the text of a draft, so that neither takes what it has heard
 * for an answer to what it has said since.
 */
export interface DraftVersion {
  /** Changes that were made in the page. The host has all up to this one. */
  readonly edits: number;
  /** Texts that came from elsewhere. The page has the one with this number. */
  readonly version: number;
}

/**
 * `sent`: it is a turn of the conversation now. `held`: there is something to decide first, or a reply is running.
 * `refused`: there is nothing to send, or the conversation is read-only. But for `sent` the message stays in the draft.
 */
export type SendResult = 'sent' | 'held' | 'refused';

// ---- view to host ----

export type Suggestion = 'explain' | 'tests' | 'changes';

export type CodeAction = 'copy' | 'insert' | 'newFile' | 'apply' | 'terminal';

export type ViewMessage =
  /**
   * The page is new, and so many px high. `turn` is where the reader was in `conversation`, unless that was its end.
   */
  | { readonly type: 'ready'; readonly conversation?: string; readonly turn?: string; readonly height?: number }
  /** The text is to go out; answered with `sent` under this id. `rest` is what else is in the composer: it stays there. */
  | ({
      readonly type: 'send';
      readonly id: string;
      readonly conversation: string;
      readonly text: string;
      readonly rest: string;
    } & DraftVersion)
  | { readonly type: 'stop' }
  /** A suggestion of the empty chat was taken: asks `text` about the open file, or about git's changes. */
  | { readonly type: 'suggest'; readonly what: Suggestion; readonly text: string }
  | { readonly type: 'newChat' }
  | { readonly type: 'openConversation'; readonly id: string }
  | { readonly type: 'retry'; readonly turn: string }
  /** The same with a model that the person picks, this once. */
  | { readonly type: 'retryWith'; readonly turn: string }
  /** Goes on from a turn in a new conversation. */
  | { readonly type: 'fork'; readonly turn: string }
  | { readonly type: 'edit'; readonly turn: string; readonly text: string }
  | { readonly type: 'switchSibling'; readonly turn: string; readonly by: -1 | 1 }
  | { readonly type: 'answer'; readonly offer: string; readonly button: OfferButton }
  /** Goes on from a summary of the branch on show. */
  | { readonly type: 'summarise' }
  /** Shows what the turn is a summary of. */
  | { readonly type: 'showOriginal'; readonly turn: string }
  | { readonly type: 'step'; readonly step: StepId; readonly turn?: string }
  /** More turns before or after these, the first and the last that the view has. */
  | { readonly type: 'loadEarlier'; readonly before: string }
  | { readonly type: 'loadLater'; readonly after: string }
  /** The conversation from scratch, around a turn or at its end. */
  | { readonly type: 'showAt'; readonly turn?: string }
  | { readonly type: 'find'; readonly id: string; readonly text: string; readonly matchCase: boolean }
  /**
   * What is in the composer of this conversation: it may come when another one is on show already. `beside` is the `send`
   * that is not answered yet: its text is still part of the draft, and not in this one.
   */
  | ({
      readonly type: 'draft';
      readonly conversation: string;
      readonly text: string;
      readonly beside?: string;
    } & DraftVersion)
  | { readonly type: 'addSelection' }
  | { readonly type: 'dropChip'; readonly chip: string }
  /** The workspace's instructions, as they are now, go along in this conversation; or are left out of it. */
  | { readonly type: 'instructions'; readonly use: boolean }
  /** What stands after an `@` or a `/` in the composer, and the one of the answers that was chosen. */
  | { readonly type: 'complete'; readonly id: string; readonly trigger: '@' | '/'; readonly query: string }
  | { readonly type: 'choose'; readonly item: string }
  /** Lines of text were pasted, and may come from an open file; then that the composer has given them up for the chip. */
  | { readonly type: 'pasted'; readonly id: string; readonly text: string }
  | { readonly type: 'takePasted'; readonly id: string }
  /** Lets the person pick files. */
  | { readonly type: 'attach' }
  /** A file that was pasted or dropped: its size in bytes, and itself in base64. */
  | { readonly type: 'attachFile'; readonly name: string; readonly size: number; readonly data: string }
  /** Files of this VS Code that were dropped: their URIs, one a line. */
  | { readonly type: 'attachUris'; readonly uris: string }
  /** An image that is ready for the API: `data` in base64, its size in pixels. `target` is empty for a pasted one. */
  | {
      readonly type: 'attachImage';
      readonly name: string;
      readonly target: string;
      readonly mediaType: string;
      readonly data: string;
      readonly width: number;
      readonly height: number;
    }
  /** What was pasted or dropped and does not go along: `image` cannot be read as one, or not be made small enough. */
  | { readonly type: 'fileRefused'; readonly name: string; readonly why: FileRefusal }
  | { readonly type: 'pickModel' }
  | { readonly type: 'options' }
  | { readonly type: 'pickEndpoint' }
  | { readonly type: 'setKey' }
  | { readonly type: 'useEnvironmentKey'; readonly use: boolean }
  | { readonly type: 'history' }
  | { readonly type: 'copyTurn'; readonly turn: string }
  /** The request behind a reply, as a program. */
  | { readonly type: 'copyRequest'; readonly turn: string }
  /** The same with all that came of it, in an editor. */
  | { readonly type: 'showRequest'; readonly turn: string }
  /** `info` is all that stands behind the fence, `before` the end of the text in front of the block. */
  | {
      readonly type: 'code';
      readonly action: CodeAction;
      readonly text: string;
      readonly language: string;
      readonly info: string;
      readonly before: string;
    }
  | { readonly type: 'openLink'; readonly href: string }
  | { readonly type: 'openSettings' }
  /** The view has code to colour, in the theme with this id: `languages` once a page, `theme` with every change. */
  | { readonly type: 'languages' }
  | { readonly type: 'theme'; readonly id: string }
  | { readonly type: 'grammar'; readonly scopeName: string }
  /** Something threw in the view: for the log. */
  | { readonly type: 'failed'; readonly message: string };

type Check = (value: unknown) => boolean;
const text: Check = (value) => typeof value === 'string' && value.length <= 10_000_000;
/** What looks for a text gets slower with its length, and nobody types more. */
const searchText: Check = (value) => typeof value === 'string' && value.length <= 10_000;
/** A file of 20 MB in base64. */
const fileData: Check = (value) => typeof value === 'string' && value.length <= 28_000_000;
const count: Check = (value) => Number.isSafeInteger(value) && (value as number) >= 0;
const pixels: Check = (value) => count(value) && (value as number) > 0 && (value as number) <= 8000;
const optionalText: Check = (value) => value === undefined || text(value);
const optionalCount: Check = (value) => value === undefined || count(value);
const oneOf =
  (...values: unknown[]): Check =>
  (value) =>
    values.includes(value);

const members: { readonly [T in ViewMessage['type']]: Readonly<Record<string, Check>> } = {
  ready: { conversation: optionalText, turn: optionalText, height: optionalCount },
  send: { id: text, conversation: text, text, rest: text, edits: count, version: count },
  stop: {},
  newChat: {},
  openConversation: { id: text },
  retry: { turn: text },
  retryWith: { turn: text },
  fork: { turn: text },
  edit: { turn: text, text },
  answer: { offer: text, button: oneOf('send', 'summarise', 'drop', 'no') },
  summarise: {},
  showOriginal: { turn: text },
  switchSibling: { turn: text, by: oneOf(-1, 1) },
  step: {
    step: oneOf(
      'setKey',
      'checkBaseUrl',
      'useBaseUrl',
      'pickModel',
      'retry',
      'retryWith',
      'continue',
      'summarise',
      'openSettings',
      'showLog',
    ),
    turn: optionalText,
  },
  loadEarlier: { before: text },
  loadLater: { after: text },
  showAt: { turn: optionalText },
  find: { id: text, text: searchText, matchCase: oneOf(true, false) },
  draft: { conversation: text, text, beside: optionalText, edits: count, version: count },
  suggest: { what: oneOf('explain', 'tests', 'changes'), text },
  addSelection: {},
  dropChip: { chip: text },
  instructions: { use: oneOf(true, false) },
  complete: { id: text, trigger: oneOf('@', '/'), query: searchText },
  choose: { item: text },
  pasted: { id: text, text },
  takePasted: { id: text },
  attach: {},
  attachFile: { name: text, size: count, data: fileData },
  attachUris: { uris: text },
  attachImage: {
    name: text,
    target: text,
    mediaType: oneOf('image/png', 'image/jpeg', 'image/gif', 'image/webp'),
    data: fileData,
    width: pixels,
    height: pixels,
  },
  fileRefused: { name: text, why: oneOf('image', 'tooLarge', 'folder', 'unreadable') },
  pickModel: {},
  options: {},
  pickEndpoint: {},
  setKey: {},
  useEnvironmentKey: { use: oneOf(true, false) },
  history: {},
  copyTurn: { turn: text },
  copyRequest: { turn: text },
  showRequest: { turn: text },
  code: {
    action: oneOf('copy', 'insert', 'newFile', 'apply', 'terminal'),
    text,
    language: text,
    info: text,
    before: text,
  },
  openLink: { href: text },
  openSettings: {},
  languages: {},
  theme: { id: text },
  grammar: { scopeName: text },
  failed: { message: text },
};

/** The check of what comes in from a view. Undefined for anything that is not a message of ours. */
export function parseViewMessage(value: unknown): ViewMessage | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const message = value as Record<string, unknown>;
  const { type } = message;
  if (typeof type !== 'string' || !Object.hasOwn(members, type)) return undefined;
  const checks = members[type as ViewMessage['type']];
  return Object.entries(checks).every(([name, check]) => check(message[name])) ? (value as ViewMessage) : undefined;
}

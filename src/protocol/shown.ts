/** What a view shows: plain data. */
import type { Spent } from '../conversation/cost';
import type { SegmentChange } from '../conversation/segments';
import type { Usage } from '../messages/types';
import type { ErrorView } from '../wording/steps';
import type { OfferButton } from './view';

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

/** Something of the editor that is attached to a question. */
export interface ChipView {
  readonly id: string;
  readonly label: string;
  /** `uri#L3-L9`, opened by the host on click. */
  readonly target?: string;
  /** Estimated size. */
  readonly tokens: number;
}

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

/** How much of the context window is used, in tokens, and what the conversation has cost. */
export interface ContextView {
  /** What was said on this branch: counted by the server, else estimated. */
  readonly said: number;
  readonly counted: boolean;
  /** The draft with its attachments: estimated. */
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
  /** The workspace's instructions: in use, in use while their file has changed, or on offer. */
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

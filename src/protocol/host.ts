/** What the host says to the view. To add a message, add a member: the view's switch does not compile until it is handled. */
import type { Contributions } from '../textmate/contributions';
import type { ThemeRule } from '../textmate/theme';
import type { BlockView, CitationView, CompletionView, Draft, FindHit, PanelState, TurnView } from './shown';

export type HostMessage =
  | { readonly type: 'state'; readonly state: PanelState }
  /** A conversation is shown from scratch: some of its turns, and how many earlier and later ones can be asked for. */
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
  /** The draft is another one. Without `text` only what is attached is news: the page has typed the text itself. */
  | { readonly type: 'draft'; readonly draft: Draft; readonly text?: DraftVersion }
  /** What became of the `send` with this id. */
  | { readonly type: 'sent'; readonly id: string; readonly result: SendResult }
  /** What `complete` with this id asked for. */
  | { readonly type: 'completions'; readonly id: string; readonly items: readonly CompletionView[] }
  /** What `pasted` with this id told of is in an open file: it can be attached as this chip. */
  | { readonly type: 'pastedFrom'; readonly id: string; readonly chip: string }
  /** Text for the composer: what was chosen after a `/`. */
  | { readonly type: 'insert'; readonly text: string }
  /** What cannot be attached, a sentence each. */
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

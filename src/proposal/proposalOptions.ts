import type * as vscode from 'vscode';

export type ProposalState = 'streaming' | 'pending' | 'kept' | 'discarded';

export interface ProposalOptions {
  readonly document: vscode.TextDocument;
  /**
   * `insert`: text streams in at the range, and the reader may type into it. `edit`: the range's text is changed to
   * another, hunk by hunk; while that streams, typing inside ends the stream.
   */
  readonly kind: 'insert' | 'edit';
  /** What the proposal replaces: an empty range where it only adds. Discard puts its text back. */
  readonly range: vscode.Range;
  /** Written once around inserted text, part of the pending change: a line end before it, or behind it. */
  readonly lead: '' | '\n';
  readonly tail: '' | '\n';
  /** Where to start over from, followed through all changes. */
  readonly origin: vscode.Position;
  /** Starts over, at the place that `origin` has become; only where it is known what was asked for. */
  again?(origin: vscode.Position): void;
  /** Goes on from what is pending, with another instruction; only where that makes sense. */
  refine?(): Promise<void>;
  /** It is pending already, at the range: what Discard puts back. */
  readonly restored?: { readonly base: string };
}

/** Why a stream ended by itself. */
export type Broken = 'closed' | 'deleted' | 'readOnly' | 'replaced' | 'touched';

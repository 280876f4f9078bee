/** What the view and its worker say to each other. */
import { type ColoursPart } from '../../protocol';
import { type StyledLine } from '../../textmate/style';

export type ToWorker =
  /** The first message. */
  | { readonly type: 'languages'; readonly injections: Readonly<Record<string, readonly string[]>> }
  /** Whatever was tokenised before is forgotten. */
  | { readonly type: 'theme'; readonly rules: NonNullable<Extract<ColoursPart, { kind: 'theme' }>['rules']> }
  | { readonly type: 'grammar'; readonly scopeName: string; readonly file: Uint8Array | undefined }
  | StyleRequest
  | { readonly type: 'forget'; readonly block: number };

/** Answered by `styled`, always and in turn. */
export interface StyleRequest {
  readonly type: 'style';
  readonly block: number;
  readonly scopeName: string;
  /** The lines of the block from this one on; those above were sent before. */
  readonly from: number;
  readonly lines: readonly string[];
}

export type FromWorker =
  /** A grammar is needed, to be answered by `grammar`. */
  | { readonly type: 'need'; readonly scopeName: string }
  /** The colours of the theme, by their number in a style. */
  | { readonly type: 'palette'; readonly colours: readonly string[] }
  /** Undefined: there is no such grammar, or what is above is not known any more. */
  | { readonly type: 'styled'; readonly lines: readonly StyledLine[] | undefined };

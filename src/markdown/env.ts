import { type Env } from 'markdown-it';

export type References = NonNullable<Env['references']>;

/** The input of a parse besides the source, and its output besides tokens. */
export interface ParseEnv extends Env {
  /** Input: render unclosed markup at the end of the source as if it were closed, see `repair.ts`. */
  unfinished?: boolean;
  /** Input: the character before the rest of a text that was cut, see `spine.ts`. */
  restMark?: string;
  /** Output: the indentation of blocks by level and line. markdown-it's tokens have no columns. */
  starts?: Map<string, Start>;
  /** Output: the labels that the current text looks up. Its token gets them as `meta.looked`. */
  looked?: Set<string>;
  /** Output: the link reference definitions in the source, in order. They have no tokens. */
  definitions?: readonly Definition[];
  /** Output: their targets, with the final definitions as prototype. */
  found?: References;
}

export interface Start {
  readonly blockIndent: number;
  readonly indent: number;
}

/** A link reference definition in a source. */
export interface Definition {
  readonly label: string;
  /** The first line. */
  readonly start: number;
  /** 0 outside of lists and quotes. */
  readonly level: number;
}

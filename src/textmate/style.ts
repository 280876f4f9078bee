/**
 * A line's text in runs of one style each: the end of a run (UTF-16, exclusive), its style, the end of the next one, …
 * A style is the number of its colour in a palette times 16, plus its font style; style 0 is plain. Empty: all plain.
 */
export type StyledLine = readonly number[];

/** Font styles, as vscode-textmate counts them. */
export const italic = 1;
export const bold = 2;
export const underline = 4;
export const strikethrough = 8;

export function styleOf(colour: number, font: number): number {
  return (colour << 4) | font;
}

export function colourOf(style: number): number {
  return style >>> 4;
}

/** As in VS Code: longer lines are not tokenised, and count as plain text. */
export const maxLineLength = 20_000;

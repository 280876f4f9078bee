import * as vscode from 'vscode';
import { follow, settled, written, type Change, type Tracked } from '../text/track';

const besideLength = 200;

/** What someone else's change did to a place. */
export interface Followed {
  /** One change replaced everything, and what was pending is no longer to be found. */
  readonly lost: boolean;
  /** The change as one of the pending text, where it lies inside. */
  readonly inside?: Change;
}

/**
 * What a change at the edges means. For an empty range: whether it `stays` in front of text that is put exactly there,
 * or `moves` behind it. For the `whole` of an edit: a change of exactly all of it is one inside.
 */
export type Edge = 'stays' | 'moves' | 'whole';

/** The range of a pending change, kept right through every change of its document. */
export class Place {
  /** What is in the range. */
  text: string;
  private tracked: Tracked;
  /** A little of the text next to it. */
  private beside = { before: '', after: '' };
  /** The same places as line and character, which survive a change of the line ends. */
  private positions: { start: vscode.Position; end: vscode.Position; anchor: vscode.Position; origin: vscode.Position };
  private eol: vscode.EndOfLine;

  constructor(
    private readonly document: vscode.TextDocument,
    range: vscode.Range,
    origin: vscode.Position,
    private readonly edge: Edge,
  ) {
    const start = document.offsetAt(range.start);
    const end = document.offsetAt(range.end);
    this.tracked = { start, end, anchor: end, origin: document.offsetAt(origin), stays: edge === 'stays' };
    this.positions = { start: range.start, end: range.end, anchor: range.end, origin };
    this.text = document.getText(range);
    this.eol = document.eol;
    this.refresh();
  }

  get range(): vscode.Range {
    return new vscode.Range(this.positions.start, this.positions.end);
  }

  /** Offset of the range's start. */
  get start(): number {
    return this.tracked.start;
  }

  get end(): number {
    return this.tracked.end;
  }

  /** Up to so many characters of what stands on both sides; known also when the document is closed. */
  around(length: number): { readonly before: string; readonly after: string } {
    const { before, after } = this.beside;
    return { before: before.slice(Math.max(0, before.length - length)), after: after.slice(0, length) };
  }

  /** Where the next piece of a stream goes. */
  get anchor(): number {
    return this.tracked.anchor;
  }

  /** The place to start over from. */
  get origin(): vscode.Position {
    return this.document.positionAt(this.tracked.origin);
  }

  /** Whether the document's line ends have changed: all offsets, but no place. Called before any change is followed. */
  lineEndsChanged(): boolean {
    if (this.document.eol === this.eol) return false;
    this.eol = this.document.eol;
    const { start, end, anchor, origin } = this.positions;
    this.tracked = {
      ...this.tracked,
      start: this.document.offsetAt(start),
      end: this.document.offsetAt(end),
      anchor: this.document.offsetAt(anchor),
      origin: this.document.offsetAt(origin),
    };
    this.refresh();
    return true;
  }

  /** Follows someone else's change. After the last one of an event, `refresh` brings the rest up to date. */
  follow(reported: Change): Followed {
    const { start, end } = this.tracked;
    const change = settled(this.tracked, reported, { ...this.beside, pending: this.text });
    const exactly = change.offset === start && change.length === end - start && change.length > 0;
    if (this.edge === 'whole' && exactly) {
      this.tracked = { ...this.tracked, end: start + change.text.length };
      this.text = change.text;
      return { lost: false, inside: { ...change, offset: 0 } };
    }
    const moved = follow(this.tracked, change, this.text);
    this.tracked = moved.tracked;
    if (moved.lost) this.text = '';
    const from = change.offset - start;
    const to = from + change.length;
    const length = end - start;
    if (to <= 0 || from >= length || (from <= 0 && to >= length)) return { lost: moved.lost };
    const outside = from < 0 || to > length;
    this.text = this.text.slice(0, Math.max(0, from)) + (outside ? '' : change.text) + this.text.slice(to);
    return outside ? { lost: false } : { lost: false, inside: { ...change, offset: from } };
  }

  /** Follows our own writing: `tail` is the length of what the next piece goes in front of. */
  written(change: Change, tail: number): void {
    this.tracked = written(this.tracked, change, tail);
  }

  refresh(): void {
    const at = (offset: number) => this.document.positionAt(offset);
    const { start, end, anchor, origin } = this.tracked;
    this.positions = { start: at(start), end: at(end), anchor: at(anchor), origin: at(origin) };
    this.text = this.document.getText(this.range);
    const text = (from: vscode.Position, to: vscode.Position) => this.document.getText(new vscode.Range(from, to));
    this.beside = {
      before: text(at(Math.max(0, start - besideLength)), this.positions.start),
      after: text(this.positions.end, at(end + besideLength)),
    };
  }
}

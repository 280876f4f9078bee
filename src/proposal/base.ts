import { keepHunk, lineHunks, rebase, type Hunk } from '../text/lineDiff';
import { type Change } from '../text/track';

/** What Discard puts back: what was there, with the hunks that were kept and what the reader typed between them. */
export class Base {
  anyKept = false;
  private diffed: { readonly current: string; readonly hunks: Hunk[] } | undefined;

  constructor(private value: string) {}

  get text(): string {
    return this.value;
  }

  /** Where the current text differs; the same objects until one of the two texts changes. */
  hunks(current: string): readonly Hunk[] {
    if (this.diffed?.current !== current) {
      this.diffed = { current, hunks: this.value === current ? [] : lineHunks(this.value, current) };
    }
    return this.diffed.hunks;
  }

  /** The reader takes a hunk of the current text as their own. */
  keep(current: string, hunk: Hunk): void {
    this.become(keepHunk(this.value, current, hunk));
    this.anyKept = true;
  }

  /** Someone else's change of what was the current text before it: between the hunks it belongs to the base too. */
  follow(before: string, change: Change): void {
    this.become(rebase(this.value, before, change) ?? this.value);
  }

  convert(make: (text: string) => string): void {
    this.become(make(this.value));
  }

  private become(text: string): void {
    if (text === this.value) return;
    this.value = text;
    this.diffed = undefined;
  }
}

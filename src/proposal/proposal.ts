import * as vscode from 'vscode';
import { Base } from './base';
import { createEdits, type Edits } from './edits';
import { discardHunk, type Hunk } from '../text/lineDiff';
import { replacement } from '../text/replacement';
import { Place } from './place';
import { type Broken, type ProposalOptions, type ProposalState } from './proposalOptions';
import { saveRestored } from './saveRestored';
import { editStream, insertStream, type Stream } from './streams';
import { type Change } from '../text/track';
import { type UndoStops } from './writer';

/**
 * A pending change to a document: the one mechanism for everything that Aside writes into an editor.
 *
 * It streams with `TextEditor.edit`, undo stops only at both ends, so that an undisturbed stream is one undo step.
 * While no editor shows the document the text waits, because a WorkspaceEdit would cost an undo step each time; what
 * is left at the end goes in with a single one. Discard is an edit made from the proposal's own record, `base`: it takes
 * away what is pending, puts back what was there, and keeps what the reader did elsewhere.
 */
export class Proposal {
  readonly document: vscode.TextDocument;
  readonly kind: 'insert' | 'edit';
  state: ProposalState = 'streaming';
  /** Why the stream ended, when it was not the caller who ended it. */
  broken: Broken | undefined;
  /** Whether it began in an editor, whose closing then ends the stream. */
  readonly wasShown: boolean;

  private abort = new AbortController();
  private stream: Stream;
  private readonly edits: Edits;
  private place: Place;
  private before: Base;
  /** What stands in front of inserted text: the reader may have joined the lines around the place. */
  lead: '' | '\n';
  private savedWhilePending = false;
  private keepWhenDone = false;
  private wrote = false;
  private discarding: Promise<boolean> | undefined;

  constructor(
    readonly id: string,
    private readonly options: ProposalOptions,
    private readonly changed: (proposal: Proposal) => void,
  ) {
    this.document = options.document;
    this.kind = options.kind;
    this.lead = options.lead;
    this.edits = createEdits(this.document, {
      isOpen: () => this.isOpen,
      cursorStays: () => this.lead !== '',
    });
    this.wasShown = this.edits.ready();
    this.place = this.placeAt(options.range, options.origin);
    this.before = new Base(options.restored?.base ?? this.place.text);
    this.stream = this.newStream();
    if (!options.restored) return;
    this.state = 'pending';
    this.wrote = true;
    this.savedWhilePending = !this.document.isDirty;
  }

  /** Aborted when the stream shall end: stopped, discarded, or the document is gone. */
  get signal(): AbortSignal {
    return this.abort.signal;
  }

  get isOpen(): boolean {
    return this.state === 'streaming' || this.state === 'pending';
  }

  /** What is pending now, including the line end that belongs to it. */
  get range(): vscode.Range {
    return this.place.range;
  }

  /** Offset of the range's start. */
  get start(): number {
    return this.place.start;
  }

  /** Up to so many characters of what stands on both sides of the range. */
  around(length: number): { readonly before: string; readonly after: string } {
    return this.place.around(length);
  }

  /** What stands in the range now, and what Discard would put there. */
  get text(): string {
    return this.place.text;
  }

  get base(): string {
    return this.before.text;
  }

  /** The lines to mark: empty while nothing is written. */
  get lines(): vscode.Range | undefined {
    const { start, end } = this.place.range;
    if (start.isEqual(end)) return undefined;
    const first = this.lead === '\n' && start.line < end.line ? start.line + 1 : start.line;
    const last = end.character === 0 && end.line > first ? end.line - 1 : end.line;
    return new vscode.Range(first, 0, last, Number.MAX_SAFE_INTEGER);
  }

  /** What an edit has changed, hunk by hunk, in lines of the range. */
  get hunks(): readonly Hunk[] {
    return this.before.hunks(this.place.text);
  }

  /** The tracked place to start over from. */
  get origin(): vscode.Position {
    return this.place.origin;
  }

  get canTryAgain(): boolean {
    return this.options.again !== undefined;
  }

  get canRefine(): boolean {
    return this.options.refine !== undefined;
  }

  /** Appends streamed text to an insertion; "\n" becomes the document's line end. */
  write(text: string): void {
    if (this.state === 'streaming') this.stream.write?.(text);
  }

  /** Takes back all that was inserted. */
  reset(): void {
    if (this.state === 'streaming') this.stream.reset?.();
  }

  /** An edit's range shall become this text, as far as is known; later ones replace it. */
  show(text: string): void {
    if (this.state === 'streaming') this.stream.show?.(text);
  }

  /** The answer is about another range than it was asked for. False when something is written already. */
  move(range: vscode.Range): boolean {
    if (this.wrote || this.state !== 'streaming') return false;
    this.place = this.placeAt(range, this.place.origin);
    this.before = new Base(this.place.text);
    return true;
  }

  /** Puts back what was there, for `move` to be possible again. False when that cannot be done. */
  async rewind(): Promise<boolean> {
    if (this.state !== 'streaming') return false;
    await this.stream.stop();
    const done = await this.rewrite(() => replacement(this.place.text, this.base));
    if (!done || this.state !== 'streaming' || this.savedWhilePending) return false;
    this.wrote = false;
    this.stream = this.newStream();
    return true;
  }

  /**
   * The stream is over: the rest goes in, and the change is pending; discarded where nothing was changed. `text` is the
   * whole of an edit; without it what is there stays.
   */
  async finish(text?: string): Promise<void> {
    if (this.state !== 'streaming') return;
    const cut = this.kind === 'edit' && (text === undefined || this.signal.aborted);
    await (cut ? this.stream.stop() : this.stream.finish(text ?? ''));
    // A Discard meanwhile decides what becomes of it.
    if (this.discarding) await this.discarding;
    if (this.state !== 'streaming') return;
    if (!this.wrote || this.isNothing) this.end('discarded');
    else if (this.keepWhenDone) this.end('kept');
    else this.become('pending');
  }

  private get isNothing(): boolean {
    return this.kind === 'edit' ? this.hunks.length === 0 : this.place.start === this.place.end;
  }

  /** Ends the stream; what has arrived stays pending. */
  stop(): void {
    if (this.state === 'streaming') this.abort.abort();
  }

  /** Streams once more into an edit that is pending, towards another text; Discard still leads back to the base. */
  resume(): void {
    if (this.state !== 'pending' || this.kind !== 'edit') return;
    this.abort = new AbortController();
    this.broken = undefined;
    this.keepWhenDone = false;
    this.stream = this.newStream();
    this.become('streaming');
  }

  /** Asks for another instruction and goes on from what is pending. */
  async refine(): Promise<void> {
    if (this.state === 'pending') await this.options.refine?.();
  }

  /** The text stays, as the reader's own. While it streams, it streams on and is kept at the end. */
  keep(): void {
    if (this.state === 'streaming') this.keepWhenDone = true;
    else if (this.state === 'pending') this.end('kept');
  }

  /** The reader takes one hunk of a pending edit as their own. False when it is not there any more. */
  keepHunk(hunk: Hunk): boolean {
    if (this.state !== 'pending' || !this.hunks.includes(hunk)) return false;
    this.before.keep(this.place.text, hunk);
    this.endIfNothing();
    return true;
  }

  /** Puts back one hunk of a pending edit. False when it is not there any more, or cannot be edited. */
  async discardHunk(hunk: Hunk): Promise<boolean> {
    if (this.state !== 'pending' || !this.hunks.includes(hunk)) return false;
    const wasDirty = this.document.isDirty;
    const index = this.hunks.indexOf(hunk);
    const done = await this.rewrite(() => {
      const now = this.hunks[index];
      return now ? discardHunk(this.base, this.place.text, now) : undefined;
    });
    if (done) await this.saveRestored(wasDirty);
    return done;
  }

  private endIfNothing(): void {
    if (this.hunks.length > 0) this.changed(this);
    else this.end(this.before.anyKept ? 'kept' : 'discarded');
  }

  /**
   * Takes away exactly what is pending and puts back what was there. When the file was saved with pending text in it,
   * the restored text is saved too: unless the reader has unsaved changes of their own and saves by hand.
   * @returns false when the document could not be edited; the proposal then stays pending.
   */
  discard(): Promise<boolean> {
    this.discarding ??= this.discardNow().finally(() => (this.discarding = undefined));
    return this.discarding;
  }

  private async discardNow(): Promise<boolean> {
    if (!this.isOpen) return true;
    this.keepWhenDone = false;
    const wasStreaming = this.state === 'streaming';
    this.abort.abort();
    await this.stream.stop();
    if (!this.isOpen) return true;
    const wasDirty = this.document.isDirty;
    if (this.wrote && !(await this.rewrite(() => replacement(this.place.text, this.base)))) {
      if (wasStreaming) this.become('pending');
      return false;
    }
    if (this.isOpen) this.end('discarded');
    await this.saveRestored(wasDirty);
    return true;
  }

  private async saveRestored(wasDirty: boolean): Promise<void> {
    if (this.wrote) await saveRestored(this.document, { wasDirty, savedMeanwhile: this.savedWhilePending });
  }

  /** Discards, and has the caller start over. */
  async tryAgain(): Promise<void> {
    const { again } = this.options;
    if (again && (await this.discard())) again(this.origin);
  }

  /** The stream cannot go on. What was written stays, and is pending where the document is still open. */
  break(reason: Broken): void {
    if (!this.isOpen) return;
    const streaming = this.state === 'streaming';
    if (streaming) this.broken = reason;
    this.abort.abort();
    void this.stream.stop();
    const over = reason === 'replaced' || (reason === 'closed' && this.document.isClosed);
    if (over || (streaming && !this.wrote)) this.end(this.wrote ? 'kept' : 'discarded');
    else if (streaming) this.become('pending');
  }

  /** An editor shows the document now, or none does any more. */
  visibilityChanged(): void {
    if (this.state === 'streaming') this.stream.wake();
  }

  saved(): void {
    if (this.isOpen && this.wrote) this.savedWhilePending = true;
  }

  /** Follows the document's changes; our own are recognised by what they say. */
  documentChanged(event: vscode.TextDocumentChangeEvent): void {
    if (!this.isOpen || event.contentChanges.length === 0) return;
    if (this.place.lineEndsChanged()) {
      this.before.convert((text) => this.lineEnds(text.replaceAll('\r\n', '\n')));
      return;
    }
    let lost = false;
    let touched = false;
    for (const one of event.contentChanges) {
      const change: Change = { offset: one.rangeOffset, length: one.rangeLength, text: one.text };
      const own = this.edits.takeOwn(change);
      if (own) {
        this.place.written(change, own.tail);
        this.wrote = true;
        continue;
      }
      const before = this.place.text;
      const followed = this.place.follow(change);
      lost ||= followed.lost;
      touched ||= followed.inside !== undefined;
      if (this.kind === 'edit' && followed.inside) this.before.follow(before, followed.inside);
    }
    this.place.refresh();
    if (lost) this.lost(event);
    else if (this.kind === 'edit') this.editChanged(event, touched);
    else {
      // Undo in the middle of a stream: the reader does not want more of it.
      const undone = event.reason === vscode.TextDocumentChangeReason.Undo;
      if (this.state === 'streaming' && undone && this.wrote) this.stop();
      this.changed(this);
    }
  }

  /** The reader took it all away, by undo or by hand: that is a discard. A replacement by other text is not ours. */
  private lost(event: vscode.TextDocumentChangeEvent): void {
    const removed = this.wrote && event.contentChanges.every((one) => one.text === '');
    this.abort.abort();
    void this.stream.stop();
    const undone = event.reason !== undefined;
    if (this.state === 'streaming' && !(removed && undone)) this.broken = 'replaced';
    this.end(removed || !this.wrote ? 'discarded' : 'kept');
  }

  private editChanged(event: vscode.TextDocumentChangeEvent, touched: boolean): void {
    if (this.state === 'pending') {
      this.endIfNothing();
      return;
    }
    if (touched && this.state === 'streaming') {
      if (event.reason === undefined) this.broken = 'touched';
      this.stop();
      void this.stream.stop();
    }
    this.changed(this);
  }

  private placeAt(range: vscode.Range, origin: vscode.Position): Place {
    return new Place(
      this.document,
      range,
      origin,
      this.kind === 'edit' ? 'whole' : this.lead === '' ? 'stays' : 'moves',
    );
  }

  private newStream(): Stream {
    const target = {
      place: () => this.place,
      ready: () => this.edits.ready(),
      edit: (change: Change, stops: UndoStops, tail: number) => this.edit(change, stops, tail),
      lineEnds: (text: string) => this.lineEnds(text),
    };
    if (this.kind === 'edit') return editStream(target);
    const lead = () => (this.lead = this.range.start.character > 0 ? '\n' : this.lead);
    return insertStream({ ...target, lead, tail: this.options.tail });
  }

  private become(state: ProposalState): void {
    this.state = state;
    this.changed(this);
  }

  private end(state: 'kept' | 'discarded'): void {
    this.state = state;
    this.changed(this);
  }

  private lineEnds(text: string): string {
    return this.document.eol === vscode.EndOfLine.CRLF ? text.replaceAll('\n', '\r\n') : text;
  }

  private async edit(change: Change, stops: UndoStops, tail: number): Promise<'done' | 'refused' | 'gone'> {
    const result = await this.edits.append({ ...change, tail }, stops);
    if (result === 'readOnly') this.break('readOnly');
    return result === 'readOnly' ? 'gone' : result;
  }

  /** One edit of the pending text as an undo step of its own. */
  private rewrite(make: () => Change | undefined): Promise<boolean> {
    return this.edits.rewrite(() => {
      const change = make();
      return change && { ...change, offset: this.place.start + change.offset };
    });
  }
}

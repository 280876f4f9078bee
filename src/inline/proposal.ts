import * as vscode from 'vscode';
import { createPump, type Pump, type Step } from './pump';
import { follow, settled, written, type Change, type Tracked } from './track';

export type ProposalState = 'streaming' | 'pending' | 'kept' | 'discarded';

export interface ProposalOptions {
  readonly document: vscode.TextDocument;
  /** What the proposal replaces: an empty range where it only adds. Discard puts its text back. */
  readonly range: vscode.Range;
  /** Written once around the streamed text, part of the pending change: a line end before it, or behind it. */
  readonly lead: '' | '\n';
  readonly tail: '' | '\n';
  /** Where to start over from, followed through all changes. */
  readonly origin: vscode.Position;
  /** Starts over, at the place that `origin` has become. */
  again(origin: vscode.Position): void;
}

/** Why a stream ended by itself. */
export type Broken = 'closed' | 'deleted' | 'readOnly' | 'replaced';

/** Attempts of an edit that the editor refuses; with the pauses about a minute of uninterrupted typing. */
const maxAttempts = 1500;
const maxPause = 40;
const besideLength = 200;

/**
 * A pending change to a document: the one mechanism for everything that Aside writes into an editor.
 *
 * It streams with `TextEditor.edit`, undo stops only at both ends, so that an undisturbed stream is one undo step.
 * While no editor shows the document the text waits, because a WorkspaceEdit would cost an undo step each time; what
 * is left at the end goes in with a single one. Discard is an edit made from the proposal's own record: it takes away
 * what is pending, puts back what was there, and keeps what the reader did elsewhere.
 */
export class Proposal {
  readonly id: string;
  readonly document: vscode.TextDocument;
  state: ProposalState = 'streaming';
  /** Why the stream ended, when it was not the caller who ended it. */
  broken: Broken | undefined;

  private readonly abort = new AbortController();
  private readonly pump: Pump;
  private readonly original: string;
  private tracked: Tracked;
  /** The text of the range, to find it again when one change replaces more than it. */
  private pendingText = '';
  /** A little of the text next to it. */
  private beside = { before: '', after: '' };
  /** The same places as line and character, which survive a change of the line ends. */
  private positions: { start: vscode.Position; end: vscode.Position; anchor: vscode.Position; origin: vscode.Position };
  /** What was really written in front of the text. */
  private lead: '' | '\n';
  private eol: vscode.EndOfLine;
  /** Our own edit that is on its way, as its change event will look. */
  private expected: (Change & { readonly tail: number }) | undefined;
  private acknowledged = false;
  private savedWhilePending = false;
  private keepWhenDone = false;
  private wrote = false;

  constructor(
    id: string,
    private readonly options: ProposalOptions,
    private readonly changed: (proposal: Proposal) => void,
  ) {
    this.id = id;
    this.document = options.document;
    const start = this.document.offsetAt(options.range.start);
    const end = this.document.offsetAt(options.range.end);
    this.original = this.document.getText(options.range);
    const { range, origin } = options;
    this.tracked = { start, end, anchor: end, origin: this.document.offsetAt(origin), stays: options.lead === '' };
    this.positions = { start: range.start, end: range.end, anchor: range.end, origin };
    this.lead = options.lead;
    this.eol = this.document.eol;
    this.wasShown = this.editor() !== undefined;
    this.pump = createPump({
      apply: (step) => this.apply(step),
      ready: () => this.editor() !== undefined,
      pause: (attempt) => pause(Math.min(maxPause, attempt * 5)),
    });
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
    return new vscode.Range(this.positions.start, this.positions.end);
  }

  /** The lines to mark: empty while nothing is written. */
  get lines(): vscode.Range | undefined {
    const { start, end } = this.positions;
    if (start.isEqual(end)) return undefined;
    const first = this.lead === '\n' && start.line < end.line ? start.line + 1 : start.line;
    const last = end.character === 0 && end.line > first ? end.line - 1 : end.line;
    return new vscode.Range(first, 0, last, Number.MAX_SAFE_INTEGER);
  }

  /** Whether it began in an editor, whose closing then ends the stream. */
  readonly wasShown: boolean;

  /** The tracked place to start over from. */
  get origin(): vscode.Position {
    return this.document.positionAt(this.tracked.origin);
  }

  /** Appends streamed text; "\n" becomes the document's line end. */
  write(text: string): void {
    if (this.state === 'streaming') this.pump.write(text);
  }

  /** Takes back all that was streamed. */
  reset(): void {
    if (this.state === 'streaming') this.pump.reset();
  }

  /** The stream is over: the rest goes in, and the change is pending; discarded where nothing was written. */
  async finish(): Promise<void> {
    if (this.state !== 'streaming') return;
    await this.pump.finish();
    // A Discard meanwhile decides what becomes of it.
    if (this.discarding) await this.discarding;
    if (this.state !== 'streaming') return;
    if (!this.wrote || this.positions.start.isEqual(this.positions.end)) this.end('discarded');
    else if (this.keepWhenDone) this.end('kept');
    else this.become('pending');
  }

  /** Ends the stream; what has arrived stays pending. */
  stop(): void {
    if (this.state === 'streaming') this.abort.abort();
  }

  /** The text stays, as the reader's own. While it streams, it streams on and is kept at the end. */
  keep(): void {
    if (this.state === 'streaming') this.keepWhenDone = true;
    else if (this.state === 'pending') this.end('kept');
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

  private discarding: Promise<boolean> | undefined;

  private async discardNow(): Promise<boolean> {
    if (!this.isOpen) return true;
    this.keepWhenDone = false;
    const wasStreaming = this.state === 'streaming';
    this.abort.abort();
    await this.pump.stop();
    if (!this.isOpen) return true;
    const wasDirty = this.document.isDirty;
    if (this.wrote && !(await this.restore())) {
      if (wasStreaming) this.become('pending');
      return false;
    }
    this.end('discarded');
    const autoSaves = vscode.workspace.getConfiguration('files', this.document).get('autoSave') !== 'off';
    // A clean document has the pending text on disk, whether or not the save's event has arrived yet.
    const onDisk = this.wrote && (this.savedWhilePending || !wasDirty);
    if (onDisk && !this.document.isUntitled && (autoSaves || !wasDirty)) await this.document.save();
    return true;
  }

  /** Discards, and has the caller start over. */
  async tryAgain(): Promise<void> {
    if (await this.discard()) this.options.again(this.origin);
  }

  /** The stream cannot go on. What was written stays, and is pending where the document is still open. */
  break(reason: Broken): void {
    if (!this.isOpen) return;
    const streaming = this.state === 'streaming';
    if (streaming) this.broken = reason;
    this.abort.abort();
    void this.pump.stop();
    const over = reason === 'replaced' || (reason === 'closed' && this.document.isClosed);
    if (over || (streaming && !this.wrote)) this.end(this.wrote ? 'kept' : 'discarded');
    else if (streaming) this.become('pending');
  }

  /** An editor shows the document now, or none does any more. */
  visibilityChanged(): void {
    if (this.state === 'streaming') this.pump.wake();
  }

  saved(): void {
    if (this.isOpen && this.wrote) this.savedWhilePending = true;
  }

  /** Follows the document's changes; our own are recognised by what they say. */
  documentChanged(event: vscode.TextDocumentChangeEvent): void {
    if (!this.isOpen || event.contentChanges.length === 0) return;
    if (event.document.eol !== this.eol) {
      this.lineEndsChanged();
      return;
    }
    let lost = false;
    for (const one of event.contentChanges) {
      const change: Change = { offset: one.rangeOffset, length: one.rangeLength, text: one.text };
      const own = this.expected;
      if (own && own.offset === change.offset && own.length === change.length && own.text === change.text) {
        this.tracked = written(this.tracked, change, own.tail);
        this.acknowledged = true;
        this.expected = undefined;
        this.wrote = true;
      } else {
        const around = { ...this.beside, pending: this.pendingText };
        const moved = follow(this.tracked, settled(this.tracked, change, around), this.pendingText);
        this.tracked = moved.tracked;
        lost ||= moved.lost;
      }
    }
    this.refresh();
    // The reader took it all away, by undo or by hand: that is a discard. A replacement by other text is not ours.
    if (lost) {
      const removed = this.wrote && event.contentChanges.every((one) => one.text === '');
      this.abort.abort();
      void this.pump.stop();
      const undone = event.reason !== undefined;
      if (this.state === 'streaming' && !(removed && undone)) this.broken = 'replaced';
      this.end(removed || !this.wrote ? 'discarded' : 'kept');
      return;
    }
    // Undo in the middle of a stream: the reader does not want more of it.
    if (this.state === 'streaming' && event.reason === vscode.TextDocumentChangeReason.Undo && this.wrote) this.stop();
    this.changed(this);
  }

  /** All offsets have changed, but no place. */
  private lineEndsChanged(): void {
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
  }

  private refresh(): void {
    const at = (offset: number) => this.document.positionAt(offset);
    const { start, end, anchor, origin } = this.tracked;
    this.positions = { start: at(start), end: at(end), anchor: at(anchor), origin: at(origin) };
    this.pendingText = this.wrote ? this.document.getText(this.range) : '';
    const text = (from: vscode.Position, to: vscode.Position) => this.document.getText(new vscode.Range(from, to));
    this.beside = {
      before: text(at(Math.max(0, start - besideLength)), this.positions.start),
      after: text(this.positions.end, at(end + besideLength)),
    };
  }

  private become(state: ProposalState): void {
    this.state = state;
    this.changed(this);
  }

  private end(state: 'kept' | 'discarded'): void {
    this.state = state;
    this.pendingText = '';
    this.changed(this);
  }

  private editor(): vscode.TextEditor | undefined {
    const active = vscode.window.activeTextEditor;
    if (active?.document === this.document) return active;
    return vscode.window.visibleTextEditors.find((editor) => editor.document === this.document);
  }

  private lineEnds(text: string): string {
    return this.document.eol === vscode.EndOfLine.CRLF ? text.replaceAll('\n', '\r\n') : text;
  }

  private attempts = 0;

  private async apply(step: Step): Promise<'done' | 'refused' | 'gone'> {
    if (!this.isOpen || this.document.isClosed) return 'gone';
    const whole = step.first || step.replaceAll;
    // The reader may have joined the lines around the place.
    if (step.first && this.positions.start.character > 0) this.lead = '\n';
    const lead = whole ? this.lead : '';
    const tail = whole ? this.options.tail : '';
    const text = this.lineEnds(lead + step.text + tail);
    const from = whole ? this.tracked.start : this.tracked.anchor;
    const to = whole ? this.tracked.end : this.tracked.anchor;
    const done = await this.edit({ offset: from, length: to - from, text, tail: this.lineEnds(tail).length }, step);
    if (done === true) {
      this.attempts = 0;
      return 'done';
    }
    if (!this.isOpen) return 'gone';
    if (done === 'nothing' || ++this.attempts > maxAttempts) {
      this.break('readOnly');
      return 'gone';
    }
    return 'refused';
  }

  /**
   * One edit. True once the document has changed as asked; `nothing` when VS Code reported success without a change,
   * as it does for an editor that is read-only.
   */
  private async edit(
    own: Change & { readonly tail: number },
    stops: { readonly first: boolean; readonly last: boolean },
  ): Promise<boolean | 'nothing'> {
    const at = this.document.positionAt(own.offset);
    const range = new vscode.Range(at, this.document.positionAt(own.offset + own.length));
    const editor = this.editor();
    this.expected = own;
    this.acknowledged = false;
    try {
      let accepted: boolean;
      if (editor) {
        const cursor = editor.selection;
        accepted = await editor.edit((builder) => builder.replace(range, own.text), {
          undoStopBefore: stops.first,
          undoStopAfter: stops.last,
        });
        if (accepted) this.cursorStays(editor, cursor, at, own.text);
      } else {
        const edit = new vscode.WorkspaceEdit();
        edit.replace(this.document.uri, range, own.text);
        accepted = await vscode.workspace.applyEdit(edit);
      }
      if (!accepted) return false;
      return this.acknowledged || !this.isOpen ? true : 'nothing';
    } catch {
      // "TextEditor#edit not possible on closed editors": hidden since it was looked up.
      return false;
    } finally {
      this.expected = undefined;
    }
  }

  /** A cursor exactly where text is put goes along to the text's end, which would carry the reader away. */
  private cursorStays(editor: vscode.TextEditor, before: vscode.Selection, at: vscode.Position, text: string): void {
    if (!before.isEmpty || !before.active.isEqual(at) || this.lead === '') return;
    const end = this.document.positionAt(this.document.offsetAt(at) + text.length);
    if (editor.selection.isEmpty && editor.selection.active.isEqual(end)) editor.selection = before;
  }

  /** Puts back what was there. */
  private async restore(): Promise<boolean> {
    for (let attempt = 0; attempt < maxAttempts; attempt++) {
      if (!this.isOpen || this.document.isClosed) return true;
      const { start, end } = this.tracked;
      const done = await this.edit(
        { offset: start, length: end - start, text: this.original, tail: 0 },
        { first: true, last: true },
      );
      if (done === true) return true;
      if (done === 'nothing') return false;
      await pause(Math.min(maxPause, attempt * 5));
    }
    return false;
  }
}

function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}

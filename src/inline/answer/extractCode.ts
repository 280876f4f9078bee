import { withLineFeeds } from '../../util/lineEnds';
import {
  fenceBehind,
  isProseLanguage,
  isShell,
  isWrapping,
  labelOf,
  openBlock,
  openingFence,
  type Fence,
  type OpenBlock,
} from './fence';
import { isOtherLanguage } from './fenceLanguage';
import {
  areRemarks,
  beginsRemarks,
  hasNoCode,
  isSurelyCode,
  looksLikeCode,
  looksLikeProse,
  mayBeginRemarks,
} from './prose';
import { mayBeWrapper, wrapperAround } from './wrapper';

/** Where the code of a reply goes, piece by piece, with "\n" as its line end. */
export interface CodeSink {
  write(code: string): void;
  /** Everything written so far was not the code after all. */
  reset(): void;
  /** A code block begins that is the code; `info` is its label. */
  opened?(info: string): void;
}

export interface ExtractedCode {
  /** Whether any code was found. */
  readonly code: boolean;
  /** What the reply said beside the code; all of it when there was none. */
  readonly prose: string;
}

export interface CodeExtractor {
  feed(text: string): void;
  end(): ExtractedCode;
}

/**
 * Takes the code out of a reply as it streams: Markdown fences and the sentences around them are left out, however the
 * text is cut into chunks. Of several code blocks the first counts, shell commands and other languages aside. A reply
 * without a fence is code unless its first line reads like a sentence; sentences behind it are left out as well.
 */
export function createCodeExtractor(languageId: string, sink: CodeSink): CodeExtractor {
  return new Extraction(languageId, sink);
}

class Extraction implements CodeExtractor {
  private readonly proseLanguage: boolean;
  private state: 'start' | 'prose' | 'fenced' | 'skipped' | 'plain' | 'remarks' | 'stray' | 'after' = 'start';
  /** A carriage return at the end of a chunk: alone it is a line end, too. */
  private carry = '';
  /** The current line's text that is not decided on yet. */
  private line = '';
  /** The line's beginning has gone to the sink: so does the rest. */
  private through = false;
  private fence: Fence | undefined;
  private block: OpenBlock | undefined;
  /** The code up to a fence inside it that may have been the closing one. */
  private beforeInner: { readonly code: string; readonly rest: string[] } | undefined;
  private written = '';
  private wrapper = '';
  private prose = '';
  /** Lines that are code or not, as the end will tell. */
  private held: string[] = [];
  private blank = false;
  private code = false;
  private leadIn = false;

  constructor(
    private readonly languageId: string,
    private readonly sink: CodeSink,
  ) {
    this.proseLanguage = isProseLanguage(languageId);
  }

  private emit(text: string): void {
    if (text.trim() !== '') this.code = true;
    this.written += text;
    this.sink.write(text);
  }

  /** Whether what was written so far is imports alone. Of a long text it is not asked at every line. */
  private hasOnlyImports(): boolean {
    return this.written.length < longestImports && areImports(this.written);
  }

  private hasOnlyProse(): boolean {
    return this.written.length < longestLeadIn && hasNoCode(this.written);
  }

  private startOver(text = ''): void {
    this.sink.reset();
    this.written = '';
    this.code = false;
    if (text !== '') this.emit(text);
  }

  feed(text: string): void {
    const whole = this.carry + text;
    this.carry = whole.endsWith('\r') ? '\r' : '';
    const clean = withLineFeeds(whole.slice(0, whole.length - this.carry.length));
    let at = 0;
    while (at < clean.length) {
      const newline = clean.indexOf('\n', at);
      const end = newline < 0 ? clean.length : newline;
      if (end > at) this.piece(clean.slice(at, end));
      if (newline >= 0) this.endLine(true);
      at = end + 1;
      if (newline < 0) break;
    }
  }

  private piece(text: string): void {
    if (this.through) {
      this.emit(text);
      return;
    }
    this.line += text;
    const emits = this.state === 'plain' || this.state === 'fenced';
    // A line that may still become a fence or a remark waits; any other goes on at once.
    if (
      emits &&
      !mayBeFence(this.line, this.state === 'plain' && this.proseLanguage) &&
      !this.mayBeRemark() &&
      !this.mayCloseWrapper()
    ) {
      this.emit(this.line);
      this.line = '';
      this.through = true;
      this.blank = false;
    } else if (this.state === 'start' && !mayBeWrapper(this.line, this.languageId)) {
      if (this.line.length > longLine || isSurelyCode(this.line)) {
        this.begin(this.line);
        this.line = '';
      }
    }
  }

  private mayBeRemark(): boolean {
    return (
      this.state === 'plain' &&
      !this.proseLanguage &&
      this.code &&
      this.blank &&
      this.line.length < longLine &&
      mayBeginRemarks(this.line)
    );
  }

  private mayCloseWrapper(): boolean {
    return this.wrapper !== '' && this.wrapper.startsWith(this.line.trim());
  }

  private endLine(newline: boolean): void {
    const whole = this.line;
    const nl = newline ? '\n' : '';
    this.line = '';
    if (this.through) {
      this.through = false;
      this.emit(nl);
      return;
    }
    if (this.wrapper !== '' && whole.trim() === this.wrapper && this.state !== 'start') {
      if (this.state === 'remarks') this.endRemarks();
      if (this.state !== 'stray') this.state = this.code ? 'after' : 'prose';
      return;
    }
    switch (this.state) {
      case 'start': {
        if (whole.trim() === '') return;
        const around = wrapperAround(whole, this.languageId);
        if (around !== undefined && this.wrapper === '') {
          this.wrapper = around;
          return;
        }
        this.line = whole;
        this.begin(whole);
        if (this.through) this.endLine(newline);
        else this.line = '';
        return;
      }
      case 'plain':
        this.endPlainLine(whole, nl);
        return;
      case 'fenced':
        this.endFencedLine(whole, nl);
        return;
      case 'skipped':
        this.prose += whole + nl;
        if (this.block!.read(whole) === 'close') this.state = 'prose';
        return;
      case 'stray':
      case 'remarks':
        this.held.push(whole);
        return;
      case 'prose': {
        const opened = openingFence(whole) ?? fenceBehind(whole);
        if (opened) this.enter(opened);
        else if (this.leadIn && looksLikeCode(whole)) {
          this.state = 'plain';
          this.emit(whole + nl);
        } else {
          if (whole.trim() !== '') this.leadIn = /[:：]\s*$/.test(whole);
          this.prose += whole + nl;
        }
        return;
      }
      case 'after': {
        // Imports first, each block with a sentence: what was asked for is the next one.
        const next = this.hasOnlyImports() ? openingFence(whole) : undefined;
        if (next && !isOtherLanguage(labelOf(next.info), this.languageId)) {
          this.prose += this.written;
          this.startOver();
          this.enter(next);
        } else this.prose += whole + nl;
        return;
      }
    }
  }

  private endPlainLine(whole: string, nl: string): void {
    const found = openingFence(whole);
    // An indented fence behind code belongs to a docstring.
    const opened = found && (found.indent === 0 || (found.indent < 4 && this.hasOnlyProse())) ? found : undefined;
    if (
      this.proseLanguage ? opened && this.leadIn && isWrapping(opened, this.languageId) : opened && opened.info !== ''
    ) {
      this.prose = this.written;
      this.startOver();
      this.enter(opened!);
    } else if (opened && !this.proseLanguage) {
      this.fence = opened;
      this.held = [];
      this.state = 'stray';
    } else if (!this.proseLanguage && this.code && this.blank && beginsRemarks(whole)) {
      this.held = [whole];
      this.state = 'remarks';
    } else {
      this.blank = whole.trim() === '';
      this.emit(whole + nl);
    }
  }

  private endFencedLine(whole: string, nl: string): void {
    // The reply was cut in the middle of its closing fence.
    if (nl === '' && /^(`{1,2}|~{1,2})$/.test(whole) && this.fence!.mark.startsWith(whole)) return;
    const read = this.block!.read(whole);
    if (read === 'close') {
      this.state = this.code ? 'after' : 'prose';
      return;
    }
    if (read === 'inner') this.beforeInner = { code: this.written, rest: [] };
    else if (!this.block!.isNested) this.beforeInner = undefined;
    else this.beforeInner?.rest.push(whole);
    this.emit(whole + nl);
  }

  /** Decides what the reply is by its first line that is not blank. */
  private begin(first: string): void {
    const inline = /^\s*(`{3,})([^`]+)\1\s*$/.exec(first);
    const opened =
      openingFence(first) ?? (looksLikeProse(first.split(/[`~]{3}/, 1)[0]!.trimEnd()) ? fenceBehind(first) : undefined);
    if (inline) {
      this.emit(inline[2]!.trim());
      this.line = '';
      this.state = 'after';
    } else if (opened && (!this.proseLanguage || isWrapping(opened, this.languageId))) {
      this.enter(opened);
    } else if (/^\s*(`{1,2}|~{1,2})$/.test(first)) {
      // The reply was cut in the middle of its opening fence.
      this.state = 'prose';
    } else if (!this.proseLanguage && looksLikeProse(first)) {
      this.state = 'prose';
      this.leadIn = /[:：]\s*$/.test(first);
      this.prose += first + '\n';
    } else {
      this.state = 'plain';
      this.leadIn = this.proseLanguage && looksLikeProse(first) && /[:：]\s*$/.test(first);
      this.emit(first);
      this.line = '';
      this.through = true;
    }
  }

  private enter(opened: Fence): void {
    this.fence = opened;
    this.block = openBlock(opened);
    const label = labelOf(opened.info);
    const other = isOtherLanguage(label, this.languageId);
    this.state = other || (isShell(label) && !isShell(this.languageId)) ? 'skipped' : 'fenced';
    if (this.state === 'fenced') this.sink.opened?.(label);
    else this.prose += `${opened.mark}${opened.info}\n`;
  }

  /** Sentences behind the code, unless there is more code among them. */
  private endRemarks(): void {
    const opens = this.held.findIndex((one) => openingFence(one) !== undefined);
    const said = opens < 0 ? this.held : this.held.slice(0, opens);
    if (areRemarks(said)) this.prose += this.held.join('\n');
    else this.emit(this.held.join('\n'));
    this.held = [];
    this.state = 'after';
  }

  /**
   * A bare fence after plain text: the closing one of a fence that was never opened, or the opening one of the code after
   * a sentence that did not read like one.
   */
  private endStray(): void {
    const reader = openBlock(this.fence!);
    const close = this.held.findIndex((one) => reader.read(one) === 'close');
    if (close > 0 && this.held.slice(0, close).some((one) => one.trim() !== '')) {
      this.startOver(this.held.slice(0, close).join('\n'));
    } else {
      this.prose += this.held.join('\n');
    }
  }

  end(): ExtractedCode {
    if (this.carry !== '') this.endLine(true);
    if (this.line !== '' || this.through) this.endLine(false);
    if (this.state === 'stray') this.endStray();
    if (this.state === 'remarks') this.endRemarks();
    // A fence inside the code that nothing closes was the closing one.
    const { block, beforeInner } = this;
    if (this.state === 'fenced' && block!.isNested && beforeInner && areRemarks(['', ...beforeInner.rest])) {
      this.startOver(beforeInner.code);
      this.prose += beforeInner.rest.join('\n');
    }
    return { code: this.code, prose: this.prose.trim() };
  }
}

/** Decided by then at the latest. */
const longLine = 400;

/** Characters of imports in a block of their own, and of sentences that read like code, in front of the code. */
const longestImports = 4000;
const longestLeadIn = 4000;

function areImports(code: string): boolean {
  const lines = code.split('\n').filter((line) => line.trim() !== '');
  return (
    lines.length > 0 && lines.every((line) => /^(import|from|use|using|#include|require|require_once)\b/.test(line))
  );
}

function mayBeFence(text: string, atMargin: boolean): boolean {
  if (text.length > longLine) return false;
  if (atMargin) return /^(`{1,2}$|`{3,}|~{1,2}$|~{3,})/.test(text);
  return /^\s*$/.test(text) || /^\s*(`{1,2}$|`{3,}|~{1,2}$|~{3,})/.test(text);
}

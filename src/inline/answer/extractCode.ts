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
  const proseLanguage = isProseLanguage(languageId);
  let state: 'start' | 'prose' | 'fenced' | 'skipped' | 'plain' | 'remarks' | 'stray' | 'after' = 'start';
  /** A carriage return at the end of a chunk: alone it is a line end, too. */
  let carry = '';
  /** The current line's text that is not decided on yet. */
  let line = '';
  /** The line's beginning has gone to the sink: so does the rest. */
  let through = false;
  let fence: Fence | undefined;
  let block: OpenBlock | undefined;
  /** The code up to a fence inside it that may have been the closing one. */
  let beforeInner: { readonly code: string; readonly rest: string[] } | undefined;
  let written = '';
  let wrapper = '';
  let prose = '';
  /** Lines that are code or not, as the end will tell. */
  let held: string[] = [];
  let blank = false;
  let code = false;
  let leadIn = false;

  function emit(text: string): void {
    if (text.trim() !== '') code = true;
    written += text;
    sink.write(text);
  }

  function startOver(text = ''): void {
    sink.reset();
    written = '';
    code = false;
    if (text !== '') emit(text);
  }

  function feed(text: string): void {
    const whole = carry + text;
    carry = whole.endsWith('\r') ? '\r' : '';
    const clean = whole.slice(0, whole.length - carry.length).replace(/\r+\n|\r/g, '\n');
    let at = 0;
    while (at < clean.length) {
      const newline = clean.indexOf('\n', at);
      const end = newline < 0 ? clean.length : newline;
      if (end > at) piece(clean.slice(at, end));
      if (newline >= 0) endLine(true);
      at = end + 1;
      if (newline < 0) break;
    }
  }

  function piece(text: string): void {
    if (through) {
      emit(text);
      return;
    }
    line += text;
    const emits = state === 'plain' || state === 'fenced';
    // A line that may still become a fence or a remark waits; any other goes on at once.
    if (emits && !mayBeFence(line, state === 'plain' && proseLanguage) && !mayBeRemark() && !mayCloseWrapper()) {
      emit(line);
      line = '';
      through = true;
      blank = false;
    } else if (state === 'start' && !mayBeWrapper(line, languageId)) {
      if (line.length > longLine || isSurelyCode(line)) {
        begin(line);
        line = '';
      }
    }
  }

  function mayBeRemark(): boolean {
    return state === 'plain' && !proseLanguage && code && blank && line.length < longLine && mayBeginRemarks(line);
  }

  function mayCloseWrapper(): boolean {
    return wrapper !== '' && wrapper.startsWith(line.trim());
  }

  function endLine(newline: boolean): void {
    const whole = line;
    const nl = newline ? '\n' : '';
    line = '';
    if (through) {
      through = false;
      emit(nl);
      return;
    }
    if (wrapper !== '' && whole.trim() === wrapper && state !== 'start') {
      if (state === 'remarks') endRemarks();
      if (state !== 'stray') state = code ? 'after' : 'prose';
      return;
    }
    switch (state) {
      case 'start': {
        if (whole.trim() === '') return;
        const around = wrapperAround(whole, languageId);
        if (around !== undefined && wrapper === '') {
          wrapper = around;
          return;
        }
        line = whole;
        begin(whole);
        if (through) endLine(newline);
        else line = '';
        return;
      }
      case 'plain':
        endPlainLine(whole, nl);
        return;
      case 'fenced':
        endFencedLine(whole, nl);
        return;
      case 'skipped':
        prose += whole + nl;
        if (block!.read(whole) === 'close') state = 'prose';
        return;
      case 'stray':
      case 'remarks':
        held.push(whole);
        return;
      case 'prose': {
        const opened = openingFence(whole) ?? fenceBehind(whole);
        if (opened) enter(opened);
        else if (leadIn && looksLikeCode(whole)) {
          state = 'plain';
          emit(whole + nl);
        } else {
          if (whole.trim() !== '') leadIn = /[:：]\s*$/.test(whole);
          prose += whole + nl;
        }
        return;
      }
      case 'after': {
        // Imports first, each block with a sentence: what was asked for is the next one.
        const next = areImports(written) ? openingFence(whole) : undefined;
        if (next && !isOtherLanguage(labelOf(next.info), languageId)) {
          prose += written;
          startOver();
          enter(next);
        } else prose += whole + nl;
        return;
      }
    }
  }

  function endPlainLine(whole: string, nl: string): void {
    const found = openingFence(whole);
    // An indented fence behind code belongs to a docstring.
    const opened = found && (found.indent === 0 || (found.indent < 4 && hasNoCode(written))) ? found : undefined;
    if (proseLanguage ? opened && leadIn && isWrapping(opened, languageId) : opened && opened.info !== '') {
      prose = written;
      startOver();
      enter(opened!);
    } else if (opened && !proseLanguage) {
      fence = opened;
      held = [];
      state = 'stray';
    } else if (!proseLanguage && code && blank && beginsRemarks(whole)) {
      held = [whole];
      state = 'remarks';
    } else {
      blank = whole.trim() === '';
      emit(whole + nl);
    }
  }

  function endFencedLine(whole: string, nl: string): void {
    // The reply was cut in the middle of its closing fence.
    if (nl === '' && /^(`{1,2}|~{1,2})$/.test(whole) && fence!.mark.startsWith(whole)) return;
    const read = block!.read(whole);
    if (read === 'close') {
      state = code ? 'after' : 'prose';
      return;
    }
    if (read === 'inner') beforeInner = { code: written, rest: [] };
    else if (!block!.isNested) beforeInner = undefined;
    else beforeInner?.rest.push(whole);
    emit(whole + nl);
  }

  /** Decides what the reply is by its first line that is not blank. */
  function begin(first: string): void {
    const inline = /^\s*(`{3,})([^`]+)\1\s*$/.exec(first);
    const opened =
      openingFence(first) ?? (looksLikeProse(first.replace(/\s*[`~]{3,}.*$/, '')) ? fenceBehind(first) : undefined);
    if (inline) {
      emit(inline[2]!.trim());
      line = '';
      state = 'after';
    } else if (opened && (!proseLanguage || isWrapping(opened, languageId))) {
      enter(opened);
    } else if (/^\s*(`{1,2}|~{1,2})$/.test(first)) {
      // The reply was cut in the middle of its opening fence.
      state = 'prose';
    } else if (!proseLanguage && looksLikeProse(first)) {
      state = 'prose';
      leadIn = /[:：]\s*$/.test(first);
      prose += first + '\n';
    } else {
      state = 'plain';
      leadIn = proseLanguage && looksLikeProse(first) && /[:：]\s*$/.test(first);
      emit(first);
      line = '';
      through = true;
    }
  }

  function enter(opened: Fence): void {
    fence = opened;
    block = openBlock(opened);
    const label = labelOf(opened.info);
    const other = isOtherLanguage(label, languageId);
    state = other || (isShell(label) && !isShell(languageId)) ? 'skipped' : 'fenced';
    if (state === 'fenced') sink.opened?.(label);
    else prose += `${opened.mark}${opened.info}\n`;
  }

  /** Sentences behind the code, unless there is more code among them. */
  function endRemarks(): void {
    const opens = held.findIndex((one) => openingFence(one) !== undefined);
    const said = opens < 0 ? held : held.slice(0, opens);
    if (areRemarks(said)) prose += held.join('\n');
    else emit(held.join('\n'));
    held = [];
    state = 'after';
  }

  /**
   * A bare fence after plain text: the closing one of a fence that was never opened, or the opening one of the code after
   * a sentence that did not read like one.
   */
  function endStray(): void {
    const reader = openBlock(fence!);
    const close = held.findIndex((one) => reader.read(one) === 'close');
    if (close > 0 && held.slice(0, close).some((one) => one.trim() !== '')) {
      startOver(held.slice(0, close).join('\n'));
    } else {
      prose += held.join('\n');
    }
  }

  return {
    feed,
    end() {
      if (carry !== '') endLine(true);
      if (line !== '' || through) endLine(false);
      if (state === 'stray') endStray();
      if (state === 'remarks') endRemarks();
      // A fence inside the code that nothing closes was the closing one.
      if (state === 'fenced' && block!.isNested && beforeInner && areRemarks(['', ...beforeInner.rest])) {
        startOver(beforeInner.code);
        prose += beforeInner.rest.join('\n');
      }
      return { code, prose: prose.trim() };
    },
  };
}

/** Decided by then at the latest. */
const longLine = 400;

function areImports(code: string): boolean {
  const lines = code.split('\n').filter((line) => line.trim() !== '');
  return (
    lines.length > 0 && lines.every((line) => /^(import|from|use|using|#include|require|require_once)\b/.test(line))
  );
}

function mayBeFence(text: string, atMargin: boolean): boolean {
  if (atMargin) return /^(`{1,2}$|`{3,}|~{1,2}$|~{3,})/.test(text);
  return /^\s*$/.test(text) || /^\s*(`{1,2}$|`{3,}|~{1,2}$|~{3,})/.test(text);
}

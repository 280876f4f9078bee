import { isOtherLanguage } from './fenceLanguage';

/** Where the code of a reply goes, piece by piece, with "\n" as its line end. */
export interface CodeSink {
  write(code: string): void;
  /** Everything written so far was not the code after all. */
  reset(): void;
  /** A code block begins that is the code; `info` is its label. */
  opened?(info: string): void;
}

export interface Stripped {
  /** Whether any code was found. */
  readonly code: boolean;
  /** What the reply said beside the code; all of it when there was none. */
  readonly prose: string;
}

export interface Stripper {
  feed(text: string): void;
  end(): Stripped;
}

/**
 * Takes the code out of a reply as it streams: Markdown fences and the sentences around them are left out, however the
 * text is cut into chunks. Of several code blocks the first counts, shell commands and other languages aside. A reply
 * without a fence is code unless its first line reads like a sentence.
 */
export function createStripper(languageId: string, sink: CodeSink): Stripper {
  const proseLanguage = proseLanguages.has(languageId);
  let state: 'start' | 'prose' | 'fenced' | 'skipped' | 'plain' | 'stray' | 'after' = 'start';
  /** The current line's text that is not decided on yet. */
  let line = '';
  /** The line's beginning has gone to the sink: so does the rest. */
  let through = false;
  let fence: Fence = { mark: '', info: '' };
  let nested = 0;
  let prose = '';
  let stray: string[] = [];
  let code = false;
  let leadIn = false;

  function emit(text: string): void {
    if (text.trim() !== '') code = true;
    sink.write(text);
  }

  function feed(text: string): void {
    let at = 0;
    while (at < text.length) {
      const newline = text.indexOf('\n', at);
      const end = newline < 0 ? text.length : newline;
      piece(text.slice(at, end).replaceAll('\r', ''));
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
    // A line that may still become a fence waits; any other goes on at once.
    if (emits && !mayBeFence(line, state === 'plain' && proseLanguage)) {
      emit(line);
      line = '';
      through = true;
    } else if (state === 'start' && (line.length > longLine || isSurelyCode(line))) {
      begin(line);
      line = '';
    }
  }

  function endLine(newline: boolean): void {
    const whole = line;
    const nl = newline ? '\n' : '';
    line = '';
    if (through) {
      through = false;
      sink.write(nl);
      return;
    }
    switch (state) {
      case 'start':
        if (whole.trim() === '') return;
        line = whole;
        begin(whole);
        if (through) endLine(newline);
        else line = '';
        return;
      case 'plain': {
        const opened = proseLanguage ? undefined : openFence(whole);
        if (!opened) emit(whole + nl);
        else if (opened.info !== '') {
          sink.reset();
          code = false;
          enter(opened);
        } else {
          fence = opened;
          stray = [];
          state = 'stray';
        }
        return;
      }
      case 'fenced':
        if (closes(whole)) {
          state = code ? 'after' : 'prose';
        } else {
          emit(whole + nl);
        }
        return;
      case 'skipped':
        prose += whole + nl;
        if (closes(whole)) state = 'prose';
        return;
      case 'stray':
        stray.push(whole);
        return;
      case 'prose': {
        const opened = openFence(whole);
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
      case 'after':
        prose += whole + nl;
        return;
    }
  }

  /** Decides what the reply is by its first line that is not blank. */
  function begin(first: string): void {
    const inline = /^\s*(`{3,})([^`]+)\1\s*$/.exec(first);
    const opened = openFence(first);
    if (inline) {
      emit(inline[2]!.trim());
      line = '';
      state = 'after';
    } else if (opened) {
      enter(opened);
    } else if (!proseLanguage && looksLikeProse(first)) {
      state = 'prose';
      leadIn = /[:：]\s*$/.test(first);
      prose += first + '\n';
    } else {
      state = 'plain';
      emit(first);
      line = '';
      through = true;
    }
  }

  function enter(opened: Fence): void {
    fence = opened;
    nested = 0;
    const other = isOtherLanguage(opened.info, languageId);
    state = other || (isShell(opened.info) && !isShell(languageId)) ? 'skipped' : 'fenced';
    if (state === 'fenced') sink.opened?.(opened.info);
    else prose += `${opened.mark}${opened.info}\n`;
  }

  function closes(text: string): boolean {
    const trimmed = text.trim();
    if (trimmed === '' || trimmed[0] !== fence.mark[0]) return false;
    const run = /^(`+|~+)/.exec(trimmed)![0];
    if (run.length < fence.mark.length) return false;
    if (trimmed.length > run.length) {
      // Markdown inside a Markdown fence opens and closes fences of its own.
      if (/^(md|markdown)$/i.test(fence.info)) nested++;
      return false;
    }
    if (nested > 0) {
      nested--;
      return false;
    }
    return true;
  }

  return {
    feed,
    end() {
      if (line !== '' || through) endLine(false);
      if (state === 'stray') {
        // A bare fence after plain text: the closing one of a fence that was never opened, or the opening one of the
        // code after a sentence that did not read like one.
        const close = stray.findIndex(closes);
        if (close > 0 && stray.slice(0, close).some((one) => one.trim() !== '')) {
          sink.reset();
          emit(stray.slice(0, close).join('\n'));
        } else {
          prose += stray.join('\n');
        }
      }
      return { code, prose: prose.trim() };
    },
  };
}

/** Decided by then at the latest. */
const longLine = 400;

/** Here a sentence is what was asked for. */
const proseLanguages = new Set(['markdown', 'plaintext', 'restructuredtext', 'asciidoc', 'latex', 'tex', 'git-commit']);

interface Fence {
  readonly mark: string;
  readonly info: string;
}

function openFence(text: string): Fence | undefined {
  const match = /^\s*(`{3,}|~{3,})\s*([^`]*)$/.exec(text);
  return match ? { mark: match[1]!, info: match[2]!.trim().split(/[\s{]/, 1)[0]! } : undefined;
}

function mayBeFence(text: string, never: boolean): boolean {
  if (never) return false;
  return /^\s*$/.test(text) || /^\s*(`{1,2}$|`{3,}|~{1,2}$|~{3,})/.test(text);
}

function isShell(name: string): boolean {
  return /^(bash|sh|shell|shellscript|zsh|console|terminal|powershell|ps1|bat|cmd|text|plaintext|output)$/i.test(name);
}

const openers =
  /^(sure|certainly|absolutely|of course|okay|ok|here( is|'s|’s| are)|below|the following|this|these|i( am|'m|’m|'ll|’ll|'d| |’)|to |as |based on|since|it (looks|seems|appears)|there (is|are)|unfortunately|sorry|please|note|however|you (can|could|need|should))\b/i;
const chineseOpeners = /^(当然|好的|可以|以下|下面|这|抱歉|很抱歉|对不起|无法|我|您|你|请|根据|由于|首先|没有|注意)/;

/** What no sentence has; seen in the middle of the first line, the wait for its end is over. */
const codeSigns = /[{}=<>\\]|::|\w\(/;

function isSurelyCode(line: string): boolean {
  return codeSigns.test(line) && !line.includes('`') && !/^\s*~/.test(line) && !chineseOpeners.test(line.trim());
}

/** Whether a line reads like a sentence to the reader. Errs towards code: that is what was asked for. */
export function looksLikeProse(text: string): boolean {
  const line = text.trim();
  if (chineseOpeners.test(line)) return !/[;{}=]\s*$/.test(line);
  const bare = line.replace(/`[^`]*`/g, '');
  if (codeSigns.test(bare) || /[;)]\s*$|^[^\p{L}“‘]/u.test(bare)) return false;
  const words = line.split(/\s+/);
  if (words.length < 3) return /^(sure|certainly|sorry|okay)\b[,.!:]*/i.test(line);
  if (openers.test(line) && /^[\p{Lu}]|^i\b|[.:!?]$/u.test(line)) return true;
  // SQL and Dockerfiles shout their first word; sentences do not.
  const sentence = /^[“‘]?\p{Lu}[\p{Ll}’']*,?$/u.test(words[0]!);
  return sentence && words.length >= 4 && /[.!?:]["'”’*]*$/.test(line);
}

function looksLikeCode(text: string): boolean {
  if (text.trim() === '' || /^\s*([-*+]|\d+[.)])\s/.test(text)) return false;
  return (
    !looksLikeProse(text) && /[;{}()=[\]<>]|^\s*(def|class|fn|func|end|local|import|from|const|let|var)\b/.test(text)
  );
}

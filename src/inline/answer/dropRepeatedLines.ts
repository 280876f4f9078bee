import { isCommentedElision } from './elision';

export interface LineFilter {
  feed(code: string): void;
  reset(): void;
  end(): void;
}

/**
 * Leaves out what a reply repeats at its end of the lines below the place, and a remark there that the rest stays as it
 * is. Lines are passed on as they come, unless they may turn out to be repeated. Compared without white space at their
 * ends.
 */
export function createRepeatedLineFilter(below: readonly string[], write: (code: string) => void): LineFilter {
  const after = below.map((line) => line.trim()).filter((line) => line !== '');
  const own = new Set(after);
  let line = '';
  let held = '';
  let through = false;
  /** Lines in a row that are the file's next ones, in what is held. */
  let run = 0;
  let elided = false;

  function reset(): void {
    line = '';
    held = '';
    through = false;
    run = 0;
    elided = false;
  }

  function piece(text: string): void {
    if (through) {
      write(text);
      return;
    }
    line += text;
    if (!mayBe(after[run]) && !/^(\/\/|#|--|\/\*|<!--|\{\/|%|;|\/$|<!?$|-$|\{$)/.test(line.trim())) release();
  }

  /** Whether the line so far can become this one. A line that is blank so far can become any. */
  function mayBe(expected: string | undefined): boolean {
    return line.trim() === '' || (expected?.startsWith(line.trim()) ?? false);
  }

  /** What was held is code. */
  function release(): void {
    run = 0;
    elided = false;
    write(held + line);
    held = '';
    line = '';
    through = true;
  }

  function endLine(): void {
    if (through) {
      through = false;
      write('\n');
      return;
    }
    const text = line.trim();
    held += line + '\n';
    line = '';
    if (text === '') {
      if (run === 0 && !elided) flush();
    } else if (isCommentedElision(text) && !own.has(text)) elided = true;
    else if (text === after[run]) run++;
    else {
      // The run breaks off; it may begin anew with this line.
      const last = held.slice(held.lastIndexOf('\n', held.length - 2) + 1);
      write(held.slice(0, held.length - last.length));
      held = last;
      run = text === after[0] ? 1 : 0;
      elided = false;
      if (run === 0) flush();
    }
  }

  function flush(): void {
    write(held);
    held = '';
  }

  return {
    feed(code) {
      for (const part of code.split(/(\n)/)) {
        if (part === '\n') endLine();
        else if (part !== '') piece(part);
      }
    },
    reset,
    end() {
      if (line !== '' && !through) endLine();
      // A lone closing brace at the end may well be the code's own.
      if (!elided && !(run > 1 && /\p{L}{2}/u.test(held))) flush();
    },
  };
}

/** Lines of the file around the place, which a reply may repeat; compared without white space at their ends. */
export interface Around {
  /** From the file's first line to the end of the comment. */
  readonly before: readonly string[];
  /** From the line below the place to the file's last. */
  readonly after: readonly string[];
}

export interface LineFilter {
  feed(code: string): void;
  reset(): void;
  end(): void;
}

/** This many lines in a row from the file's top, and the reply is the whole file again, even if it then differs. */
const surelyWhole = 2;

/**
 * Leaves out what a reply repeats of the file: everything up to the comment when it begins as the file does, and at its
 * end what stands below the place. Lines are passed on as they come, unless they may turn out to be repeated.
 */
export function createEchoFilter(around: Around, write: (code: string) => void): LineFilter {
  const before = around.before.map((line) => line.trim()).filter((line) => line !== '');
  const after = around.after.map((line) => line.trim()).filter((line) => line !== '');
  let mode: 'start' | 'whole' | 'code' = 'start';
  let line = '';
  let held = '';
  let matched = 0;
  let repeated = false;
  let through = false;
  let run = 0;

  function reset(): void {
    mode = before.length > 1 ? 'start' : 'code';
    line = '';
    held = '';
    matched = 0;
    repeated = false;
    through = false;
    run = 0;
  }
  reset();

  function piece(text: string): void {
    if (through) {
      write(text);
      return;
    }
    line += text;
    if (mode === 'start' && !mayBe(before[matched]) && matched < surelyWhole) release();
    else if (mode === 'code' && !mayBe(after[run])) release();
  }

  /** Whether the line so far can become this one. A line that is blank so far can become any. */
  function mayBe(expected: string | undefined): boolean {
    return line.trim() === '' || (expected?.startsWith(line.trim()) ?? false);
  }

  /** What was held is code. */
  function release(): void {
    mode = 'code';
    run = 0;
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
      if (mode === 'code' && run === 0) flush();
      return;
    }
    if (mode === 'start') startLine(text);
    else if (mode === 'whole') {
      if (text === before.at(-1)) codeFollows();
    } else if (text === after[run]) run++;
    else {
      // The run breaks off; it may begin anew with this line.
      const last = held.slice(held.lastIndexOf('\n', held.length - 2) + 1);
      write(held.slice(0, held.length - last.length));
      held = last;
      run = text === after[0] ? 1 : 0;
      if (run === 0) flush();
    }
  }

  function startLine(text: string): void {
    if (text !== before[matched]) {
      if (matched >= surelyWhole) mode = 'whole';
      else {
        mode = 'code';
        flush();
      }
    } else if (++matched === before.length) codeFollows();
  }

  function codeFollows(): void {
    held = '';
    mode = 'code';
    repeated = true;
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
      const meant = run === 0 || (!repeated && !(run > 1 && /\p{L}{2}/u.test(held)));
      if (mode !== 'code' || meant) flush();
    },
  };
}

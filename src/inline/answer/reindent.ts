export interface ReindentOptions {
  /** The white space in front of the comment: every line of the code gets it. */
  readonly indent: string;
  readonly insertSpaces: boolean;
  /** Columns of one level. */
  readonly tabSize: number;
  /** The comment's lines, as they stand in the file: repeated at the start of the code, they are left out. */
  readonly echo: readonly string[];
}

export interface Reindenter {
  feed(code: string): void;
  reset(): void;
  end(): void;
}

/**
 * Fits streamed code to its place: takes its own indentation away and gives it the place's, in the file's kind of
 * white space; leaves out blank lines at both ends and an echo of the comment. Writes a line's text as it comes, and
 * never white space that may turn out to be the end.
 */
export function createReindenter(options: ReindentOptions, write: (text: string) => void): Reindenter {
  const echo = options.echo.map((line) => line.trim()).filter((line) => line !== '');
  let echoAt = 0;
  /** The line so far, while its indentation or its part in the echo is open. */
  let held = '';
  let through = false;
  /** Line ends that were read but not written: they may be the last. */
  let newlines = 0;
  /** White space inside a line that was read but not written. */
  let gap = '';
  let lines = 0;
  let base: string | undefined;
  let opened = false;
  let firstText = '';
  let unit = 0;

  function start(): void {
    echoAt = 0;
    held = '';
    through = false;
    newlines = 0;
    gap = '';
    lines = 0;
    base = undefined;
    opened = false;
    firstText = '';
    unit = 0;
  }

  function feed(code: string): void {
    for (const part of code.split(/(\n)/)) {
      if (part === '\n') endLine();
      else if (part !== '') piece(part);
    }
  }

  function piece(text: string): void {
    if (through) {
      put(text);
      return;
    }
    held += text;
    if (held.trim() === '' || echoing()) return;
    release();
  }

  /** Whether the line may still be the next one of the echo. */
  function echoing(): boolean {
    return lines === 0 && echoAt < echo.length && echo[echoAt]!.startsWith(held.trim());
  }

  function release(): void {
    const text = held.trimStart();
    const white = held.slice(0, held.length - text.length);
    held = '';
    through = true;
    write((lines > 0 ? '\n'.repeat(newlines) : '') + indentation(white, text));
    newlines = 0;
    if (lines === 0) firstText = '';
    lines++;
    put(text);
  }

  function put(text: string): void {
    if (lines === 1) firstText += text;
    const bare = text.trimEnd();
    if (bare !== '') {
      write(gap + bare);
      gap = text.slice(bare.length);
    } else {
      gap += text;
    }
  }

  function endLine(): void {
    if (!through) {
      const echoed = lines === 0 && echoAt < echo.length && held.trim() === echo[echoAt];
      if (echoed) {
        echoAt++;
        held = '';
        return;
      }
      if (held.trim() === '') {
        held = '';
        if (lines > 0) newlines++;
        return;
      }
      release();
    }
    if (lines === 1) opened = opensBlock(firstText);
    through = false;
    gap = '';
    newlines++;
  }

  /** The file's indentation for a line that the reply indented with `white`. */
  function indentation(white: string, text: string): string {
    if (base === undefined) {
      base = white;
      return options.indent;
    }
    if (lines === 1 && base === '' && misaligned(white, text)) base = options.indent;
    const rest = white.startsWith(base) ? white.slice(base.length) : dedent(white, base);
    return options.indent + converted(rest, text);
  }

  /**
   * Some replies go on at the cursor: their first line has no indentation, and all others have the place's in full.
   * The second line tells: it is deeper than its first line explains.
   */
  function misaligned(white: string, text: string): boolean {
    const place = columns(options.indent);
    if (place === 0 || columns(white) < place) return false;
    const deeper = opened || continuesLine(text);
    return !deeper || columns(white) > Math.max(place, options.tabSize);
  }

  function dedent(white: string, from: string): string {
    const deeper = columns(white) - columns(from);
    return deeper > 0 ? ' '.repeat(deeper) : '';
  }

  /** Tabs to spaces or spaces to tabs, where the reply used the other kind. */
  function converted(white: string, text: string): string {
    if (options.insertSpaces) return white.replaceAll('\t', ' '.repeat(options.tabSize));
    if (!white.includes(' ')) return white;
    const wide = columns(white);
    // The first deeper line tells how wide a level of the reply is; a lone space in front of `*` is none.
    if (unit === 0 && wide > 1 && !text.startsWith('*')) unit = wide;
    if (unit === 0) return white;
    return '\t'.repeat(Math.floor(wide / unit)) + ' '.repeat(wide % unit);
  }

  function columns(white: string): number {
    let wide = 0;
    for (const one of white) wide += one === '\t' ? options.tabSize : 1;
    return wide;
  }

  return {
    feed,
    reset: start,
    end() {
      if (!through && held.trim() !== '' && held.trim() !== echo[echoAt]) release();
      gap = '';
    },
  };
}

/** Whether the line after this one is expected to be deeper. */
function opensBlock(line: string): boolean {
  return (
    /([{([:>,\\]|=>|->|=|\b(then|do|else|begin|loop|try))\s*((\/\/|#|--)[^]*)?$/.test(line.trimEnd()) ||
    // Languages that end a block with a word open it with one.
    /^(def|class|module|if|unless|while|until|for|case|begin|(local |async )?function|sub|struct)\b(?!.*[;}]\s*$)/i.test(
      line,
    )
  );
}

/** Whether a line goes on with the statement of the line above: a call in a chain, an operand, a clause of a query. */
function continuesLine(text: string): boolean {
  return /^([.?:+\-*/%|&^<>=]|(and|or|on|from|where|join|order|group|limit|values|set)\b)/i.test(text);
}

/** Whether the lines of a POSIX shell so far are a whole command, or it waits for more. */
export interface ShellLines {
  /** One more line. True where the shell then waits for another. */
  add(line: string): boolean;
}

/** What a shell reads as one command over several lines. Linear in its text: each line is looked at once. */
export function createShellLines(): ShellLines {
  let quote: '"' | "'" | '`' | undefined;
  /** Ends of the here-documents that are still to come, in order. `strip`: tabs in front of the end do not count. */
  let documents: { readonly end: string; readonly strip: boolean }[] = [];
  /** What ends the brackets and words that are open, the innermost last. */
  const open: string[] = [];

  function addCode(line: string): boolean {
    const opened: typeof documents = [];
    let goesOn = false;
    for (const match of line.matchAll(tokens)) {
      const { 0: token, groups = {} } = match;
      if (quote !== undefined) {
        // In single quotes a backslash is itself.
        if (token === quote) quote = undefined;
        else if (quote === "'" && token.startsWith('\\') && token.endsWith("'")) quote = undefined;
        continue;
      }
      if (groups['comment'] !== undefined) break;
      if (token === '"' || token === "'" || token === '`') quote = token;
      else if (groups['end'] !== undefined) {
        opened.push({ end: groups['end'].replace(/["'\\]/g, ''), strip: token.startsWith('<<-') });
      } else if (token in endOf) open.push(endOf[token]!);
      else if (token === open.at(-1)) open.pop();
    }
    if (quote === undefined) goesOn = /(?:\\|\||&&)\s*$/.test(line) && !/\\\s+$/.test(line);
    documents.push(...opened);
    return goesOn;
  }

  return {
    add(line) {
      const waiting = quote === undefined ? documents[0] : undefined;
      if (waiting) {
        if ((waiting.strip ? line.replace(/^\t+/, '') : line) === waiting.end) documents = documents.slice(1);
        return documents.length > 0 || open.length > 0;
      }
      const goesOn = addCode(line);
      return goesOn || quote !== undefined || documents.length > 0 || open.length > 0;
    },
  };
}

/** What counts in a line: escapes, comments, here-documents, quotes, brackets, and words that open or close. */
const tokens =
  /\\[^]|(?<comment>(?<![^\s;(])#)|<<<|<<-?[ \t]*(?<end>(?:"[^"\n]*"|'[^'\n]*'|\\?[\w.-])+)|["'`(){}]|(?<![^\s;&|({])(?:if|do|case|fi|done|esac)(?![^\s;&|)}])/g;
const endOf: Readonly<Record<string, string>> = { '(': ')', '{': '}', if: 'fi', do: 'done', case: 'esac' };

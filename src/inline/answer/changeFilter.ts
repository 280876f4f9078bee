import { type LineFilter } from './dropRepeatedLines';
import { isCommentedElision } from './elision';
import { beginsPatch, mayBeginPatch } from './patch';
import { full, insertedByPatch, insertedByRepeating, isTelling, type Around } from './insertedLines';

export interface ChangeFilter extends LineFilter {
  /** Whether the reply was a change of the file that says nothing about the place. */
  readonly misfit: boolean;
}

/**
 * Takes the code out of a reply that shows it as a change of the file: a patch, or the file again, in full, in part or
 * with gaps. Such a reply is read to its end; any other passes as it comes. `marked`: the reply has said that a diff
 * follows.
 */
export function createChangeFilter(around: Around, write: (code: string) => void, marked: () => boolean): ChangeFilter {
  /** The file up to the comment, without white space and blank lines; and where in it the comment begins. */
  const before = around.before.map((line) => line.trim());
  const told = before.flatMap((line, n) =>
    line === '' ? [] : [{ line, isComment: n >= before.length - around.commentLines }],
  );
  const comment = told.findIndex(({ isComment }) => isComment);
  const own = new Set([...around.before, ...around.after].map((line) => line.trim()));
  let mode: 'start' | 'patch' | 'repeats' | 'code' = 'start';
  let line = '';
  let held: string[] = [];
  /** Where in the file the reply may have begun, and how many lines it has repeated from there. */
  let begins: number[] = [];
  let matched = 0;
  let opens = false;
  let misfit = false;

  function reset(): void {
    mode = 'start';
    line = '';
    held = [];
    begins = [];
    matched = 0;
    opens = false;
    misfit = false;
  }

  function release(): void {
    mode = 'code';
    write([...held, ''].join('\n') + line);
    held = [];
    line = '';
  }

  /** Whether the line so far may be one by which a change is known. */
  function mayTell(): boolean {
    const text = line.trim();
    if (text === '') return true;
    if (begins.length > 0) return true;
    if (marked() || mayBeginPatch(line) || /^(\/\/|#|--|\/\*|<!--|\{\/|%|;|'|\/$|<!?$|-$|\{$)/.test(text)) return true;
    return told.some((one) => !one.isComment && one.line.startsWith(text));
  }

  function endLine(): void {
    const text = line.trim();
    held.push(line);
    line = '';
    if (mode !== 'start' || text === '') return;
    if (matched === 0) firstLine(text);
    else nextLine(text);
  }

  function firstLine(text: string): void {
    const raw = held.at(-1)!;
    if (beginsPatch(raw) || (marked() && /^[-+ ]/.test(raw))) mode = 'patch';
    else if (isCommentedElision(raw) && !own.has(text)) mode = 'repeats';
    else if (isName(text, around.file)) held = [];
    else {
      begins = told.flatMap((one, n) => (one.line === text && !one.isComment && isTelling(text) ? [n] : []));
      matched = 1;
      opens = /[{([:]$|\b(do|then|begin)$/.test(text);
      if (begins.length === 0) pass();
    }
  }

  function nextLine(text: string): void {
    if (isCommentedElision(text) && !own.has(text)) {
      mode = 'repeats';
      return;
    }
    const going = begins.filter((n) => told[n + matched]?.line === text);
    const reached = begins.some(
      (n) => n + matched === comment && (n === 0 || matched > 1 || opens || told[comment]!.line === text),
    );
    if (reached || going.some((n) => n === 0 && matched > 0)) mode = 'repeats';
    else if (going.length === 0) pass();
    else {
      begins = going;
      matched++;
    }
  }

  /** Whether the reply has all lines in front of the comment, from where it began. */
  function reaches(): boolean {
    const said = full(held);
    return begins.some((n) => told.slice(n, comment).every((one, at) => one.line === said[at]));
  }

  /** What was held is code. */
  function pass(): void {
    mode = 'code';
    write(`${held.join('\n')}\n`);
    held = [];
  }

  return {
    get misfit() {
      return misfit;
    },
    feed(code) {
      for (const part of code.split(/(\n)/)) {
        if (part === '\n') {
          if (mode === 'code') write('\n');
          else endLine();
        } else if (mode === 'code') {
          if (part !== '') write(part);
        } else {
          line += part;
          if (mode === 'start' && !mayTell()) release();
        }
      }
    },
    reset,
    end() {
      if (mode === 'code') return;
      if (line !== '') endLine();
      // Code that ends while it may still be more of the file is code.
      if (mode === 'start') pass();
      if (mode === 'patch' || mode === 'repeats') {
        const lines =
          mode === 'patch' ? insertedByPatch(held.join('\n'), around) : insertedByRepeating(held, around, reaches());
        misfit = lines === undefined;
        if (lines && lines.length > 0) write(lines.join('\n') + '\n');
      }
      held = [];
    },
  };
}

/** Whether a line only names the file, in a comment. */
function isName(text: string, file: string): boolean {
  const match = /^(?:\/\/|#|--|\/\*|<!--|;|%)\s*(?:file(?:name)?:\s*)?([\w@.~/\\-]+)\s*(?:\*\/|-->)?$/i.exec(text);
  return match !== null && match[1]!.split(/[/\\]/).at(-1) === file;
}

import { type LineFilter } from './echo';

/**
 * Takes the added lines out of a unified diff: what is to be inserted when a reply shows its code as a change of the
 * file. Anything else passes as it is. `marked`: the reply has said that a diff follows.
 */
export function createDiffFilter(write: (code: string) => void, marked: () => boolean): LineFilter {
  let mode: 'start' | 'diff' | 'code' = 'start';
  let line = '';

  function reset(): void {
    mode = 'start';
    line = '';
  }

  /** The first line that is not blank tells. */
  function decide(): void {
    if (isHeader(line) || (marked() && /^[-+ ]/.test(line))) mode = 'diff';
    else {
      mode = 'code';
      write(line);
      line = '';
    }
  }

  function endLine(): void {
    if (mode === 'start' && line.trim() !== '') decide();
    if (mode !== 'diff') write(line + '\n');
    else if (line.startsWith('+') && !line.startsWith('+++ ')) write(line.slice(1) + '\n');
    line = '';
  }

  return {
    feed(code) {
      for (const part of code.split(/(\n)/)) {
        if (part === '\n') endLine();
        else if (mode === 'code') write(part);
        else {
          line += part;
          if (mode === 'start' && !marked() && !headers.some((one) => one.startsWith(line.slice(0, one.length))))
            decide();
        }
      }
    },
    reset,
    end() {
      if (line === '') return;
      if (mode === 'start') decide();
      if (mode === 'diff' && line.startsWith('+') && !line.startsWith('+++ ')) write(line.slice(1));
      line = '';
    },
  };
}

const headers = ['diff --git ', 'Index: ', '--- a/', '--- /', '--- ', '@@ -'];

function isHeader(line: string): boolean {
  return /^(diff --git |Index: |--- \S|@@ -\d)/.test(line);
}

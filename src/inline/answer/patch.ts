import { commonLines } from '../../text/lineDiff';
import { looksLikeDiff, parseUnifiedDiff, type FileDiff } from './unifiedDiff';

/** Reads the forms in which models describe a change: a unified diff, search and replace, `*** Begin Patch`. */
export function parsePatch(text: string): FileDiff[] | undefined {
  return parseSearchReplace(text) ?? parseUnifiedDiff(withoutEnvelope(text));
}

/** Whether a text is a patch by its headers: what no other code looks like. */
export function looksLikePatch(text: string): boolean {
  return looksLikeDiff(text) || searchMark.test(text) || envelope.test(text);
}

/** Whether a first line, so far, may turn out to begin a patch. */
export function mayBeginPatch(line: string): boolean {
  return beginnings.some((one) => one.startsWith(line.slice(0, one.length)));
}

export function beginsPatch(line: string): boolean {
  return /^(diff --git |Index: |--- \S|@@ -\d|\*\*\* Begin Patch|<{5,9} ?(SEARCH|ORIGINAL)\s*$)/.test(line);
}

const beginnings = [
  ...['diff --git ', 'Index: ', '--- a/', '--- /', '--- ', '@@ -', '*** Begin Patch'],
  ...[5, 6, 7, 8, 9].flatMap((n) => [`${'<'.repeat(n)} SEARCH`, `${'<'.repeat(n)} ORIGINAL`]),
];
const searchMark = /^<{5,9} ?(SEARCH|ORIGINAL)\s*$/m;
const envelope = /^\*\*\* (Begin Patch|Update File: )/m;

/**
 * Blocks of `<<<<<<< SEARCH`, `=======`, `>>>>>>> REPLACE`, with or without a file's name in the line in front. What is
 * searched for must be found, as the context of a diff; undefined for a text without complete blocks.
 */
function parseSearchReplace(text: string): FileDiff[] | undefined {
  if (!searchMark.test(text)) return undefined;
  const files: { file: string; blocks: { line: number; lines: string[] }[] }[] = [];
  let part: 'outside' | 'search' | 'replace' = 'outside';
  let search: string[] = [];
  let replace: string[] = [];
  let before = '';
  for (const line of text.split('\n')) {
    if (part === 'outside' && searchMark.test(line)) {
      part = 'search';
      search = [];
      replace = [];
      const file = /^[\s*`#]*((?:[\w@.~-]+[/\\])*[\w@.~-]+\.\w+)[\s*`:]*$/.exec(before)?.[1] ?? '';
      if (files.length === 0 || (file !== '' && files.at(-1)!.file !== file)) files.push({ file, blocks: [] });
    } else if (part === 'search' && /^={5,9}\s*$/.test(line)) {
      part = 'replace';
    } else if (part === 'replace' && /^>{5,9}( ?(REPLACE|UPDATED))?\s*$/.test(line)) {
      part = 'outside';
      files.at(-1)!.blocks.push({ line: -1, lines: diffLines(search, replace) });
    } else if (part === 'search') {
      search.push(line);
    } else if (part === 'replace') {
      replace.push(line);
    } else if (line.trim() !== '' && !/^\s*(`{3,}|~{3,})/.test(line)) {
      before = line;
    }
  }
  return part === 'outside' && files.some(({ blocks }) => blocks.length > 0) ? files : undefined;
}

function diffLines(search: readonly string[], replace: readonly string[]): string[] {
  const lines: string[] = [];
  let [removed, added] = [0, 0];
  for (const [n, m] of [...(commonLines(search, replace) ?? []), [search.length, replace.length] as const]) {
    while (removed < n) lines.push(`-${search[removed++]}`);
    while (added < m) lines.push(`+${replace[added++]}`);
    if (n < search.length) lines.push(` ${search[n]}`);
    [removed, added] = [n + 1, m + 1];
  }
  return lines;
}

/** `*** Update File: a.ts` as the headers of a unified diff. */
function withoutEnvelope(text: string): string {
  if (!envelope.test(text)) return text;
  return text
    .replace(/^\*\*\* (Begin|End) Patch[ \t]*\n?/gm, '')
    .replace(/^\*\*\* End of File[ \t]*\n?/gm, '')
    .replace(/^\*\*\* (?:Update|Add) File: (.*)$/gm, '--- $1\n+++ $1');
}

import { isElision, isLike } from './elision';
import { parsePatch } from './patch';

/** Lines of the file around the place, which a reply may repeat. */
export interface Around {
  /** From the file's first line to the end of the comment. */
  readonly before: readonly string[];
  /** How many of these are the comment's. */
  readonly commentLines: number;
  /** From the line below the place to the file's last. */
  readonly after: readonly string[];
  /** The file's name, without its folders. */
  readonly file: string;
}

export const isTelling = (line: string) => (line.match(/\p{L}/gu)?.length ?? 0) > 2;

/** The lines without white space around them, blank ones left out. */
export const full = (lines: readonly string[]) => lines.map((line) => line.trim()).filter((line) => line !== '');

/**
 * What a patch puts below the comment; undefined where it says several things and none of them is about that place.
 */
export function insertedByPatch(text: string, around: Around): string[] | undefined {
  const files = parsePatch(text);
  if (!files) return undefined;
  const own = files.filter(({ file }) => file === '' || file.split('/').at(-1) === around.file);
  const blocks = (own.length > 0 ? own : files)
    .flatMap((one) => one.blocks)
    .filter(({ lines }) => lines.some((line) => line.startsWith('+')));
  const comment = full(around.before).at(-1);
  const place = around.before.length;
  const chosen =
    blocks.length === 1
      ? blocks[0]
      : (blocks.find(({ lines }) => lines.some((line) => line[0] !== '+' && line.slice(1).trim() === comment)) ??
        blocks.find(({ line, lines }) => line >= 0 && line <= place && line + lines.length >= place));
  return chosen?.lines.filter((line) => line.startsWith('+')).map((line) => line.slice(1));
}

/**
 * What a reply puts below the comment that repeats the file, in full or in part, changed elsewhere or with gaps for what
 * it leaves out. `reaches`: it has all lines in front of the comment. Undefined where it does not come to that place.
 */
export function insertedByRepeating(reply: readonly string[], around: Around, reaches: boolean): string[] | undefined {
  // Without the comment, or what stands right in front of it, it is new code that begins like other code.
  const comment = full(around.before).at(-1);
  if (!reaches && !reply.some((line) => isElision(line) || line.trim() === comment)) return [...reply];
  const from = placeIn(reply, around);
  if (from === undefined) return undefined;
  // A gap at once is what stands between there and the comment.
  const begin = reply.findIndex((line, n) => n >= from && line.trim() !== '' && !isElision(line));
  if (begin < 0) return [];
  const rest = reply.slice(begin);
  const gap = rest.findIndex(isElision);
  if (gap > 0) return withoutLines(rest.slice(0, gap), around.after);
  const end = endIn(rest, around.after);
  return end === undefined
    ? withoutClosing(rest, reply.slice(0, from))
    : withoutLines(rest.slice(0, end.at), end.between);
}

/** Where in the reply the code begins: behind the comment; where that is left out, behind what stands in front of it. */
function placeIn(reply: readonly string[], { before, commentLines }: Around): number | undefined {
  const comment = full(before).at(-1);
  const said = reply.findIndex((line) => line.trim() === comment);
  if (said >= 0) return said + 1;
  const above = before.slice(0, before.length - commentLines);
  const telling = above.findLast((line) => isTelling(line) && reply.some((one) => one.trim() === line.trim()));
  if (telling === undefined) return reply.some(isElision) || above.every((line) => !isTelling(line)) ? 0 : undefined;
  let at = reply.findIndex((line) => line.trim() === telling.trim()) + 1;
  // And behind the brackets that follow it.
  for (const line of full(above.slice(above.lastIndexOf(telling) + 1))) {
    const next = reply.findIndex((one, n) => n >= at && one.trim() !== '');
    if (next < 0 || reply[next]!.trim() !== line) break;
    at = next + 1;
  }
  return at;
}

/** Where in the reply the file goes on, and which lines of the file may stand in front of that. */
function endIn(rest: readonly string[], after: readonly string[]): { at: number; between: string[] } | undefined {
  const lines = full(after);
  for (const [n, line] of lines.entries()) {
    if (!isTelling(line)) continue;
    let best: { at: number; run: number } | undefined;
    for (const [at, one] of rest.entries()) {
      if (one.trim() !== line) continue;
      const behind = full(rest.slice(at));
      let run = 1;
      while (run < behind.length && n + run < lines.length && behind[run] === lines[n + run]) run++;
      // The code may have such a line too: the file goes on with the last one.
      if (run >= (best?.run ?? 0)) best = { at, run };
    }
    if (!best) continue;
    // A line before that one may be there, but changed.
    const first = lines.find(isTelling)!;
    const changed = first === line ? -1 : rest.findIndex((one, at) => at < best.at && isLike(one, first));
    return {
      at: changed >= 0 ? changed : best.at,
      between: lines.slice(0, lines.indexOf(first === line ? line : first)),
    };
  }
  return undefined;
}

/** Without the last lines of the code, where they are the file's next ones. */
function withoutLines(code: readonly string[], next: readonly string[]): string[] {
  const theirs = full(next);
  let end = code.length;
  for (let count = theirs.length; count > 0; count--) {
    const tail = full(code).slice(-count);
    if (tail.length < count || !tail.every((line, n) => line === theirs[n])) continue;
    for (let n = 0; n < count;) if (code[--end]!.trim() !== '') n++;
    break;
  }
  return code.slice(0, end);
}

/** Without the brackets that close what the repeated part has opened. */
function withoutClosing(code: readonly string[], repeated: readonly string[]): string[] {
  const count = (signs: RegExp) => repeated.join('\n').match(signs)?.length ?? 0;
  let open = count(/[{([]/g) - count(/[})\]]/g);
  let end = code.length;
  while (open > 0 && end > 0 && /^([})\];,]*|end;?)$/.test(code[end - 1]!.trim())) {
    end--;
    open -= code[end]!.match(/[})\]]|end/g)?.length ?? 0;
  }
  return code.slice(0, end);
}

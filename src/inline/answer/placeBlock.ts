import { isDiffLabel } from './blocks';
import { cleaned } from './clean';
import { labelOf } from './fence';
import { pathInComment, pathInInfo, pathsInSentence } from './namedPath';
import { looksLikePatch, parsePatch } from './patch';
import { withoutLineEnds } from '../../util/blankEnds';
import { withLineFeeds } from '../../util/lineEnds';
import { placeIn } from './region';
import { applyBlocks, type FileDiff } from './unifiedDiff';

/** A file that a code block may belong to. */
export interface Candidate {
  /** In the workspace, with "/" between folders. */
  readonly path: string;
  /** With "\n" as its line end. */
  readonly text: string;
}

export interface Block {
  readonly text: string;
  /** The label of the fence, and what stands behind it: `ts src/cart.ts`. */
  readonly info: string;
  /** The sentences in front of the block, where the chat knows them. */
  readonly before?: string;
}

/** A file, by its index, and what it becomes. */
export interface NewText {
  readonly file: number;
  readonly text: string;
}

export type Placed =
  /** The file becomes `text`. `kind` says how the place was found. */
  | ({ readonly kind: 'whole' | 'region' | 'diff' } & NewText)
  /** A patch of several files, all of which it fits. */
  | { readonly kind: 'several'; readonly changes: readonly NewText[] }
  /** A patch that makes a file. */
  | { readonly kind: 'new'; readonly name: string; readonly text: string }
  /**
   * Not certain: any of these files, or a new one. The reader says which. `fits`: what becomes of those files in which
   * there is a place for it.
   */
  | {
      readonly kind: 'ask';
      readonly files: readonly number[];
      readonly fits: readonly NewText[];
      readonly name?: string;
    }
  /** A patch whose lines are in none of the files. */
  | { readonly kind: 'refused' };

/**
 * Where a code block from a chat belongs. By the file that it names, else by what it says. Certain only where exactly
 * one place in one file fits; anything else is asked, and nothing is guessed.
 */
export function placeBlock(block: Block, files: readonly Candidate[]): Placed {
  const label = labelOf(block.info);
  const code = cleaned(withLineFeeds(block.text).replace(/^\ufeff/, ''), label);
  const text = code.endsWith('\n') ? `${withoutLineEnds(code)}\n` : code;
  const name = namedFile(block);
  if (isDiffLabel(label) || looksLikePatch(text)) {
    const patch = placePatch(text, files, name);
    if (patch) return patch;
  }
  const named = name === undefined ? [] : indicesOf(files, name);
  if (name !== undefined && named.length !== 1) return { kind: 'ask', files: named, fits: [], name };
  const among = named.length === 1 ? named : files.map((_, n) => n);
  const found = among.flatMap((file) => {
    const placed = placeIn(text, files[file]!.text);
    return placed === undefined ? [] : [{ ...placed, file }];
  });
  if (found.length === 1) return found[0]!;
  const rest = name === undefined ? {} : { name };
  return { kind: 'ask', files: found.length > 1 ? found.map(({ file }) => file) : named, fits: found, ...rest };
}

function placePatch(text: string, files: readonly Candidate[], name: string | undefined): Placed | undefined {
  const parsed = parsePatch(text)?.map((one) => (one.file === '' && name !== undefined ? { ...one, file: name } : one));
  if (!parsed) return undefined;
  if (parsed.length === 1 && isNew(parsed[0]!, files)) {
    const lines = parsed[0]!.blocks.flatMap((one) => one.lines.map((line) => line.slice(1)));
    return { kind: 'new', name: parsed[0]!.file, text: `${lines.join('\n')}\n` };
  }
  const found = parsed.map((one) => fitsOf(one, files));
  if (found.some((one) => one.length === 0)) return { kind: 'refused' };
  if (found.length > 1) {
    const changes = found.map(([only]) => only!);
    const certain =
      found.every((one) => one.length === 1) && new Set(changes.map((one) => one.file)).size === changes.length;
    return certain ? { kind: 'several', changes } : { kind: 'refused' };
  }
  const [fits] = found as [NewText[]];
  if (fits.length === 1) return { kind: 'diff', ...fits[0]! };
  return { kind: 'ask', files: fits.map(({ file }) => file), fits };
}

function isNew({ file, from, blocks }: FileDiff, files: readonly Candidate[]): boolean {
  const added = blocks.length > 0 && blocks.every(({ lines }) => lines.every((line) => line.startsWith('+')));
  return added && file !== '' && from === undefined && indicesOf(files, file).length === 0;
}

/** The files that a patch of one fits, by its name, else by the one it had; without any, by its lines. */
function fitsOf({ file: name, from, blocks }: FileDiff, files: readonly Candidate[]): NewText[] {
  const named = indicesOf(files, name);
  const among =
    name === '' ? files.map((_, n) => n) : named.length > 0 || from === undefined ? named : indicesOf(files, from);
  return among.flatMap((file) => {
    const text = applyBlocks(files[file]!.text, blocks);
    return text === undefined ? [] : [{ file, text }];
  });
}

/** The file that the info string, the sentence in front, or a comment in the first line names. */
function namedFile({ info, before, text }: Block): string | undefined {
  const own = pathInInfo(info) ?? pathInComment(text.trimStart().split('\n', 1)[0]!);
  if (own !== undefined) return clean(own);
  const names = new Set(pathsInSentence(before?.trimEnd().split('\n').at(-1) ?? ''));
  return names.size === 1 ? clean([...names][0]!) : undefined;
}

function clean(path: string): string {
  return path.replaceAll('\\', '/').replace(/^\.\//, '');
}

/** The files whose path is this one or ends in it. */
function indicesOf(files: readonly Candidate[], name: string): number[] {
  const exact = files.flatMap(({ path }, n) => (path === name ? [n] : []));
  if (exact.length > 0) return exact;
  return files.flatMap(({ path }, n) => (path.endsWith(`/${name}`) || name.endsWith(`/${path}`) ? [n] : []));
}

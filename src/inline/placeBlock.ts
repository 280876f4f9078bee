import { isDiffLabel } from './blocks';
import { labelOf } from './fence';
import { looksLikePatch, parsePatch } from './patch';
import { placeIn } from './region';
import { applyBlocks } from './unifiedDiff';

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

export type Placed =
  /** The file at this index becomes `text`. `kind` says how the place was found. */
  | { readonly kind: 'whole' | 'region' | 'diff'; readonly file: number; readonly text: string }
  /** Not certain: any of these files, or a new one. The reader says which. */
  | { readonly kind: 'ask'; readonly files: readonly number[]; readonly name?: string }
  /** A diff whose lines are in none of the files. */
  | { readonly kind: 'refused' };

/**
 * Where a code block from a chat belongs. By the file that it names, else by what it says. Certain only where exactly
 * one place in one file fits; anything else is asked, and nothing is guessed.
 */
export function placeBlock(block: Block, files: readonly Candidate[]): Placed {
  const text = block.text.replaceAll('\r\n', '\n').replace(/\n+$/, '\n');
  if (isDiffLabel(labelOf(block.info)) || looksLikePatch(text)) {
    const diff = placeDiff(text, files);
    if (diff) return diff;
  }
  const name = namedFile(block);
  const named = name === undefined ? [] : indicesOf(files, name);
  if (name !== undefined && named.length !== 1) return { kind: 'ask', files: named, name };
  const among = named.length === 1 ? named : files.map((_, n) => n);
  const found = among.flatMap((file) => {
    const placed = placeIn(text, files[file]!.text);
    return placed === undefined ? [] : [{ ...placed, file }];
  });
  if (found.length === 1) return found[0]!;
  const rest = name === undefined ? {} : { name };
  return { kind: 'ask', files: found.length > 1 ? found.map(({ file }) => file) : named, ...rest };
}

function placeDiff(text: string, files: readonly Candidate[]): Placed | undefined {
  const parsed = parsePatch(text);
  if (!parsed) return undefined;
  // One block is one proposal: a diff of several files is applied to them one by one, by hand.
  if (parsed.length !== 1) return { kind: 'ask', files: parsed.flatMap(({ file }) => indicesOf(files, file)) };
  const [{ file: name, blocks }] = parsed as [(typeof parsed)[number]];
  const among = name === '' ? files.map((_, n) => n) : indicesOf(files, name);
  const found = among.flatMap((file) => {
    const applied = applyBlocks(files[file]!.text, blocks);
    return applied === undefined ? [] : [{ kind: 'diff' as const, file, text: applied }];
  });
  if (found.length === 1) return found[0];
  return found.length === 0 ? { kind: 'refused' } : { kind: 'ask', files: found.map(({ file }) => file) };
}

/** The file that the info string, the sentence in front, or a comment in the first line names. */
function namedFile({ info, before, text }: Block): string | undefined {
  const path = String.raw`[\w@.~-]+(?:[/\\][\w@.~-]+)*\.\w+|[\w@.~-]+(?:[/\\][\w@.~-]+)+`;
  const own = new RegExp(String.raw`(?:^|[\s:="'(])(${path})(?:["')\s:#]|$)`).exec(
    info.replace(/^\S+?(?=[\s:]|$)/, ''),
  );
  if (own) return clean(own[1]!);
  if (new RegExp(`^(?:${path})$`).test(info) && info.includes('.')) return clean(info);
  const first = text.trimStart().split('\n', 1)[0]!;
  const comment = new RegExp(
    String.raw`^\s*(?:\/\/|#|--|\/\*|<!--|;)\s*(?:file(?:name)?:\s*)?(${path})\s*(?:\*\/|-->)?\s*$`,
    'i',
  );
  const inside = comment.exec(first);
  if (inside) return clean(inside[1]!);
  const last = before?.trimEnd().split('\n').at(-1) ?? '';
  const told = [...last.matchAll(new RegExp(`[\`*]+(${path})[\`*]+`, 'g'))].map((match) => match[1]!);
  const names = new Set(told.filter((one) => /\.\w+$/.test(one)));
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

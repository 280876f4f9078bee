import type { InferOutput } from 'valibot';
import type { RequestOptions } from './options';
import { members, text, unchecked } from './storedSchema';

/** A file of the workspace with instructions for the model, as a conversation uses it: a snapshot. */
export const instructionsSchema = members({
  /** As the model and the person are told of it: `AGENTS.md`. */
  name: text,
  /** The file's URI. */
  target: text,
  text,
  /** The file is longer than what is taken of it. */
  cut: unchecked<true>(),
});
export type Instructions = InferOutput<typeof instructionsSchema>;

/** Characters of a file that are taken: about 15,000 tokens, with every request. */
export const mostInstructions = 60_000;

const opening = 'Instructions of the workspace, from its file ';
const heading = new RegExp(`(?:^|\\n\\n)${opening}[^\\n]*:\\n\\n`);

/** A file's text as instructions, cut at the end of a line where it is too long; undefined where it says nothing. */
export function instructionsFrom(name: string, target: string, content: string): Instructions | undefined {
  const text = content.replace(/^\ufeff/, '');
  if (text.trim() === '' || text.includes('\0')) return undefined;
  if (text.length <= mostInstructions) return { name, target, text };
  const end = text.lastIndexOf('\n', mostInstructions);
  // Never through the middle of a character.
  const cut = end > 0 ? text.slice(0, end) : text.slice(0, mostInstructions).replace(/[\ud800-\udbff]$/, '');
  return { name, target, text: cut, cut: true };
}

/**
 * The options with the instructions after the person's own system prompt, marked as what they are. The same
 * instructions give the same bytes, whatever else changes, so that the server's cache finds them.
 */
export function withInstructions(
  options: RequestOptions,
  instructions: Instructions | null | undefined,
): RequestOptions {
  if (!instructions) return options;
  const { name, text, cut } = instructions;
  const part = `${opening}${name}:\n\n${text}${cut ? '\n\n[The file goes on. It was cut here.]' : ''}`;
  const { system } = options;
  if (Array.isArray(system)) return { ...options, system: [...system, { type: 'text', text: part }] };
  return { ...options, system: system?.trim() ? `${system}\n\n${part}` : part };
}

/** A system prompt as it was sent, taken apart again. */
export function instructionsIn(system: unknown): { readonly own: unknown; readonly instructions?: string } {
  if (typeof system === 'string') {
    const at = heading.exec(system)?.index ?? -1;
    if (at < 0) return { own: system };
    return { own: at === 0 ? undefined : system.slice(0, at), instructions: system.slice(at).trimStart() };
  }
  if (!Array.isArray(system)) return { own: system };
  const text = (system.at(-1) as { readonly text?: unknown } | undefined)?.text;
  if (typeof text !== 'string' || !text.startsWith(opening)) return { own: system };
  return { own: system.slice(0, -1), instructions: text };
}

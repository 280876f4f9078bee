import { type MarkdownIt } from 'markdown-it';
import { longestAddress, longestTitle } from './bounds';
import { type Definition, type ParseEnv, type References } from './env';

/** Collects the link reference definitions of a source in `env.definitions`, in order. */
export function collectDefinitions(md: MarkdownIt): void {
  md.core.ruler.after('block', 'definitions', ({ tokens, env }) => {
    const own = tokens.filter(({ type }) => type === 'reference_definition');
    (env as ParseEnv).definitions = own.map(({ meta, map, level }): Definition => ({
      label: meta!.label as string,
      start: map![0],
      level,
    }));
  });
}

type TentativeEnv = ParseEnv & Required<Pick<ParseEnv, 'found' | 'looked'>>;

export interface Definitions {
  /**
   * Returns the environment for one parse. Definitions found by it are kept apart until they are final: the first one of
   * a label counts, so a half-typed address would win otherwise. Lookups of labels are recorded in `looked`.
   */
  tentative(): TentativeEnv;
  /** Makes the definitions above `line` final. Returns the new labels. */
  settle(env: ParseEnv, line: number): string[];
  has(label: string): boolean;
}

export function createDefinitions(): Definitions {
  const final: References = Object.create(null) as References;
  return {
    tentative() {
      const found = Object.create(final) as References;
      const env: TentativeEnv = { found, looked: new Set<string>() };
      env.references = new Proxy(found, {
        get(_, label: string) {
          env.looked.add(label);
          return found[label];
        },
      });
      return env;
    },
    settle(env, line) {
      const fresh: string[] = [];
      for (const { label, start } of env.definitions ?? []) {
        if (start >= line || label in final) continue;
        final[label] = env.found![label]!;
        fresh.push(label);
      }
      return fresh;
    },
    has: (label) => label in final,
  };
}

/** Whether the block at `line` may be the title of a definition above it. A title is a paragraph until it is closed. */
export function mayContinueDefinition(lines: readonly string[], line: number): boolean {
  if (!/^[ \t>]*["'(]/.test(lines[line] ?? '') || !lines.slice(Math.max(0, line - 2), line).some(holdsLabel))
    return false;
  let length = 0;
  for (let index = line; index < lines.length && length <= longestTitle; index += 1) {
    length += lines[index]!.replace(/^[ \t>]+/, '').length;
  }
  return length <= longestTitle;
}

const holdsLabel = (line: string): boolean => line.includes(']:');

/** Whether a paragraph may turn into a definition. `[label]: address "title …` does so when the title is closed. */
export function mayBecomeDefinition(text: string): boolean {
  const [label, end] = /^\[(?:[^[\]\\]|\\.)*(\]?)/s.exec(text) ?? [];
  if (label === undefined) return false;
  const rest = text.slice(label.length);
  if (rest === '') return label.length <= longestLabel;
  if (end !== ']' || !rest.startsWith(':')) return false;
  const [, address = '', title = ''] = /^:\s*(<[^<>\n]*>?|\S*)\s*(.*)$/s.exec(rest)!;
  return address.length <= longestAddress && title.length <= longestTitle && /^(?:$|["'(])/.test(title);
}

/** How far markdown-it searches for the end of a label. */
const longestLabel = 2000;

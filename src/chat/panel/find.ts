import type { Turn } from '../../conversation/model';
import type { BlockView, FindHit } from '../../protocol';
import { blockViews } from '../session/turnView';

/** How text is looked for: what the view looks for in what it shows, too, so that both count the same. */
export interface Searcher {
  searchPattern(query: string, matchCase: boolean): RegExp | undefined;
  countMatches(text: string, pattern: RegExp): number;
  visibleText(markdown: string): string;
}

export interface Finder {
  /** Where in these turns the text is. Undefined when another search began meanwhile. */
  find(turns: readonly Turn[], query: string, matchCase: boolean): Promise<FindHit[] | undefined>;
}

/** In characters: what is looked through without letting anything else run. */
const slice = 100_000;

/** `pause` lets other things run: a long conversation must not hold up a reply. */
export function createFinder(searcher: () => Promise<Searcher>, pause: () => Promise<void>): Finder {
  /** A turn never changes, but the one that streams, which is another object each time. */
  const known = new WeakMap<Turn, readonly string[]>();
  let latest = 0;

  return {
    async find(turns, query, matchCase) {
      const id = ++latest;
      const { searchPattern, countMatches, visibleText } = await searcher();
      const pattern = searchPattern(query, matchCase);
      const hits: FindHit[] = [];
      if (!pattern) return hits;
      let work = 0;
      for (const turn of turns) {
        const texts = known.get(turn) ?? blocksOf(turn).map((block) => textOf(block, visibleText));
        known.set(turn, texts);
        texts.forEach((text, block) => {
          const count = countMatches(text, pattern);
          work += text.length;
          if (count > 0) hits.push({ turn: turn.id, block, count });
        });
        if (work > slice) {
          work = 0;
          await pause();
          if (id !== latest) return undefined;
        }
      }
      return id === latest ? hits : undefined;
    },
  };
}

function blocksOf(turn: Turn): readonly BlockView[] {
  if (turn.role === 'user') return [{ kind: 'text', text: turn.text ?? '' }];
  return blockViews(turn.content);
}

function textOf(block: BlockView, visibleText: (markdown: string) => string): string {
  return block.kind === 'text' || block.kind === 'thinking' ? visibleText(block.text) : block.text;
}

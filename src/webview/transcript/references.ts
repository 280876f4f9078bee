import { type BlockView, type CitationView } from '../../protocol';

/** A source that a text refers to, with what it says there. Its number is its own in all of the turn. */
export interface Reference {
  readonly number: number;
  readonly citations: readonly CitationView[];
}

/** The references of each block, in their order. Numbers never change by what comes later. */
export function referencesOf(blocks: readonly BlockView[]): Reference[][] {
  const numbers = new Map<string, number>();
  return blocks.map((block) => {
    const own = new Map<number, CitationView[]>();
    for (const citation of (block.kind === 'text' && block.citations) || []) {
      const source = citation.url ?? `${citation.document} ${citation.title}`;
      const number = numbers.get(source) ?? numbers.size + 1;
      numbers.set(source, number);
      own.set(number, [...(own.get(number) ?? []), citation]);
    }
    return [...own].map(([number, citations]) => ({ number, citations }));
  });
}

import { type MarkdownIt } from 'markdown-it';
import { createParser } from './parser';

/**
 * Finds a text as a reader sees it: a space stands for any white space, and upper and lower case are the same unless
 * `matchCase`. An accent matches in either form, composed or not. Undefined when there is nothing to look for.
 */
export function searchPattern(query: string, matchCase: boolean): RegExp | undefined {
  if (query.trim() === '') return undefined;
  const source = query.split(/\s+/).map(formsOf).join('\\s+');
  return new RegExp(source, matchCase ? 'gu' : 'giu');
}

/** The characters of a text as a pattern; of one whose composed form is another, either form. */
function formsOf(text: string): string {
  return Array.from(characters.segment(text), ({ segment }) => {
    const forms = new Set([segment.normalize('NFC'), segment.normalize('NFD'), segment]);
    const patterns = [...forms].map((form) => form.replace(/[\^$\\.*+?()[\]{}|/]/g, '\\$&'));
    return patterns.length === 1 ? patterns[0]! : `(?:${patterns.join('|')})`;
  }).join('');
}

const characters = new Intl.Segmenter(undefined, { granularity: 'grapheme' });

export function countMatches(text: string, pattern: RegExp): number {
  let count = 0;
  for (const _ of text.matchAll(pattern)) count += 1;
  return count;
}

let parser: MarkdownIt | undefined;

/** What of a Markdown text is there to read, without its signs: the text content of what is rendered. */
export function visibleText(markdown: string): string {
  // The parser makes the tags and lets none through, so that a `<` always begins one and a `>` ends it.
  return (parser ??= createParser())
    .render(markdown)
    .replace(/<[^<>]*>/g, '')
    .replace(/&(amp|lt|gt|quot);/g, (_, name: string) => entities[name]!);
}

const entities: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"' };

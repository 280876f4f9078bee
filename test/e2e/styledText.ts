import { type Locator } from 'playwright-core';

/** A line of code as a person sees it: pieces of text, each in one look, white space without. */
export type Line = readonly (readonly [text: string, look: string])[];

/** The lines behind a locator, top to bottom, with computed styles; neighbours that look the same are one piece. */
export async function styledLines(lines: Locator): Promise<Line[]> {
  return lines.evaluateAll((elements) => {
    const top = (element: Element) => element.getBoundingClientRect().top;
    return [...elements]
      .sort((a, b) => top(a) - top(b))
      .map((element) => {
        const pieces: [string, string][] = [];
        const walker = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
        for (let node = walker.nextNode(); node; node = walker.nextNode()) {
          const style = getComputedStyle(node.parentElement!);
          const look = [style.color, style.fontWeight, style.fontStyle, style.textDecorationLine].join(' ');
          for (const [text = ''] of (node.nodeValue ?? '').replace(/\u00a0/g, ' ').matchAll(/\s+|\S+/g)) {
            const last = pieces.at(-1);
            if (last && (text.trim() === '' || last[1] === look)) last[0] += text;
            else pieces.push([text, text.trim() === '' ? '' : look]);
          }
        }
        return pieces;
      });
  });
}

/** The first difference in words, or undefined. The text is compared with the source, so that nothing is left out. */
export function sameLooks(editor: readonly Line[], chat: readonly Line[], source: string): string | undefined {
  const lines = source.replace(/\n$/, '').split('\n');
  if (chat.length !== lines.length) return `the chat shows ${chat.length} lines of ${lines.length}`;
  for (const [n, text] of lines.entries()) {
    for (const [who, shown] of [['editor', editor] as const, ['chat', chat] as const]) {
      const is = (shown[n] ?? []).map(([piece]) => piece).join('');
      if (is.trimEnd() !== text.trimEnd()) return `line ${n + 1} of the ${who} says ${JSON.stringify(is)}`;
    }
    const [left, right] = [editor[n]!, chat[n]!].map((line) => line.map(([piece, look]) => [piece.trimEnd(), look]));
    for (let i = 0; i < Math.max(left!.length, right!.length); i++) {
      if (JSON.stringify(left![i]) !== JSON.stringify(right![i])) {
        return `line ${n + 1}: editor ${JSON.stringify(left![i])}, chat ${JSON.stringify(right![i])}`;
      }
    }
  }
  return undefined;
}

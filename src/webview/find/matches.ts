import { searchPattern } from '../../markdown/search';

/** At most so many are marked: nobody looks at more at once, and each costs when the page is painted. */
const mostMarked = 2000;

/** Where in what `root` shows the text is, in order. */
export function matchesIn(root: Element, query: string, matchCase: boolean): Range[] {
  const pattern = searchPattern(query, matchCase);
  if (!pattern) return [];
  const nodes: Text[] = [];
  const starts: number[] = [];
  let text = '';
  const collect = (parent: Element): void => {
    for (const child of parent.childNodes) {
      if (child instanceof Text) {
        nodes.push(child);
        starts.push(text.length);
        text += child.data;
      } else if (child instanceof Element && !child.matches('.code-header, .code-more')) {
        collect(child);
        // Rows of their own, without a line break between them.
        if (child.matches('.code-line, .block, .code-block')) text += '\n';
      }
    }
  };
  collect(root);
  const ranges: Range[] = [];
  let node = 0;
  const at = (offset: number, isEnd: boolean): [Text, number] => {
    while (node + 1 < starts.length && (isEnd ? starts[node + 1]! < offset : starts[node + 1]! <= offset)) node += 1;
    return [nodes[node]!, Math.min(offset - starts[node]!, nodes[node]!.length)];
  };
  for (const { index, 0: found } of text.matchAll(pattern)) {
    const range = document.createRange();
    range.setStart(...at(index, false));
    range.setEnd(...at(index + found.length, true));
    ranges.push(range);
    if (ranges.length === mostMarked) break;
  }
  return ranges;
}

/** Marks what was found, and the match that one is at. Where the browser has no highlights, that one is selected. */
export function mark(all: readonly Range[], current: Range | undefined): void {
  if (!('highlights' in CSS)) {
    if (current) getSelection()?.setBaseAndExtent(...endsOf(current));
    return;
  }
  const one = new Highlight(...(current ? [current] : []));
  one.priority = 1;
  CSS.highlights.set('aside-find', new Highlight(...all.slice(0, mostMarked)));
  CSS.highlights.set('aside-find-current', one);
}

export function unmark(): void {
  if (!('highlights' in CSS)) return;
  CSS.highlights.delete('aside-find');
  CSS.highlights.delete('aside-find-current');
}

function endsOf({ startContainer, startOffset, endContainer, endOffset }: Range): [Node, number, Node, number] {
  return [startContainer, startOffset, endContainer, endOffset];
}

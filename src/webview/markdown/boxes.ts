import { type Spine } from './growth';

/**
 * Keeps what is settled of a long open block out of the browser's way. It lays out a paragraph, and a table, as a whole
 * whenever anything in it changes, so that each token would cost what all before it cost. Here complete lines of a
 * paragraph, and rows of a table, get boxes of their own, which look as they did. They go when the text is complete, and
 * when the width changes, for which other lines would be right.
 */
export interface Boxes {
  /** A block has grown. Returns where it grows from now on. */
  settle(spine: Spine): Spine;
  /** Shows all within an element as it was rendered. */
  open(within: Element): void;
}

/** Characters of settled text without a box, and rows of a table. */
const longText = 1000;
const manyRows = 48;

const linesClass = 'settled-lines';
const rowsClass = 'settled-rows';
const tableClass = 'settled-table';

export function createBoxes(root: Element): Boxes {
  let width = 0;
  let observer: ResizeObserver | undefined;

  function watch(): void {
    width = root.clientWidth;
    observer ??= new ResizeObserver(() => {
      if (root.clientWidth === width) return;
      observer!.disconnect();
      observer = undefined;
      open(root);
    });
    observer.observe(root);
  }

  function open(within: Element): void {
    const boxes = within.querySelectorAll(`.${linesClass}, .${rowsClass}, .${tableClass}`);
    if (boxes.length === 0) return;
    // From the last on: each one's rows go to the front of what follows it.
    keepPlaces(() => [...boxes].reverse().forEach(openBox));
  }

  return {
    settle(spine) {
      const parent = spine.path.at(-1);
      if (!parent || !spine.last) return spine;
      const settled = parent.localName === 'tbody' ? settleRows(parent, spine.last) : settleLines(parent, spine.last);
      if (settled) watch();
      return settled && settled !== spine.last ? { ...spine, last: settled } : spine;
    },
    open,
  };
}

function openBox(box: Element): void {
  if (box.classList.contains(tableClass)) return openTable(box as HTMLElement);
  if (box.classList.contains(rowsClass)) box.nextElementSibling!.prepend(...box.childNodes);
  else box.before(...box.childNodes);
  box.remove();
}

/** Puts a box around complete lines up to `last`. Returns the last settled node then; undefined when nothing was done. */
function settleLines(parent: Element, last: ChildNode): ChildNode | undefined {
  const nodes: ChildNode[] = [];
  let length = 0;
  for (let node: ChildNode | null = last; node && isInline(node); node = node.previousSibling) {
    nodes.unshift(node);
    length += (node.textContent ?? '').length;
    // Text in which no line was found to begin stays without a box: to look through all of it each time would cost more.
    if (length > 16 * longText) return undefined;
  }
  if (length < longText || selectionIsAt(parent)) return undefined;
  const at = nodes.findLastIndex((node) => node instanceof Text && lineStart(node) > 0);
  if (at < 0) return undefined;
  const text = nodes[at] as Text;
  const rest = text.splitText(lineStart(text));
  const box = document.createElement('span');
  box.className = linesClass;
  keepPlaces(() => {
    nodes[0]!.before(box);
    box.append(...nodes.slice(0, at + 1));
  });
  return text === last ? rest : last;
}

function isInline(node: ChildNode): boolean {
  if (node instanceof Text) return true;
  return node instanceof Element && /^(a|br|code|em|s|strong)$/.test(node.localName);
}

/** Where in a text its last line begins on screen, so that it can be parted there; 0 if nowhere. UTF-16. */
function lineStart(node: Text): number {
  const { data } = node;
  const range = document.createRange();
  /** Of the first character from a place on that has a box: a space may have none. */
  const rectFrom = (at: number): DOMRect | undefined => {
    for (let next = at; next < data.length; next += 1) {
      range.setStart(node, next);
      range.setEnd(node, next + 1);
      const rect = range.getClientRects()[0];
      if (rect) return rect;
    }
    return undefined;
  };
  let after = data.trimEnd().length - 1;
  const last = after > 0 ? rectFrom(after) : undefined;
  if (!last) return 0;
  const isOnLastLine = (at: number): boolean => (rectFrom(at)?.bottom ?? Infinity) > last.top + 1;
  if (isOnLastLine(0)) return 0;
  for (let before = 0; after - before > 1;) {
    const middle = (before + after) >> 1;
    if (isOnLastLine(middle)) after = middle;
    else before = middle;
  }
  // A hyphen that shows only at the end of a line would not show at the end of a box.
  return data[after - 1] === '\u00AD' ? 0 : after;
}

/** Puts rows up to `last` into a section of their own. Returns `last`; undefined when nothing was done. */
function settleRows(section: Element, last: ChildNode): ChildNode | undefined {
  const table = section.parentElement!;
  const lastRow = last instanceof Element ? last : last.previousSibling;
  const rows = [...section.children];
  const count = rows.indexOf(lastRow as Element);
  if (count < manyRows || !table.checkVisibility() || selectionIsAt(section)) return undefined;
  const box = document.createElement('tbody');
  box.className = rowsClass;
  keepPlaces(() => {
    section.before(box);
    // One stays, to hold the widths of the columns.
    while (section.firstChild !== lastRow) box.append(section.firstChild!);
  });
  holdColumns(table as HTMLTableElement);
  return last;
}

/** The widths of a table's columns, in px, and how many sections it had when they were right. */
const columns = new WeakMap<Element, { readonly widths: readonly number[]; readonly sections: number }>();

/** Gives every section of a table the same columns, so that each can be laid out by itself. */
function holdColumns(table: HTMLTableElement): void {
  let held = table.classList.contains(tableClass) ? columns.get(table) : undefined;
  const sections = table.tBodies.length;
  // To measure anew takes the whole table: whenever it is twice as long, which costs no row more than another.
  if (!held || sections >= 2 * held.sections) {
    openTable(table);
    const total = table.getBoundingClientRect().width;
    const widths = [...table.rows[0]!.cells].map((cell) => cell.getBoundingClientRect().width);
    held = { widths, sections };
    columns.set(table, held);
    table.classList.add(tableClass);
    table.style.width = `${total}px`;
  }
  for (const section of [table.tHead, ...table.tBodies]) {
    const cells = section?.rows[0]?.cells ?? [];
    // The other sections have them already.
    for (const [index, cell] of [...cells].entries()) cell.style.width ||= `${held.widths[index]}px`;
  }
}

function openTable(table: HTMLElement): void {
  if (!table.classList.contains(tableClass)) return;
  table.removeAttribute('class');
  for (const element of [table, ...table.querySelectorAll('[style]')]) {
    // Chromium leaves an empty one behind when it has not been read since it was set.
    if (element.hasAttribute('style')) element.removeAttribute('style');
  }
}

/** Whether a selection is told by the number of a child: it would be another one afterwards. */
function selectionIsAt(parent: Element): boolean {
  const selection = document.getSelection();
  return selection?.anchorNode === parent || selection?.focusNode === parent;
}

/** Moves nodes without losing what is selected, nor the focus. */
function keepPlaces(move: () => void): void {
  const selection = document.getSelection();
  const focused = document.activeElement;
  const { anchorNode, focusNode, anchorOffset = 0, focusOffset = 0 } = selection ?? {};
  move();
  // To ask for it lays the page out: where nothing was selected, nothing is lost. Only what has changed is set: a
  // selection that is set anew may take the cursor out of a field.
  const moved = anchorNode && (selection!.anchorNode !== anchorNode || selection!.focusNode !== focusNode);
  if (moved && anchorNode.isConnected && focusNode?.isConnected) {
    selection!.setBaseAndExtent(anchorNode, anchorOffset, focusNode, focusOffset);
  }
  if (focused !== document.activeElement && focused instanceof HTMLElement) focused.focus({ preventScroll: true });
}

import { type StyledLine } from '../../textmate/style';

/**
 * Shows the text of a line of code. A line is text, and spans of text where it has colours.
 *
 * @param before what it shows now
 */
export function showLine(line: Element, before: string | undefined, text: string): void {
  const last = line.lastChild && textIn(line.lastChild);
  // What is added to a line looks like what it is added to, until its own colour is known.
  if (last && before && text.startsWith(before)) last.appendData(text.slice(before.length));
  // An empty line needs something in it, to be as high as the others and to be copied as a line.
  else if (text === '') line.replaceChildren(document.createElement('br'));
  else line.replaceChildren(text);
}

/**
 * Gives the text that a line shows its styles, changing only what differs. Text behind the last run gets the last style.
 *
 * @param classOf the classes of a style other than 0
 */
export function paintLine(line: Element, text: string, styles: StyledLine, classOf: (style: number) => string): void {
  if (text === '') return;
  let old: ChildNode | null = line.firstChild;
  let at = 0;
  for (let i = 0; i < Math.max(styles.length, 2); i += 2) {
    const end = i + 2 < styles.length ? Math.min(styles[i]!, text.length) : text.length;
    if (end <= at) continue;
    const piece = text.slice(at, end);
    at = end;
    const className = styles[i + 1] ? classOf(styles[i + 1]!) : '';
    const reused = old && classIn(old) === className ? textIn(old) : undefined;
    if (reused) {
      setText(reused, piece);
      old = old!.nextSibling;
    } else {
      line.insertBefore(className === '' ? document.createTextNode(piece) : span(className, piece), old);
    }
  }
  while (old) {
    const next: ChildNode | null = old.nextSibling;
    old.remove();
    old = next;
  }
}

/** Does what takes lines within `root` apart, without losing what is selected there. */
export function keepSelection(root: Element, change: () => void): void {
  const selection = document.getSelection();
  if (!selection || selection.isCollapsed) return change();
  const anchor = placeIn(root, selection.anchorNode, selection.anchorOffset);
  const focus = placeIn(root, selection.focusNode, selection.focusOffset);
  if (!anchor && !focus) return change();
  const ends = [selection.anchorNode, selection.anchorOffset, selection.focusNode, selection.focusOffset] as const;
  change();
  const [anchorNode, anchorOffset] = anchor ? nodeAt(anchor) : [ends[0]!, ends[1]];
  const [focusNode, focusOffset] = focus ? nodeAt(focus) : [ends[2]!, ends[3]];
  selection.setBaseAndExtent(anchorNode, anchorOffset, focusNode, focusOffset);
}

interface Place {
  readonly line: Element;
  /** UTF-16. */
  readonly offset: number;
}

function placeIn(root: Element, node: Node | null, offset: number): Place | undefined {
  if (!node || !root.contains(node)) return undefined;
  const line = (node instanceof Element ? node : node.parentElement)?.closest('.code-line');
  if (!line) return undefined;
  const before = document.createRange();
  before.setStart(line, 0);
  before.setEnd(node, offset);
  return { line, offset: before.toString().length };
}

function nodeAt({ line, offset }: Place): [Node, number] {
  let rest = offset;
  for (const child of line.childNodes) {
    const text = textIn(child);
    if (!text) continue;
    if (rest <= text.data.length) return [text, rest];
    rest -= text.data.length;
  }
  return [line, line.childNodes.length];
}

function textIn(node: Node): Text | undefined {
  const text = node instanceof Element ? node.firstChild : node;
  return text instanceof Text ? text : undefined;
}

function classIn(node: Node): string {
  return node instanceof Element ? node.className : '';
}

function setText(node: Text, text: string): void {
  if (text === node.data) return;
  if (text.startsWith(node.data)) node.appendData(text.slice(node.data.length));
  else node.data = text;
}

function span(className: string, text: string): HTMLElement {
  const element = document.createElement('span');
  element.className = className;
  element.textContent = text;
  return element;
}

import { type CodeBlock, codeBlockOf } from './codeBlock';
import { morphAfter } from './morph';

/** Where an open block grows: the way to its innermost open element, and what in there is settled. */
export interface Spine {
  /** From a child of the block's element on, each in the one before. A code block stands for its `pre` and `code`. */
  readonly path: readonly Element[];
  /** The last settled node of the innermost element. */
  readonly last: ChildNode | null;
  /** In a code block: how many lines are settled. */
  readonly lines?: number;
}

/**
 * Takes the mark out of new nodes. Returns a function that finds its place in what is shown, once `wanted` is: counted
 * from the end, since there may be settled nodes before.
 */
export function takeMark(wanted: ParentNode): ((root: Element, settledLines?: number) => Spine) | undefined {
  const to = findMark(wanted, 'to');
  if (!to) return undefined;
  const path: { readonly behind: number; readonly code: boolean }[] = [];
  const code = codeOf(to);
  const lines = code && countLines(code, to);
  const inner = code?.parentElement ?? to;
  for (let node: Node = inner; node !== wanted; node = node.parentNode!) {
    path.unshift({ behind: countBehind(node), code: node === code?.parentElement });
  }
  const behindMark = code ? 0 : path.pop()!.behind;
  to.remove();
  return (root, settledLines = 0) => {
    let parent = root;
    const elements = path.map(({ behind }) => (parent = fromEnd(parent, behind) as Element));
    if (lines !== undefined) return { path: elements, last: null, lines: settledLines + lines };
    return { path: elements, last: fromEnd(parent, behindMark) };
  };
}

/**
 * Puts what follows the mark of `wanted` in the place of what is not settled. Returns where the block grows now;
 * undefined, and nothing is changed, when the place cannot be found.
 */
export function growSpine(root: Element, spine: Spine, wanted: ParentNode): Spine | undefined {
  const from = findMark(wanted, 'from');
  if (!from) return undefined;
  const code = codeOf(from);
  const inner = code?.parentElement ?? from;
  const way: Node[] = [];
  for (let node: Node = inner; node !== wanted; node = node.parentNode!) way.unshift(node);
  // A code block's own element is on the way, and ends it.
  if (way.length !== spine.path.length + (code ? 0 : 1)) return undefined;
  const to = findMark(wanted, 'to');
  const sameCode = code !== undefined && to !== undefined && codeOf(to) === code;
  // What comes before the mark is shown already.
  while (from.previousSibling) from.previousSibling.remove();
  from.remove();
  const mark = takeMark(wanted);
  if (code) growCode(spine, code);
  for (const [depth, parent] of [root, ...spine.path].entries()) {
    if (codeBlockOf(parent)) break;
    const own = way[depth]!;
    const wantedParent = depth === 0 ? wanted : way[depth - 1]!;
    const rest = [...wantedParent.childNodes];
    const following = own === from ? rest : rest.slice(rest.indexOf(own as ChildNode) + 1);
    morphAfter(parent, spine.path[depth] ?? spine.last, following);
  }
  return mark?.(root, sameCode ? spine.lines : 0) ?? spine;
}

function growCode({ path, lines = 0 }: Spine, code: Element): void {
  const block: CodeBlock | undefined = codeBlockOf(path.at(-1)!);
  const content = code.textContent ?? '';
  block?.setLines(lines, content === '' ? [] : content.replace(/\n$/, '').split('\n'));
}

/** NodeFilter.SHOW_COMMENT. */
const showComment = 0x80;

/** An element in text and code, a comment between blocks. */
function findMark(root: ParentNode, name: 'from' | 'to'): ChildNode | undefined {
  const inText = root.querySelector(`wbr.${name}`);
  if (inText) return inText;
  const walker = document.createTreeWalker(root, showComment);
  while (walker.nextNode()) if (walker.currentNode.nodeValue === name) return walker.currentNode as Comment;
  return undefined;
}

function codeOf(mark: ChildNode): Element | undefined {
  const code = mark.parentElement;
  return code?.localName === 'code' && code.parentElement?.localName === 'pre' ? code : undefined;
}

function countLines(code: Element, mark: ChildNode): number {
  let count = 0;
  for (let node = code.firstChild; node && node !== mark; node = node.nextSibling) {
    count += (node.nodeValue ?? '').split('\n').length - 1;
  }
  return count;
}

function countBehind(node: Node): number {
  let count = 0;
  for (let next = node.nextSibling; next; next = next.nextSibling) count += 1;
  return count;
}

function fromEnd(parent: Node, behind: number): ChildNode | null {
  return parent.childNodes[parent.childNodes.length - 1 - behind] ?? null;
}

import { codeBlockOf, createCodeBlock } from './codeBlock';

/**
 * Makes the children of `parent` those of `wanted`, changing as little as it can, so that selection, hover and focus
 * survive. Streamed text changes at its end: children are compared by position. `wanted` is used up.
 */
export function morphChildren(parent: ParentNode & Node, wanted: Node): void {
  morphAfter(parent, null, [...wanted.childNodes]);
}

/** The same for the children that follow `settled`, or for all of them if it is null. */
export function morphAfter(parent: Node, settled: ChildNode | null, wanted: readonly Node[]): void {
  let old = settled ? settled.nextSibling : parent.firstChild;
  for (const child of wanted) {
    if (!old) {
      parent.appendChild(adopt(child));
      continue;
    }
    const next: ChildNode | null = old.nextSibling;
    if (!morph(old, child)) parent.replaceChild(adopt(child), old);
    old = next;
  }
  while (old) {
    const next: ChildNode | null = old.nextSibling;
    parent.removeChild(old);
    old = next;
  }
}

/** A node as it is shown: `pre` elements become code blocks. */
export function adopt(node: Node): Node {
  if (!(node instanceof Element)) return node;
  if (node.localName === 'pre') return createCodeBlock(codeIn(node)).element;
  for (const pre of node.querySelectorAll('pre')) pre.replaceWith(createCodeBlock(codeIn(pre)).element);
  return node;
}

/** False when `old` cannot become `wanted`. */
function morph(old: Node, wanted: Node): boolean {
  if (old instanceof Text && wanted instanceof Text) {
    morphText(old, wanted.data);
    return true;
  }
  if (!(old instanceof Element) || !(wanted instanceof Element)) return false;
  const code = codeBlockOf(old);
  if (code || wanted.localName === 'pre') {
    if (!code || wanted.localName !== 'pre') return false;
    code.update(codeIn(wanted));
    return true;
  }
  if (old.localName !== wanted.localName) return false;
  for (const { name } of [...old.attributes]) if (!wanted.hasAttribute(name)) old.removeAttribute(name);
  for (const { name, value } of [...wanted.attributes]) {
    if (old.getAttribute(name) !== value) old.setAttribute(name, value);
  }
  morphChildren(old, wanted);
  return true;
}

/** Replaces only what differs: a selection in the rest of the text stays. */
function morphText(node: Text, text: string): void {
  const old = node.data;
  if (old === text) return;
  if (text.startsWith(old)) {
    node.appendData(text.slice(old.length));
    return;
  }
  let same = 0;
  while (same < old.length && same < text.length && old[same] === text[same]) same += 1;
  node.replaceData(same, old.length - same, text.slice(same));
}

function codeIn(pre: Element): { info: string; lines: string[] } {
  const content = pre.textContent ?? '';
  return {
    info: pre.getAttribute('data-info') ?? '',
    lines: content === '' ? [] : content.replace(/\n$/, '').split('\n'),
  };
}

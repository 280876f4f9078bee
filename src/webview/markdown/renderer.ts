import { type Block } from '../../markdown/blocks';
import { type Change } from '../../markdown/stream';
import { createBoxes } from './boxes';
import { type CodeBlock, createCodeBlock } from './codeBlock';
import { createChunks } from './chunks';
import { adopt, morphChildren } from './morph';
import { growSpine, type Spine, takeMark } from './growth';

interface Shown {
  readonly element: Element;
  readonly code?: CodeBlock;
  /** Where a block that is still open grows. */
  spine?: Spine;
}

export interface Renderer {
  /** False when a change has found no place: what is shown is then incomplete, and has to be made anew. */
  apply(changes: readonly Change[]): boolean;
  /** The text is complete: nothing is kept ready for more. */
  end(): void;
}

/** Shows the blocks of one text in `root`, an element of its own for each. `parse` makes safe nodes of a block's HTML. */
export function createRenderer(root: Element, parse: (html: string) => DocumentFragment): Renderer {
  const chunks = createChunks(root, 'chunk', 32);
  const boxes = createBoxes(root);
  const shown = new Map<number, Shown>();

  function create(block: Block): Shown {
    if (block.kind === 'code') {
      const code = createCodeBlock(block);
      return { element: code.element, code };
    }
    const element = document.createElement('div');
    element.className = 'block';
    const wanted = parse(block.html);
    const mark = takeMark(wanted);
    for (const node of [...wanted.childNodes]) element.append(adopt(node));
    return { element, spine: mark?.(element) };
  }

  function update(key: number, block: Block): void {
    const old = shown.get(key);
    if (!old) return;
    if (old.code && block.kind === 'code') old.code.update(block);
    else if (!old.code && block.kind === 'html') {
      const wanted = parse(block.html);
      const mark = takeMark(wanted);
      boxes.open(old.element);
      morphChildren(old.element, wanted);
      old.spine = mark?.(old.element);
    } else {
      const fresh = create(block);
      old.element.replaceWith(fresh.element);
      shown.set(key, fresh);
    }
  }

  return {
    apply(changes) {
      for (const change of changes) {
        switch (change.type) {
          case 'insert': {
            const fresh = create(change.block);
            shown.set(change.key, fresh);
            chunks.append(fresh.element);
            break;
          }
          case 'update':
            update(change.key, change.block);
            break;
          case 'grow': {
            const old = shown.get(change.key);
            const spine = old?.spine && growSpine(old.element, old.spine, parse(change.html));
            if (!old || !spine) return false;
            old.spine = boxes.settle(spine);
            break;
          }
          case 'lines':
            shown.get(change.key)?.code?.setLines(change.from, change.lines);
            break;
          case 'remove': {
            const old = shown.get(change.key);
            if (old) chunks.remove(old.element);
            shown.delete(change.key);
            break;
          }
        }
      }
      return true;
    },
    end: () => boxes.open(root),
  };
}

/**
 * A long row of elements, kept in boxes of a few each. The browser lays a block out again by looking at every child of
 * it, even at those that have not changed: in one row of thousands, that costs more than all else together.
 */
export interface Chunks {
  append(element: Element): void;
  /** Removes an element that was appended. */
  remove(element: Element): void;
}

export function createChunks(parent: Element, className: string, size: number): Chunks {
  return {
    append(element) {
      let last = parent.lastElementChild;
      if (!last || last.children.length >= size) {
        last = document.createElement('div');
        last.className = className;
        parent.append(last);
      }
      last.append(element);
    },
    remove(element) {
      const chunk = element.parentElement;
      element.remove();
      if (chunk && chunk !== parent && chunk.children.length === 0) chunk.remove();
    },
  };
}

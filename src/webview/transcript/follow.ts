/** Keeps a scroller at its end while the reader is there, and what is being read in its place otherwise. */
export interface Follower {
  /** Back to the end, to follow from there. */
  toEnd(): void;
  /** Away from the end, with the top of `element` so many px below that of the scroller. */
  toPlace(element: Element, top: number): void;
  /** Scrolls `by` px and stays there. */
  move(by: number): void;
  /** The reader is about to fold or unfold `box`: `element` stays under their hand until `done` and after. */
  hold(element: Element, box: Element, done: Promise<unknown>): void;
  dispose(): void;
}

/** In px. A single tick of a trackpad is more: leaving has to be that easy. */
const slack = 2;

/** What stays in place: the element, and its top in px below that of the scroller. */
interface Anchor {
  readonly element: Element;
  readonly top: number;
}

/**
 * The browser's own scroll anchoring does some of this, but not at the very top, not in every browser, and not for what
 * the reader has just clicked: it has to be off (`overflow-anchor: none`).
 */
export function follow(
  scroller: HTMLElement,
  content: HTMLElement,
  /** Whether the end of the content is the end of what there is. */
  isWhole: () => boolean,
  onChange: (following: boolean) => void,
): Follower {
  let following = true;
  /** Nothing follows while something folds. */
  let held = 0;
  /** Innermost first: where one has gone, the one around it stands in. */
  let anchors: readonly Anchor[] = [];
  let lastTop = scroller.scrollTop;
  let lastHeight = scroller.clientHeight;

  const atEnd = (): boolean => scroller.scrollHeight - scroller.clientHeight - scroller.scrollTop <= slack && isWhole();
  const topOf = (element: Element): number =>
    element.getBoundingClientRect().top - scroller.getBoundingClientRect().top - scroller.clientTop;
  const set = (value: boolean): void => {
    if (value === following) return;
    following = value;
    onChange(value);
  };
  const scrollTo = (top: number): void => {
    scroller.scrollTop = top;
    lastTop = scroller.scrollTop;
  };
  const stick = (): void => scrollTo(scroller.scrollHeight);
  /** Room at the end, so that what has become shorter does not pull the rest down. */
  const room = (px: number | undefined): void => {
    content.style.minHeight = px === undefined ? '' : `${px}px`;
  };
  const restore = (): void => {
    const anchor = anchors.find(({ element }) => element.isConnected && element.getClientRects().length > 0);
    if (!anchor) return;
    const by = topOf(anchor.element) - anchor.top;
    // Less than that is rounding.
    if (Math.abs(by) >= 0.5) scrollTo(scroller.scrollTop + by);
  };

  const onScroll = (): void => {
    const { scrollTop, clientHeight } = scroller;
    // Where we have put it.
    if (scrollTop === lastTop) return;
    const up = scrollTop < lastTop;
    lastTop = scrollTop;
    anchors = anchorsAt(content, scroller.getBoundingClientRect().top + scroller.clientTop, topOf);
    if (content.style.minHeight !== '') {
      const needed = scrollTop + clientHeight;
      if (needed < parseFloat(content.style.minHeight)) room(needed);
    }
    if (held > 0) return;
    if (atEnd()) set(true);
    // Content that grows moves the end away without the reader having moved: only going up is leaving. So does a
    // composer that has shrunk and grown again, which the observer is told of after this.
    else if (up && clientHeight === lastHeight) set(false);
  };
  scroller.addEventListener('scroll', onScroll, { passive: true });
  // After layout and before paint: nothing is ever seen to jump.
  const observer = new ResizeObserver(() => {
    lastHeight = scroller.clientHeight;
    if (following && held === 0) return stick();
    restore();
    if (held === 0 && atEnd()) set(true);
  });
  observer.observe(content);
  observer.observe(scroller);

  return {
    toEnd() {
      room(undefined);
      set(true);
      stick();
    },
    toPlace(element, top) {
      anchors = [{ element, top }];
      set(false);
      restore();
      set(atEnd());
    },
    move(by) {
      scrollTo(scroller.scrollTop + by);
      anchors = anchorsAt(content, scroller.getBoundingClientRect().top + scroller.clientTop, topOf);
      set(atEnd());
    },
    hold(element, box, done) {
      anchors = [{ element, top: Math.max(0, topOf(element)) }];
      room(scroller.scrollTop + scroller.clientHeight);
      held += 1;
      const before = box.getBoundingClientRect().height;
      const release = (): void => {
        held -= 1;
        const grew = box.getBoundingClientRect().height - before > slack;
        // Who opens something at the end wants to read it.
        if (following && grew) set(atEnd());
        if (following && held === 0) stick();
      };
      // Rendered in the one frame, observed in it too, and over in the next.
      void done.finally(() => requestAnimationFrame(() => requestAnimationFrame(release)));
    },
    dispose() {
      observer.disconnect();
      scroller.removeEventListener('scroll', onScroll);
    },
  };
}

/** The first element that begins in view, and those around it that begin above. */
function anchorsAt(content: Element, viewTop: number, topOf: (element: Element) => number): Anchor[] {
  const anchors: Anchor[] = [];
  for (let parent: Element | undefined = content; parent;) {
    const next = firstBelow(parent, viewTop);
    if (!next) break;
    const top = topOf(next);
    anchors.unshift({ element: next, top });
    parent = top < 0 ? next : undefined;
  }
  return anchors;
}

function firstBelow({ children }: Element, viewTop: number): Element | undefined {
  for (let index = 0; index < children.length; index += 1) {
    const { bottom, height } = children[index]!.getBoundingClientRect();
    // More than a hair of it. What a button stands for comes in its place.
    if (height > 0 && bottom > viewTop + 1 && children[index]!.localName !== 'button') return children[index];
  }
  return undefined;
}

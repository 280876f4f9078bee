/** Keeps a scroller at its end while the reader is there, and out of the reader's way otherwise. */
export interface Follower {
  /** Back to the end, to follow from there. */
  toEnd(): void;
  /** The reader is about to change the height of something: nothing moves under their hand. */
  release(): void;
  /** Runs `change`, which adds content above, and keeps what is on show where it is. */
  keepPlace(change: () => Promise<unknown>): Promise<void>;
  dispose(): void;
}

/** In px. A single tick of a trackpad is more: leaving has to be that easy. */
const slack = 2;

/** In ms. */
const settle = 100;

export function follow(scroller: HTMLElement, content: HTMLElement, onChange: (following: boolean) => void): Follower {
  let following = true;
  let lastTop = scroller.scrollTop;

  const distance = (): number => scroller.scrollHeight - scroller.clientHeight - scroller.scrollTop;
  const set = (value: boolean): void => {
    if (value === following) return;
    following = value;
    onChange(value);
  };
  const stick = (): void => {
    if (!following) return;
    scroller.scrollTop = scroller.scrollHeight;
    lastTop = scroller.scrollTop;
  };
  const onScroll = (): void => {
    if (distance() <= slack) set(true);
    // Content that grows moves the end away without the reader having moved: only going up is leaving.
    else if (scroller.scrollTop < lastTop) set(false);
    lastTop = scroller.scrollTop;
  };
  scroller.addEventListener('scroll', onScroll, { passive: true });
  // After layout and before paint: the end is never seen to jump.
  const observer = new ResizeObserver(() => {
    if (following) stick();
    else if (distance() <= slack) set(true);
  });
  observer.observe(content);
  observer.observe(scroller);

  return {
    toEnd() {
      set(true);
      stick();
    },
    release() {
      following = false;
      // What opens makes its content only when it is open; whether the end is still in view shows after that.
      setTimeout(() => {
        following = distance() <= slack;
        onChange(following);
      }, settle);
    },
    async keepPlace(change) {
      const visible = [...content.children].filter((child) => child.getBoundingClientRect().bottom > 0).slice(0, 4);
      const tops = new Map(visible.map((child) => [child, child.getBoundingClientRect().top]));
      await change();
      // The browser's own anchoring does this too, but not at the very top.
      const anchor = visible.find((child) => child.isConnected);
      if (anchor) scroller.scrollTop += anchor.getBoundingClientRect().top - tops.get(anchor)!;
      lastTop = scroller.scrollTop;
    },
    dispose() {
      observer.disconnect();
      scroller.removeEventListener('scroll', onScroll);
    },
  };
}

/** What the page is asked for: `Probe` is made in every webview before its own scripts run. */
export interface Probe {
  /** From the first line of our script until a frame with all of the view was painted; undefined before that. ms. */
  readonly shown: number | undefined;
  /** Messages that reached the view since `count` was called. */
  readonly seen: readonly SeenMessage[];
  /** Begins to count messages, or ends it. */
  count(on: boolean): void;
  /** When a text was in the last reply, in ms since the epoch. */
  until(text: string): Promise<number>;
  /** Scrolls the transcript up to its first message, half a screen a frame. */
  scrollUp(): Promise<Scrolled>;
}

export interface SeenMessage {
  readonly type: string;
  /** UTF-8, as JSON. */
  readonly bytes: number;
  /** Of it, a delta's text. */
  readonly text: number;
}

export interface Scrolled {
  readonly screens: number;
  readonly seconds: number;
  /** Between two frames, ms. */
  readonly longest: number;
  /** Frames later than 50 ms. */
  readonly late: number;
}

/** Runs in every frame, before anything else. It must not refer to anything outside itself. */
export function installProbe(): void {
  if (window === window.top) return;
  const size = (value: unknown) => new TextEncoder().encode(JSON.stringify(value) ?? '').length;
  const frame = () => new Promise<number>((resolve) => requestAnimationFrame(resolve));
  /** After the frame that is being made is painted. */
  const painted = () =>
    new Promise<void>((resolve) => {
      const { port1, port2 } = new MessageChannel();
      port1.onmessage = () => resolve();
      port2.postMessage(null);
    });
  let seen: SeenMessage[] = [];
  let counting = false;
  let begun = 0;
  let shown: number | undefined;

  // Our script's first act is to look for what the page tells it.
  const find = Document.prototype.getElementById;
  Document.prototype.getElementById = function (id) {
    if (id === 'boot' && begun === 0) {
      begun = performance.now();
      void watch();
    }
    return find.call(this, id);
  };
  async function watch(): Promise<void> {
    for (;;) {
      await frame();
      const composer = document.querySelector('[data-testid="composer"]');
      const content = document.querySelector('.turns')?.firstElementChild;
      const there = (element: Element | null | undefined) => (element?.getBoundingClientRect().height ?? 0) > 0;
      if (!there(composer) || !there(content)) continue;
      await painted();
      shown = performance.now() - begun;
      return;
    }
  }

  // A webview's document is written anew after its window was made: what was listened for before then is lost.
  const add = window.addEventListener.bind(window) as (...args: unknown[]) => void;
  const note = ({ data }: MessageEvent<{ type?: string; t?: string }>) => {
    if (!counting || typeof data?.type !== 'string') return;
    seen.push({ type: data.type, bytes: size(data), text: data.type === 'delta' ? size(data.t) : 0 });
  };
  window.addEventListener = ((type: string, ...rest: unknown[]) => {
    if (type === 'message') add(type, note);
    add(type, ...rest);
  }) as typeof window.addEventListener;

  const probe: Probe = {
    get shown() {
      return shown;
    },
    get seen() {
      return seen;
    },
    count(on) {
      counting = on;
      if (on) seen = [];
    },
    until: (text) =>
      new Promise((resolve) => {
        const turns = document.querySelector('.turns')!;
        // Of what streams, the last block is enough: looking at all of it would cost what is measured.
        const look = () => {
          if (![...turns.querySelectorAll('.block')].at(-1)?.textContent.includes(text)) return;
          observer.disconnect();
          resolve(Date.now());
        };
        const observer = new MutationObserver(look);
        observer.observe(turns, { subtree: true, childList: true, characterData: true });
        look();
      }),
    async scrollUp() {
      const scroller = document.querySelector<HTMLElement>('.scroller')!;
      const begin = performance.now();
      let [screens, longest, late, idle] = [0, 0, 0, 0];
      for (let before = await frame(); idle < 30;) {
        const top = scroller.scrollTop;
        scroller.scrollTop = top - scroller.clientHeight / 2;
        screens += Math.abs(top - scroller.scrollTop) / scroller.clientHeight;
        // At the top more may be on its way.
        idle = scroller.scrollTop === 0 && !document.querySelector('.earlier') ? idle + 1 : 0;
        const now = await frame();
        longest = Math.max(longest, now - before);
        if (now - before > 50) late += 1;
        before = now;
        if (now - begin > 120_000) throw new Error('The first message was not reached within two minutes.');
      }
      return { screens, seconds: (performance.now() - begin) / 1000, longest, late };
    },
  };
  Object.assign(window, { asideProbe: probe });
}

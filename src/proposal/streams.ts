import { createLatest } from './latest';
import { replacement } from '../text/replacement';
import { type Place } from './place';
import { createPump } from './pump';
import { type Change } from '../text/track';
import { pauseBefore, type UndoStops } from './writer';

/** What a stream does with the text that comes; either `write` and `reset`, or `show`. */
export interface Stream {
  write?(text: string): void;
  reset?(): void;
  show?(text: string): void;
  wake(): void;
  /** The rest goes in; `text` is the whole of an edit. */
  finish(text: string): Promise<void>;
  stop(): Promise<void>;
}

/** What streams write into. */
export interface StreamTarget {
  place(): Place;
  ready(): boolean;
  edit(change: Change, stops: UndoStops, tail: number): Promise<'done' | 'refused' | 'gone'>;
  /** With the document's line ends. */
  lineEnds(text: string): string;
}

/** Appends what comes, at an anchor that follows the reader's own changes. */
export function insertStream(target: StreamTarget & { lead(): '' | '\n'; readonly tail: '' | '\n' }): Stream {
  const pump = createPump({
    ready: () => target.ready(),
    pause: pauseBefore,
    apply(step) {
      const place = target.place();
      const whole = step.first || step.replaceAll;
      const lead = whole ? target.lead() : '';
      const tail = target.lineEnds(whole ? target.tail : '');
      const from = whole ? place.start : place.anchor;
      const to = whole ? place.end : place.anchor;
      const text = target.lineEnds(lead + step.text) + tail;
      return target.edit({ offset: from, length: to - from, text }, step, tail.length);
    },
  });
  return { ...pump, finish: () => pump.finish() };
}

/** Brings the whole range to the latest text, each time with the smallest edit. */
export function editStream(target: StreamTarget): Stream {
  return createLatest({
    ready: () => target.ready(),
    pause: pauseBefore,
    async apply({ text, first, last }) {
      const { text: now, start } = target.place();
      let change = replacement(now, target.lineEnds(text));
      if (change.length === 0 && change.text === '') {
        if (first || !last || now === '') return 'unchanged';
        // The text is there, but not the undo stop behind it: only an edit sets one.
        const ending = /(\r\n|[\ud800-\udbff][\udc00-\udfff]|[^])$/.exec(now)![0];
        change = { offset: now.length - ending.length, length: ending.length, text: ending };
      }
      return target.edit({ ...change, offset: start + change.offset }, { first, last }, 0);
    },
  });
}

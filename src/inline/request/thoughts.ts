import { type Ask } from './ask';

/** Tags in which servers of open models leave the model's thoughts, in front of its answer. */
const tags = ['<think>', '<thinking>', '<thought>', '<reasoning>'];

/** The same, without thoughts in front of the text. */
export function withoutThoughts(ask: Ask): Ask {
  return (request, { signal, onText }) => {
    const filter = createThoughtFilter(onText);
    return ask(request, { signal, onText: filter.feed }).finally(() => filter.end());
  };
}

export interface ThoughtFilter {
  feed(text: string): void;
  /** What waited goes on, unless it is a thought. */
  end(): void;
}

/** Leaves out thoughts at the start of a text, and a byte order mark, however the text is cut into chunks. */
export function createThoughtFilter(write: (text: string) => void): ThoughtFilter {
  let held = '';
  let tag: string | undefined;
  /** Behind thoughts, where blank lines only separate them from the answer. */
  let behind = false;
  let through = false;

  function pass(text: string): void {
    held = '';
    through = true;
    if (text !== '') write(text);
  }

  function look(): void {
    if (tag === undefined) {
      if (behind) held = held.replace(/^\s*\n/, '');
      const text = held.trimStart();
      tag = tags.find((one) => text.startsWith(one));
      if (tag === undefined) {
        // White space in front is the code's own, unless thoughts follow it.
        if (!tags.some((one) => one.startsWith(text))) pass(held.replace(/^\ufeff/, ''));
        return;
      }
    }
    const close = tag.replace('<', '</');
    const at = held.indexOf(close);
    if (at < 0) return;
    held = held.slice(at + close.length);
    tag = undefined;
    behind = true;
    look();
  }

  return {
    feed(text) {
      if (through) {
        write(text);
        return;
      }
      held += text;
      look();
    },
    end() {
      if (!through && tag === undefined) pass(held);
    },
  };
}

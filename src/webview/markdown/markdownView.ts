import { createMarkdownStream } from '../../markdown/stream';
import { createRenderer } from './renderer';

/** One Markdown text that grows, shown in an element. */
export interface MarkdownView {
  /** All of it so far. */
  readonly text: () => string;
  /** How much of it is parsed again with what comes next. UTF-16. */
  readonly openLength: () => number;
  append(text: string): void;
  /** The text is complete, with this at its end. */
  end(text?: string): void;
}

/** `parse` makes safe nodes of a block's HTML. */
export function createMarkdownView(root: Element, parse: (html: string) => DocumentFragment): MarkdownView {
  const shown: string[] = [];
  let stream = createMarkdownStream();
  let renderer = createRenderer(root, parse);

  /** Should the place where a block grows ever be lost, the text is not: it is shown anew, and parsed whole from then on. */
  function startOver(): void {
    root.replaceChildren();
    stream = createMarkdownStream(Infinity);
    renderer = createRenderer(root, parse);
    renderer.apply(stream.append(shown.join('')));
  }

  return {
    text: () => shown.join(''),
    openLength: () => stream.openLength(),
    append(text) {
      shown.push(text);
      if (!renderer.apply(stream.append(text))) startOver();
    },
    end(text = '') {
      shown.push(text);
      if (!renderer.apply(stream.end(text))) {
        startOver();
        renderer.apply(stream.end());
      }
      renderer.end();
    },
  };
}

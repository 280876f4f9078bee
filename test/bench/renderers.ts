import { marked } from 'marked';
import markdownIt from 'markdown-it';
import { createElement, memo } from 'react';
import { flushSync } from 'react-dom';
import { createRoot } from 'react-dom/client';
import Markdown from 'react-markdown';
import remarkGfm from 'remark-gfm';
import { Streamdown } from 'streamdown';
import * as smd from 'streaming-markdown';
import { type Content } from '../../src/webview/markdown/markdownElement';
import '../../src/webview/markdown/markdownElement';

export interface Renderer {
  /** Shows more of the text, at once. */
  append(text: string): void;
}

/** The one whose code is coloured. */
export const coloured = 'Aside';

/** Each shows a text that grows in an element of its own. */
export const renderers: Readonly<Record<string, (root: HTMLElement) => Renderer>> = {
  [coloured]: inAside,
  'Aside, colours off': inAside,
  'react-markdown, whole': (root) => inReact(root, (text) => createElement(GfmMarkdown, { text })),
  'react-markdown, by block': (root) =>
    inReact(root, (text) =>
      createElement(
        'div',
        null,
        marked.lexer(text).map(({ raw }, index) => createElement(MemoBlock, { key: index, text: raw })),
      ),
    ),
  streamdown: (root) => inReact(root, (text) => createElement(Streamdown, null, text)),
  'markdown-it + innerHTML'(root) {
    const md = markdownIt({ html: false, linkify: true });
    let whole = '';
    return {
      append(text) {
        whole += text;
        root.innerHTML = md.render(whole);
      },
    };
  },
  'streaming-markdown'(root) {
    const parser = smd.parser(smd.default_renderer(root));
    return { append: (text) => smd.parser_write(parser, text) };
  },
  'plain text, a div a line'(root) {
    let line = root.appendChild(document.createElement('div'));
    return {
      append(text) {
        const [first = '', ...others] = text.split('\n');
        line.append(first);
        for (const other of others) {
          line = root.appendChild(document.createElement('div'));
          line.append(other);
        }
      },
    };
  },
};

function inAside(root: HTMLElement): Renderer {
  const element = document.createElement('aside-markdown') as HTMLElement & { content: Content };
  element.className = 'markdown';
  root.append(element);
  const pieces: string[] = [];
  return {
    append(text) {
      pieces.push(text);
      element.content = { pieces, complete: false };
    },
  };
}

function GfmMarkdown({ text }: { text: string }) {
  return createElement(Markdown, { remarkPlugins: [remarkGfm] }, text);
}

/** As in the AI SDK's recipe: a block is rendered again only when its own source changes. */
const MemoBlock = memo(GfmMarkdown);

function inReact(root: HTMLElement, view: (text: string) => import('react').ReactNode): Renderer {
  const react = createRoot(root);
  let whole = '';
  return {
    append(text) {
      whole += text;
      flushSync(() => react.render(view(whole)));
    },
  };
}

import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { type AddressInfo } from 'node:net';
import { join } from 'node:path';
import { type Page } from 'playwright-core';
import { createFinder } from '../../src/chat/panel/find';
import { createFeed, type Feed } from '../../src/chat/panel/feed';
import { pageHtml } from '../../src/chat/panel/html';
import { linesIn } from '../../src/chat/session/screens';
import { createSession, turnsAtOnce } from '../../src/chat/session/session';
import type { Session } from '../../src/chat/session/types';
import { applyRecord, emptyConversation, type Conversation } from '../../src/conversation/model';
import { readOptions } from '../../src/conversation/options';
import * as search from '../../src/markdown/search';
import { type MessagesClient, type SendOptions } from '../../src/messages/client';
import { MessagesError } from '../../src/messages/errors';
import { type Message, type MessagesRequest, type Reply } from '../../src/messages/types';
import { type HostMessage, parseViewMessage, type ViewMessage } from '../../src/protocol';
import { type Browser } from '../harness/browser';
import { toolchain } from '../harness/toolchain';
import { until } from './workbench';
import { plainWording } from '../fixtures/wording';
import { noErrors } from '../fixtures/noErrors';

export interface PageOptions {
  readonly language?: string;
  readonly l10n?: Readonly<Record<string, string>>;
}

/**
 * The panel's page in a browser without VS Code around it, where a pixel is a pixel and nothing else scrolls. Behind it
 * a session and its feed, as in the extension host.
 */
export class PanelPage {
  private constructor(
    readonly page: Page,
    readonly session: Session,
    readonly posts: HostMessage[],
    readonly said: ViewMessage[],
    readonly replies: PageReply[],
    private readonly undo: Array<() => unknown>,
  ) {}

  static async open(browser: Browser, conversation: Conversation, options: PageOptions = {}): Promise<PanelPage> {
    const undo: Array<() => unknown> = [];
    const server = await serve(options);
    undo.push(() => server.close());
    const replies: PageReply[] = [];
    const session = createPageSession(conversation, replies);
    const page = await browser.context.newPage();
    undo.push(() => page.close());
    const posts: HostMessage[] = [];
    const said: ViewMessage[] = [];
    const post = (message: HostMessage): void => {
      posts.push(message);
      // Messages arrive in the order of these calls.
      page
        .evaluate((data) => window.postMessage(data), JSON.parse(JSON.stringify(message)) as unknown)
        .catch(() => undefined);
    };
    const feed = createFeed(post, (callback) => setTimeout(callback, 16));
    session.listen((event) => (event.type === 'busy' ? postState(feed, session) : feed.add(event)));
    await page.exposeFunction('asideSay', (value: unknown) => {
      const message = parseViewMessage(value);
      if (!message) throw new Error(`No message: ${JSON.stringify(value)}`);
      said.push(message);
      answer(message, session, feed);
    });
    await page.addInitScript(() => {
      const { asideSay } = window as unknown as { asideSay(message: unknown): Promise<void> };
      Object.assign(window, {
        acquireVsCodeApi: () => ({
          postMessage: (message: unknown) => void asideSay(message),
          getState: () => JSON.parse(sessionStorage.getItem('state') ?? 'null') as unknown,
          setState: (state: unknown) => sessionStorage.setItem('state', JSON.stringify(state)),
        }),
      });
    });
    await page.setViewportSize({ width: 420, height: 640 });
    await page.goto(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
    const panel = new PanelPage(page, session, posts, said, replies, undo);
    await panel.ready();
    return panel;
  }

  /** VS Code destroys the page when it is hidden; what it had saved is there for the next one. */
  async hideAndShow(): Promise<void> {
    await this.page.reload();
    await this.ready();
  }

  async close(): Promise<void> {
    for (const step of this.undo.reverse()) await step();
  }

  async ready(): Promise<void> {
    await this.page.locator('[data-testid="composer"]').waitFor();
    await this.settled();
  }

  /** Until the page has painted what it was told, and the host has heard what it said. */
  async settled(): Promise<void> {
    for (let before = -1; before !== this.posts.length + this.said.length;) {
      before = this.posts.length + this.said.length;
      await this.page.evaluate(async () => {
        const frame = () => new Promise((resolve) => requestAnimationFrame(resolve));
        // A message, then three frames: what came is shown, folds are over, and what follows is asked for.
        await new Promise((resolve) => setTimeout(resolve));
        do await frame();
        while (document.querySelector('aside-markdown[aria-busy]'));
        await frame();
        await frame();
      });
    }
  }

  scroll(): Promise<{ top: number; distance: number; height: number }> {
    return this.page.locator('.scroller').evaluate((scroller) => ({
      top: scroller.scrollTop,
      distance: scroller.scrollHeight - scroller.clientHeight - scroller.scrollTop,
      height: scroller.scrollHeight,
    }));
  }

  /** As a reader who drags the scroll bar. */
  async scrollTo(top: number): Promise<void> {
    await this.page.locator('.scroller').evaluate((scroller, to) => (scroller.scrollTop = to), top);
    await this.settled();
  }

  /** The first elements in view and their tops, in px: what must not move. */
  inView(): Promise<Record<string, number>> {
    return this.page.evaluate(() => {
      const { top, bottom } = document.querySelector('.scroller')!.getBoundingClientRect();
      const found: Record<string, number> = {};
      for (const element of document.querySelectorAll('aside-turn p, aside-turn .code-line, aside-turn li')) {
        const rect = element.getBoundingClientRect();
        if (rect.top < top || rect.bottom > bottom) continue;
        const turn = element.closest('[data-turn]')!.getAttribute('data-turn');
        found[`${turn} ${element.textContent?.slice(0, 40)}`] = rect.top;
      }
      return found;
    });
  }

  /** Asks, and gives the reply that the test lets stream. */
  async ask(text: string): Promise<PageReply> {
    const count = this.replies.length;
    void this.session.send(text);
    await until('the request', 20_000, async () => this.replies.length > count);
    return this.replies[count]!;
  }
}

/** A reply that the test lets stream. */
export interface PageReply {
  text(delta: string): void;
  block(type: 'text' | 'thinking', text: string): void;
  end(): void;
}

/** `count` turns, asked and answered, `answer` being the text of the reply with that number. */
export function conversationOf(count: number, answer: (index: number) => string): Conversation {
  let conversation = emptyConversation('c', 0);
  for (let index = 0; index < count; index++) {
    const role = index % 2 === 0 ? ('user' as const) : ('assistant' as const);
    const text = role === 'user' ? `Question ${index}` : answer(index);
    const content = [{ type: 'text', text }];
    const parent = index === 0 ? null : `t${index - 1}`;
    const turn = { id: `t${index}`, parent, role, at: index, state: 'done' as const, content, text };
    conversation = applyRecord(conversation, { t: 'begin', at: index, turn });
  }
  return conversation;
}

const finder = createFinder(
  async () => search,
  () => new Promise((resolve) => setTimeout(resolve)),
);

function answer(message: ViewMessage, session: Session, feed: Feed): void {
  switch (message.type) {
    case 'ready':
      feed.add(
        session.snapshot(
          turnsAtOnce,
          session.id === message.conversation ? message.turn : undefined,
          linesIn(message.height!),
        ),
      );
      return postState(feed, session);
    case 'loadEarlier':
      return feed.add(session.earlier(message.before, turnsAtOnce));
    case 'loadLater':
      return feed.add(session.later(message.after, turnsAtOnce));
    case 'showAt':
      return feed.add(session.snapshot(turnsAtOnce, message.turn));
    case 'find':
      return void finder
        .find(session.turns(), message.text, message.matchCase)
        .then((hits) => hits && feed.add({ type: 'found', id: message.id, hits }));
    case 'send':
      void session.send(message.text);
      return feed.add({ type: 'sent', id: message.id, result: 'sent' });
    case 'stop':
      return session.stop();
    case 'failed':
      throw new Error(message.message);
    default:
      return;
  }
}

function postState(feed: Feed, session: Session): void {
  feed.add({
    type: 'state',
    state: {
      endpoint: 'E',
      model: 'claude-x',
      fromWorkspace: [],
      key: 'set',
      environmentKey: false,
      optionsSet: 0,
      busy: session.busy(),
      send: 'enter',
      changes: false,
      recent: [],
    },
  });
}

function createPageSession(conversation: Conversation, replies: PageReply[]): Session {
  let ids = 0;
  const client = {
    send: (request: MessagesRequest, { signal, onUpdate }: SendOptions) =>
      new Promise<Reply>((resolve, reject) => {
        const { model } = request;
        const message: Message = {
          ...{ id: 'm', type: 'message', role: 'assistant', content: [], model },
          ...{ stop_reason: null, stop_sequence: null, usage: {} },
        };
        signal?.addEventListener('abort', () => reject(new MessagesError('aborted', { partial: message })));
        const block = (type: 'text' | 'thinking', text: string): void => {
          message.content.push({ type, [type]: '' });
          onUpdate?.({ type: 'block', index: message.content.length - 1, block: { type, [type]: '' } }, message);
          grow(text);
        };
        const grow = (text: string): void => {
          const last = message.content.at(-1) as Record<string, string>;
          const type = last['type'] as 'text' | 'thinking';
          last[type] += text;
          onUpdate?.({ type, index: message.content.length - 1, text }, message);
        };
        replies.push({
          block,
          text: (delta) => (message.content.at(-1)?.type === 'text' ? grow(delta) : block('text', delta)),
          end: () => resolve({ message: { ...message, stop_reason: 'end_turn' }, notices: [], timing: { total: 1 } }),
        });
      }),
  } as unknown as MessagesClient;
  return createSession(conversation, {
    store: {
      append: async () => undefined,
      load: async () => undefined,
      list: async () => [],
      delete: async () => undefined,
      check: async () => false,
      search: async () => undefined,
      follow: () => ({ dispose: () => undefined }),
      purge: async () => undefined,
      flush: async () => undefined,
    },
    wording: plainWording,
    costs: () => ({ prices: {}, confirm: undefined, problems: [] }),
    windowOf: () => undefined,
    connect: async () => {
      const { options } = readOptions(() => undefined);
      return {
        ...{ client, endpoint: 'E', target: { model: 'claude-x' }, options, problems: [] },
        ...{ address: undefined, caching: false, refused() {} },
      };
    },
    storedError: (error) =>
      error instanceof MessagesError && error.kind === 'aborted' ? undefined : { kind: 'internal' },
    now: () => Date.now(),
    later: () => () => undefined,
    log: noErrors,
    newId: () => `new${++ids}`,
  });
}

async function serve({ language = 'en', l10n = {} }: PageOptions) {
  const media = join(toolchain().root, 'dist', 'webview');
  const server = createServer((request, response) => {
    if (request.url === '/') {
      response.setHeader('content-type', 'text/html');
      const [script, style] = ['/main.js', '/main.css'];
      response.end(pageHtml({ cspSource: `'self'`, nonce: 'n', script, style, language, l10n }));
      return;
    }
    const name = request.url === '/main.css' ? 'main.css' : 'main.js';
    response.setHeader('content-type', name === 'main.css' ? 'text/css' : 'text/javascript');
    void readFile(join(media, name)).then((bytes) => response.end(bytes));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return server;
}

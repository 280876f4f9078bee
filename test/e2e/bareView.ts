import { readFile } from 'node:fs/promises';
import { createServer, type RequestListener } from 'node:http';
import { type AddressInfo } from 'node:net';
import { join } from 'node:path';
import { type Page, type Request } from 'playwright-core';
import { pageHtml } from '../../src/chat/panel/html';
import { type HostMessage } from '../../src/protocol';
import { type Browser } from '../harness/browser';
import { toolchain } from '../harness/toolchain';

/** What was seen to happen in the page, and around it. */
export interface Sightings {
  /** Calls of the canary and of what only a script would call, and dialogs. */
  readonly run: string[];
  /** Requests that left the page, and those that came in at the trap. */
  readonly requests: string[];
  /** What the content security policy had to stop: it got past the parser and the purifier. */
  readonly blocked: string[];
}

/**
 * The panel's page outside VS Code: the built bundle under the content security policy that the extension writes, with
 * a detector of everything that runs or leaves. Frames come as fast as the machine makes them, so that streaming
 * hundreds of replies takes seconds.
 */
export interface BareView {
  readonly page: Page;
  /** Address whose server notes every request. */
  readonly trap: string;
  /** What the view has posted to the host. */
  posted(): Promise<unknown[]>;
  /** Tells the view, as its host would, and waits until it has shown it. */
  tell(...messages: readonly HostMessage[]): Promise<void>;
  /** What has been seen since the last time. */
  take(): Promise<Sightings>;
  /** Opens the page anew; `bare` gives one without policy and bundle, with this in its body. */
  open(bare?: string): Promise<void>;
  close(): Promise<void>;
}

/** An expression that must never be evaluated. */
export const canary = 'canary()';

export async function openBareView({ context }: Browser): Promise<BareView> {
  const tools = toolchain();
  const file = (name: string) => readFile(join(tools.root, 'dist', 'webview', name));
  const requests: string[] = [];
  const run: string[] = [];
  let bareBody: string | undefined;
  const pages = await listen((request, response) => {
    void answer(request.url ?? '').then(({ type, body }) =>
      response.writeHead(200, { 'content-type': type }).end(body),
    );
  });
  // Of another origin, as the policy lets the page load from its own.
  const trap = await listen((request, response) => {
    requests.push(request.url ?? '');
    response.end();
  });
  const { origin } = pages;
  // The last one is the browser's own wish.
  const own = new Set(['/', '/main.js', '/main.css', '/favicon.ico'].map((path) => origin + path));

  async function answer(url: string): Promise<{ type: string; body: string | Buffer }> {
    if (url === '/main.js') return { type: 'text/javascript', body: await file('main.js') };
    if (url === '/main.css') return { type: 'text/css', body: await file('main.css') };
    if (bareBody !== undefined) return { type: 'text/html', body: bareBody };
    const page = { cspSource: origin, nonce: 'n', script: `${origin}/main.js`, style: `${origin}/main.css` };
    return { type: 'text/html', body: pageHtml({ ...page, language: 'en', l10n: {} }) };
  }

  const page = await context.newPage();
  await page.addInitScript(detect);
  const onRequest = (request: Request) => {
    if (!own.has(request.url())) requests.push(request.url());
  };
  const onPage = () => void run.push('a window was opened');
  context.on('request', onRequest);
  context.on('page', onPage);
  page.on('dialog', (dialog) => {
    run.push(`dialog: ${dialog.message()}`);
    void dialog.dismiss();
  });

  return {
    page,
    trap: `${trap.origin}/trap`,
    posted: () => page.evaluate(() => (window as unknown as Detector).posted.splice(0)),
    tell: (...messages) =>
      page.evaluate(async (list) => {
        const frame = () => new Promise((resolve) => requestAnimationFrame(resolve));
        const shown = async () => {
          do await frame();
          while (document.querySelector('aside-markdown[aria-busy]'));
        };
        for (const message of list) {
          window.dispatchEvent(new MessageEvent('message', { data: message }));
          if (message.type === 'delta') await shown();
        }
        await frame();
        await shown();
      }, messages),
    async take() {
      const { ran, blocked } = await page.evaluate(() => {
        const detector = window as unknown as Detector;
        return { ran: detector.ran.splice(0), blocked: detector.blocked.splice(0) };
      });
      return { run: [...run.splice(0), ...ran], requests: requests.splice(0), blocked };
    },
    async open(bare) {
      bareBody = bare;
      await page.goto(`${origin}/`);
    },
    async close() {
      context.off('request', onRequest);
      context.off('page', onPage);
      await page.close();
      await Promise.all([pages.close(), trap.close()]);
    },
  };
}

async function listen(listener: RequestListener): Promise<{ origin: string; close(): Promise<void> }> {
  const server = createServer(listener);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

interface Detector {
  ran: string[];
  blocked: string[];
  posted: unknown[];
}

/** Runs in the page before anything else. */
function detect(): void {
  const detector = window as unknown as Detector & Record<string, unknown>;
  Object.assign(detector, { ran: [], blocked: [], posted: [] });
  for (const name of ['canary', 'alert', 'confirm', 'prompt', 'open', 'print']) {
    detector[name] = () => void detector.ran.push(name);
  }
  detector.acquireVsCodeApi = () => ({ postMessage: (message: unknown) => void detector.posted.push(message) });
  document.addEventListener('securitypolicyviolation', ({ violatedDirective, blockedURI }) => {
    detector.blocked.push(`${violatedDirective} ${blockedURI}`);
  });
  window.requestAnimationFrame = (callback) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => {
      port1.close();
      callback(performance.now());
    };
    port2.postMessage(null);
    return 1;
  };
}

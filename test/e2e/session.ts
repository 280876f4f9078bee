import { join } from 'node:path';
import { type EndpointOptions, startEndpoint, type TestEndpoint } from '../endpoint';
import { type Browser, launchBrowser } from '../harness/browser';
import { demoSettings } from '../harness/models';
import { type Server, startServer } from '../harness/server';
import { builtinWith, defaultSettings, quietSettings } from '../harness/settings';
import { sparePage } from '../harness/sparePage';
import { toolchain } from '../harness/toolchain';
import { copySample, type Workspace } from '../harness/workspace';
import { Panel } from './panel';
import { Workbench } from './workbench';

export interface SessionOptions {
  /** The key that the endpoint takes; it is sent as a bearer token. */
  readonly key: string;
  /** Over the endpoint's own options. */
  readonly endpoint?: Partial<EndpointOptions>;
  readonly vsix?: string;
  readonly settings?: Readonly<Record<string, unknown>>;
  /** Runs beside Aside, languages and themes: what `builtinWith` takes, or all that a person has. None when unset. */
  readonly extensions?: readonly string[] | 'all';
  /** Over the environment of VS Code's server and its extension host. */
  readonly env?: Readonly<Record<string, string>>;
  /** The folder that `Workbench.screenshot` writes to. */
  readonly screenshots?: string;
}

/** The packaged extension in a VS Code of its own, with a loopback endpoint, on a copy of the sample workspace. */
export interface Session {
  readonly workbench: Workbench;
  readonly panel: Panel;
  /** What listens in Aside's endpoint now. */
  readonly endpoint: TestEndpoint;
  readonly workspace: Workspace;
  readonly server: Server;
  readonly browser: Browser;
  /** Every message that reached a webview, as JSON. */
  readonly messages: string[];
  /** Has another endpoint listen at the same address. */
  replaceEndpoint(options: Partial<EndpointOptions>): Promise<void>;
  close(): Promise<void>;
}

/** The user settings of a session's window, but for those of its own. */
export const commonSettings = (endpoint: TestEndpoint) => ({
  ...defaultSettings,
  ...quietSettings,
  ...demoSettings(endpoint, 'bearer'),
});

export async function openSession(options: SessionOptions): Promise<Session> {
  const tools = toolchain();
  const undo: Array<() => Promise<unknown>> = [];
  const close = async () => {
    for (const step of undo.splice(0).reverse()) await step();
  };
  try {
    const listen = (over: Partial<EndpointOptions> = {}) =>
      startEndpoint({ auth: 'bearer', key: options.key, ...over });
    let endpoint = await listen(options.endpoint);
    undo.push(() => endpoint.close());
    const workspace = await copySample(tools);
    undo.push(() => workspace.remove());
    const [server, browser] = await Promise.all([
      startServer(tools, {
        vsix: options.vsix ?? join(tools.root, 'dist', 'aside.vsix'),
        installed: process.env.ASIDE_INSTALLED,
        ...(options.extensions === 'all' ? {} : builtinWith(options.extensions ?? [])),
        settings: { ...commonSettings(endpoint), ...options.settings },
        // A key of the person who runs the tests is no business of theirs.
        env: { OPEAI_API_KEY: '', ...options.env },
      }),
      launchBrowser(tools),
    ]);
    undo.push(
      () => server.stop(),
      () => browser.close(),
    );
    const messages: string[] = [];
    await recordMessages(browser, messages);
    await browser.context.addInitScript(sparePage, { frame: 40, isDrawn: options.screenshots !== undefined });
    const page = browser.context.pages()[0] ?? (await browser.context.newPage());
    await page.goto(server.url(workspace.folder));
    const workbench = new Workbench(page, options.screenshots);
    await workbench.ready();
    return {
      ...{ workbench, panel: new Panel(workbench), workspace, server, browser, messages, close },
      get endpoint() {
        return endpoint;
      },
      async replaceEndpoint(over) {
        const { port } = endpoint;
        await endpoint.close();
        endpoint = await listen({ ...over, port });
      },
    };
  } catch (error) {
    await close();
    throw error;
  }
}

/**
 * A webview's document is written anew after its window was made, which takes listeners away but leaves the window's own
 * functions: so the function that adds listeners is replaced, and every listener for messages records what it gets.
 */
async function recordMessages({ context }: Browser, messages: string[]): Promise<void> {
  await context.exposeBinding('asideRecord', (_source, texts: string[]) => void messages.push(...texts));
  await context.addInitScript(() => {
    if (window === window.top) return;
    const add = window.addEventListener.bind(window) as (...args: unknown[]) => void;
    const pending: string[] = [];
    const pass = () => {
      const { asideRecord } = window as unknown as { asideRecord(texts: string[]): void };
      if (pending.length > 0) asideRecord(pending.splice(0));
    };
    // A call for every message of a stream would cost more than the stream.
    setInterval(pass, 100);
    add('pagehide', pass);
    const record = (event: MessageEvent) => {
      // Files in bytes are not what is looked for, and millions of numbers as text.
      pending.push(JSON.stringify(event.data, (_name, value) => (value instanceof Uint8Array ? '' : value)) ?? '');
    };
    window.addEventListener = ((type: string, ...rest: unknown[]) => {
      // Adding the same listener again does nothing, so that each message is recorded once.
      if (type === 'message') add(type, record);
      add(type, ...rest);
    }) as typeof window.addEventListener;
  });
}

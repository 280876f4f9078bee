import { mkdir, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { type AddressInfo } from 'node:net';
import { basename, join } from 'node:path';
import { type CDPSession, type Frame } from 'playwright-core';
import { Panel } from '../e2e/panel';
import { until, Workbench } from '../e2e/workbench';
import { launchBrowser } from '../harness/browser';
import { packageExtension } from '../harness/build';
import { startServer } from '../harness/server';
import { quietSettings } from '../harness/settings';
import { toolchain } from '../harness/toolchain';
import { copySample } from '../harness/workspace';
import { type PacedEndpoint, startPacedEndpoint } from './pacedEndpoint';
import { logOf } from './transcriptCorpus';
import { type Order, type Told } from './transcriptHost';
import { installProbe, type Probe } from './transcriptProbe';

/** The packaged extension in a VS Code, with a long conversation in its history, and VS Code's own chat beside it. */
export interface Stage {
  readonly workbench: Workbench;
  readonly panel: Panel;
  readonly endpoint: PacedEndpoint;
  readonly cdp: CDPSession;
  readonly host: PeerHost;
  /** Shows a new conversation, or one of 1,000 messages at its end. */
  show(which: Kind): Promise<void>;
  /** Hides the panel and shows it again: its page is made anew. */
  hideAndShow(): Promise<void>;
  /** In the panel's page. */
  probe<T>(what: (probe: Probe) => T | Promise<T>): Promise<T>;
  until(text: string): Promise<number>;
  close(): Promise<void>;
}

/** The extension of transcriptHost.ts. */
export interface PeerHost {
  order(order: Order): void;
  /** The next time it tells this. */
  told<T extends Told['type']>(type: T): Promise<Extract<Told, { type: T }>>;
}

/** Of conversations: `short` has as many messages as `long`, of a line each. */
export type Kind = 'empty' | 'long' | 'short';
const titles = { long: 'A long conversation', short: 'A conversation of short messages' };
const messages = 1000;

declare const asideProbe: Probe;

export async function openStage(): Promise<Stage> {
  const tools = toolchain();
  const undo: Array<() => Promise<unknown>> = [];
  const close = async () => {
    for (const step of undo.splice(0).reverse()) await step();
  };
  try {
    const vsix = await packageExtension(tools);
    const endpoint = await startPacedEndpoint();
    const host = await startPeerHost();
    const workspace = await copySample(tools);
    undo.push(
      () => endpoint.close(),
      () => host.close(),
      () => workspace.remove(),
    );
    const server = await startServer(tools, {
      vsix,
      settings: {
        ...quietSettings,
        'aside.endpoints': { Bench: { baseUrl: endpoint.url, auth: 'none' } },
        'aside.endpoint': 'Bench',
        'aside.model': 'claude-sonnet-4-5',
        'asideBench.control': host.url,
        'chat.disableAIFeatures': false,
      },
      env: { OPEAI_API_KEY: '' },
    });
    undo.push(() => server.stop());
    const storage = join(server.dataFolder, 'data', 'User', 'globalStorage', 'aside-dev.aside', 'conversations');
    for (const id of ['long', 'short'] as const) {
      await mkdir(join(storage, id), { recursive: true });
      const log = logOf(id, messages, titles[id], basename(workspace.folder), id);
      await writeFile(join(storage, id, 'bench.jsonl'), log);
    }
    const browser = await launchBrowser(tools);
    undo.push(() => browser.close());
    await browser.context.addInitScript(installProbe);
    const page = browser.context.pages()[0] ?? (await browser.context.newPage());
    // Room for the panel and the chat view, side by side.
    await page.setViewportSize({ width: 1600, height: 900 });
    const cdp = await browser.context.newCDPSession(page);
    await cdp.send('Performance.enable', { timeDomain: 'threadTicks' });
    const extension = join(tools.cache, 'bench', 'peer');
    await page.goto(server.url(workspace.folder, [['extensionDevelopmentPath', server.remote(extension)]]));
    const workbench = new Workbench(page);
    const panel = new Panel(workbench);
    await workbench.ready();
    await workbench.openPanel();
    await panel.waitFor('composer');
    const frame = (): Promise<Frame> => panel.frame();
    const probe: Stage['probe'] = async (what) => (await frame()).evaluate(`(${what.toString()})(asideProbe)`) as never;
    return {
      ...{ workbench, panel, endpoint, cdp, host, probe, close },
      async show(which) {
        if (which === 'empty') await panel.newChat();
        else {
          await workbench.run('Aside: History');
          await workbench.pickRow(titles[which]);
          await until('the long conversation is on show', 20_000, async () => {
            const turns = await panel.find('turn-assistant');
            const id = await turns.last().getAttribute('data-turn');
            return id !== null;
          });
        }
        // Older messages come until there are enough to scroll to.
        await page.waitForTimeout(1500);
      },
      async hideAndShow() {
        const explorer = page.locator('.activitybar .action-item', { has: page.locator('[aria-label^="Explorer"]') });
        const title = page.locator('.part.sidebar .composite.title', { hasText: 'Aside' });
        // A click may come too early to be taken.
        await until('the panel is hidden', 60_000, async () => {
          if (!(await title.isVisible())) return true;
          await explorer.click();
          return title.waitFor({ state: 'hidden', timeout: 2000 }).then(
            () => true,
            () => false,
          );
        });
        await workbench.openPanel();
        await until('the panel is shown again', 20_000, async () => (await probe(({ shown }) => shown)) !== undefined);
      },
      until: async (text) => (await frame()).evaluate((end) => asideProbe.until(end), text),
    };
  } catch (error) {
    await close();
    throw error;
  }
}

/** The manifest of the extension that run.mjs has built. */
export async function writePeer(folder: string): Promise<void> {
  const manifest = {
    ...{ name: 'aside-bench-peer', publisher: 'aside-dev', version: '0.0.1', engines: { vscode: '^1.105.0' } },
    ...{ main: './extension.cjs', activationEvents: ['onStartupFinished'], extensionKind: ['workspace'] },
    contributes: {
      chatParticipants: [{ id: 'aside-bench.peer', name: 'peer', fullName: 'Peer', description: 'Streams a reply' }],
      languageModelChatProviders: [{ vendor: 'aside-bench', displayName: 'None' }],
      configuration: { properties: { 'asideBench.control': { type: 'string', default: '' } } },
    },
  };
  await writeFile(join(folder, 'package.json'), JSON.stringify(manifest));
}

async function startPeerHost(): Promise<PeerHost & { readonly url: string; close(): Promise<void> }> {
  await writePeer(join(toolchain().cache, 'bench', 'peer'));
  const orders: Order[] = [];
  const waiting = new Map<Told['type'], (told: Told) => void>();
  let ask: (() => void) | undefined;
  let failure: string | undefined;
  const server = createServer((request, response) => {
    let body = '';
    request.setEncoding('utf8');
    request.on('data', (chunk: string) => (body += chunk));
    request.on('end', () => {
      const told = JSON.parse(body) as Told;
      if (told.type === 'failed') failure = told.message;
      if (told.type !== 'next') {
        waiting.get(told.type)?.(told);
        waiting.delete(told.type);
        response.writeHead(204).end();
        return;
      }
      const own = () => void response.writeHead(200).end(JSON.stringify(orders.shift()));
      ask = own;
      response.on('close', () => {
        if (ask === own) ask = undefined;
      });
      answer();
    });
  });
  function answer(): void {
    if (!ask || orders.length === 0) return;
    ask();
    ask = undefined;
  }
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    order(order) {
      orders.push(order);
      answer();
    },
    told: (type) =>
      new Promise((resolve, reject) => {
        const timer = setTimeout(
          () => reject(new Error(`The extension beside Aside did not tell “${type}”. ${failure ?? ''}`)),
          60_000,
        );
        waiting.set(type, (told) => {
          clearTimeout(timer);
          resolve(told as never);
        });
      }),
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}

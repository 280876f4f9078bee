import { setTimeout } from 'node:timers/promises';
import { chromium } from 'playwright-core';
import { launchOptions } from './browser';
import { type Toolchain } from './toolchain';

const patience = 30_000;

export interface UnseenPage {
  /** What the page has said to the console as errors. */
  readonly errors: readonly string[];
  close(): Promise<void>;
}

/**
 * Opens a page that nobody looks at or clicks in, in a browser of its own.
 *
 * Playwright has all that goes through a page's WebSocket told to itself, which is all that VS Code's page and its
 * extension host say to each other: a tenth of what a suite there costs. So the page is one that Playwright does not
 * know, in a browser context that it has not made, and is spoken to by Chromium's protocol alone.
 *
 * @param script runs in the page before anything else
 */
export async function openUnseenPage(tools: Toolchain, url: string, script: string): Promise<UnseenPage> {
  const browser = await chromium.launch(launchOptions(tools));
  try {
    const devtools = await browser.newBrowserCDPSession();
    const { browserContextId } = await devtools.send('Target.createBrowserContext');
    await devtools.send('Browser.grantPermissions', {
      browserContextId,
      permissions: ['clipboardReadWrite', 'clipboardSanitizedWrite'],
    });
    // A small page is painted sooner.
    const { targetId } = await devtools.send('Target.createTarget', {
      ...{ url: 'about:blank', browserContextId },
      ...{ width: 640, height: 480 },
    });
    // Not flat: Playwright does not take messages for a session that it does not know.
    const { sessionId } = await devtools.send('Target.attachToTarget', { targetId });
    const errors: string[] = [];
    const answers = new Map<number, () => void>();
    devtools.on('Target.receivedMessageFromTarget', ({ message }) => {
      const one = JSON.parse(message) as Received;
      if (one.id !== undefined) answers.get(one.id)?.();
      if (one.method === 'Runtime.consoleAPICalled' && one.params?.type === 'error') errors.push(textOf(one.params));
    });
    let last = 0;
    const send = async (method: string, params: object = {}) => {
      const id = ++last;
      const answered = new Promise<void>((resolve) => answers.set(id, resolve));
      await devtools.send('Target.sendMessageToTarget', { sessionId, message: JSON.stringify({ id, method, params }) });
      const late = setTimeout(patience, undefined, { ref: false }).then(() => {
        throw new Error(`The page gave no answer to ${method} within ${patience / 1000} s.`);
      });
      await Promise.race([answered, late]);
    };
    await send('Page.enable');
    await send('Runtime.enable');
    await send('Emulation.setFocusEmulationEnabled', { enabled: true });
    await send('Page.addScriptToEvaluateOnNewDocument', { source: script });
    await send('Page.navigate', { url });
    return { errors, close: () => browser.close() };
  } catch (error) {
    await browser.close();
    throw error;
  }
}

interface Received {
  /** Of an answer. */
  readonly id?: number;
  /** Of an event. */
  readonly method?: string;
  readonly params?: ConsoleCall;
}

interface ConsoleCall {
  readonly type?: string;
  readonly args?: readonly { readonly value?: unknown; readonly description?: string }[];
}

const textOf = ({ args = [] }: ConsoleCall) =>
  args.map(({ value, description }) => String(value ?? description)).join(' ');

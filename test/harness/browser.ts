import { tmpdir } from 'node:os';
import { type BrowserContext, chromium, type LaunchOptions } from 'playwright-core';
import { makeTemporary, removeTemporary } from './temporary';
import { type Toolchain } from './toolchain';

export interface Browser {
  readonly context: BrowserContext;
  /** Where VS Code's page keeps its secrets, encrypted. */
  readonly profile: string;
  close(): Promise<void>;
}

/** Starts a headless browser with a new profile, which goes when it is closed. */
export async function launchBrowser(tools: Toolchain): Promise<Browser> {
  const profile = makeTemporary('browser');
  const context = await chromium.launchPersistentContext(profile, {
    ...launchOptions(tools),
    viewport: { width: 1280, height: 800 },
    locale: 'en-US',
    permissions: ['clipboard-read', 'clipboard-write'],
  });
  return {
    context,
    profile,
    async close() {
      await context.close();
      await removeTemporary(profile);
    },
  };
}

export function launchOptions(tools: Toolchain): LaunchOptions {
  if (!tools.browser) throw new Error('There is no browser.');
  return {
    executablePath: tools.browser.path,
    // The browser needs nothing of ours, least of all a key.
    env: { PATH: process.env.PATH ?? '', HOME: process.env.HOME ?? tmpdir(), ...tools.browser.env },
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      '--accept-lang=en-US',
    ],
  };
}

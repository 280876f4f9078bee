import { type Browser, launchBrowser } from '../harness/browser';
import { toolchain } from '../harness/toolchain';

let browser: Promise<Browser> | undefined;

after(async () => (await browser)?.close());

/** The browser that all files of this process use, each with pages of its own. */
export const sharedBrowser = (): Promise<Browser> => (browser ??= launchBrowser(toolchain()));

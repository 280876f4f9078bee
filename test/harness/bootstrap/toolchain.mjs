import { installBrowser } from './browser.mjs';
import { installDependencies } from './dependencies.mjs';
import { alone } from './install.mjs';
import { installNode } from './node.mjs';
import { cache, root } from './paths.mjs';
import { installServer } from './vscodeServer.mjs';

/**
 * What every later step runs on.
 *
 * @typedef {{
 *   root: string,
 *   cache: string,
 *   node: string,
 *   server?: string,
 *   browser?: {path: string, env: Record<string, string>},
 * }} Toolchain
 */

/**
 * Installs what is missing, all at once, and tells where it is.
 *
 * @param {{server: boolean, browser: boolean}} needs
 * @returns {Promise<Toolchain>}
 */
export function installToolchain(needs) {
  return alone(async () => {
    const [node, server, browser] = await Promise.all([
      installNode(),
      needs.server ? installServer() : undefined,
      needs.browser ? installBrowser() : undefined,
      installDependencies(),
    ]);
    return { root, cache, node, server, browser };
  });
}

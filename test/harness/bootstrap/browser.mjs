import { existsSync } from 'node:fs';
import { chmod, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';
import { brotliDecompress } from 'node:zlib';
import { installed } from './install.mjs';
import { run, unpack } from './npm.mjs';
import { say } from './say.mjs';
import * as versions from './versions.mjs';

/**
 * A browser that playwright can drive: one of this machine, or one from npm, or Debian's.
 *
 * @returns {Promise<{path: string, env: Record<string, string>}>} the program, and what it needs in its environment
 */
export async function installBrowser() {
  // ASIDE_BROWSER=npm takes the one from npm although the machine has another.
  const own = process.env.ASIDE_BROWSER === 'npm' ? undefined : onThisMachine();
  if (own) return { path: own, env: {} };
  if (process.platform === 'linux' && process.arch === 'x64') return fromNpm();
  if (process.platform === 'linux' && process.getuid?.() === 0 && existsSync('/usr/bin/apt-get')) return fromDebian();
  throw new Error('No browser found: install Chrome, Chromium or Edge, or name one in ASIDE_BROWSER.');
}

/** @returns {string | undefined} */
function onThisMachine() {
  if (process.env.ASIDE_BROWSER) return process.env.ASIDE_BROWSER;
  if (process.platform === 'darwin') {
    const names = ['Google Chrome', 'Chromium', 'Microsoft Edge'];
    return names.map((name) => `/Applications/${name}.app/Contents/MacOS/${name}`).find(existsSync);
  }
  if (process.platform === 'win32') {
    const folders = ['ProgramFiles', 'ProgramFiles(x86)', 'LOCALAPPDATA'].map((name) => process.env[name] ?? '');
    const programs = ['Google\\Chrome\\Application\\chrome.exe', 'Microsoft\\Edge\\Application\\msedge.exe'];
    return folders.flatMap((folder) => programs.map((program) => join(folder, program))).find(existsSync);
  }
  const names = ['google-chrome-stable', 'google-chrome', 'chromium', 'chromium-browser'];
  const folders = (process.env.PATH ?? '').split(delimiter);
  return names.flatMap((name) => folders.map((folder) => join(folder, name))).find(existsSync);
}

/** The package carries the browser, its libraries and fonts as brotli files; it would unpack them outside the cache. */
async function fromNpm() {
  const folder = await installed(`chromium-${versions.sparticuzChromium}`, 'a browser for the tests', async (into) => {
    const chromium = join(into, 'package');
    const dejavu = join(into, 'dejavu');
    await Promise.all([
      unpack(`@sparticuz/chromium@${versions.sparticuzChromium}`, chromium),
      unpack(`dejavu-fonts-ttf@${versions.dejavuFonts}`, dejavu, { only: 'package/ttf', strip: 2 }),
    ]);
    const bin = join(chromium, 'bin');
    await inflate(join(bin, 'chromium.br'), join(into, 'chromium'));
    await chmod(join(into, 'chromium'), 0o755);
    await inflateFolder(join(bin, 'al2023.tar.br'), join(into, 'libraries'));
    await inflateFolder(join(bin, 'swiftshader.tar.br'), into);
    await inflateFolder(join(bin, 'fonts.tar.br'), join(into, 'fonts'));
    await rename(dejavu, join(into, 'fonts', 'dejavu'));
    await rm(chromium, { recursive: true });
  });
  await writeFontConfig(folder);
  return {
    path: join(folder, 'chromium'),
    env: { LD_LIBRARY_PATH: join(folder, 'libraries', 'lib'), FONTCONFIG_FILE: join(folder, 'fonts.conf') },
  };
}

/** Written at each run, as it holds the cache's place. The machine's own fonts come too, where it has some. */
async function writeFontConfig(folder) {
  const alias = (family, prefer) =>
    `<alias><family>${family}</family><prefer><family>${prefer}</family></prefer></alias>`;
  const lines = [
    '<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd"><fontconfig>',
    `<dir>${join(folder, 'fonts')}</dir><dir>/usr/share/fonts</dir><cachedir>${join(folder, 'font-cache')}</cachedir>`,
    alias('monospace', 'DejaVu Sans Mono'),
    alias('sans-serif', 'Open Sans'),
    alias('serif', 'DejaVu Serif'),
    '</fontconfig>',
  ];
  await writeFile(join(folder, 'fonts.conf'), lines.join('\n'));
}

async function fromDebian() {
  say('Installing a browser for the tests (apt-get) ...');
  await run('apt-get', ['update', '-qq'], '/');
  await run('apt-get', ['install', '-y', '-qq', '--no-install-recommends', 'chromium'], '/');
  say('Installed a browser for the tests.');
  return { path: '/usr/bin/chromium', env: {} };
}

async function inflate(from, to) {
  await writeFile(to, await promisify(brotliDecompress)(await readFile(from)));
}

async function inflateFolder(from, to) {
  const archive = from.replace(/\.br$/, '');
  await mkdir(to, { recursive: true });
  await inflate(from, archive);
  await run('tar', ['-xf', archive, '-C', to, '--no-same-owner'], to);
}

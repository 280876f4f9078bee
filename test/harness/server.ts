import { cp, mkdir, readdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { basename, dirname, join } from 'node:path';
import { start } from './processes';
import { defaultSettings } from './settings';
import { makeTemporary, removeTemporary } from './temporary';
import { type Toolchain } from './toolchain';

export interface ServerOptions {
  /** A packaged extension to install first. */
  readonly vsix?: string;
  /** A folder of `installed`, to be copied instead. */
  readonly installed?: string | undefined;
  /** Extensions of VS Code's own to do without, see `builtinWith`. */
  readonly without?: readonly string[];
  /** Folders of extensions to have as if they were VS Code's own. */
  readonly beside?: readonly string[];
  /** User settings, on top of `defaultSettings`. */
  readonly settings?: Readonly<Record<string, unknown>>;
  readonly env?: Readonly<Record<string, string>>;
  /** Keeps data, extensions and secrets; without it they live in a temporary folder and go with the server. */
  readonly home?: string;
  /** 0 or unset: any free port. */
  readonly port?: number;
}

export interface Server {
  /** Such as `http://127.0.0.1:41234`. */
  readonly origin: string;
  /** The page's address for a folder, with the payload that the page hands to VS Code. */
  url(folder: string, payload?: ReadonlyArray<readonly [string, string]>): string;
  /** The address of a file for the payload. */
  remote(path: string): string;
  /** Settings, logs, storage. */
  readonly dataFolder: string;
  readonly settingsFile: string;
  /** Of the server; its extension hosts are children of it. */
  readonly pid: number;
  stop(): Promise<void>;
}

/** Starts VS Code's server on loopback and waits until it answers. */
export async function startServer(tools: Toolchain, options: ServerOptions = {}): Promise<Server> {
  const { node, server: folder } = tools;
  if (!folder) throw new Error("VS Code's server is not installed.");
  const home = options.home ?? makeTemporary('server');
  const removeHome = () => (options.home ? undefined : removeTemporary(home));
  const dataFolder = join(home, 'data');
  const settingsFile = join(dataFolder, 'data', 'User', 'settings.json');
  await writeSettings(settingsFile, { ...defaultSettings, ...options.settings });

  const extensions = join(home, 'extensions');
  const main = join(folder, 'out', 'server-main.js');
  const { without = [], beside = [] } = options;
  const isChanged = without.length + beside.length > 0;
  const builtin = isChanged ? await linkBuiltin(folder, join(home, 'builtin'), without, beside) : [];
  const folders = ['--server-data-dir', dataFolder, '--extensions-dir', extensions, ...builtin];
  const common = [main, '--accept-server-license-terms', '--telemetry-level', 'off', ...folders];
  const env = {
    ...process.env,
    ...(options.home ? {} : await temporaryIn(home)),
    ...options.env,
    ASIDE_SECRET_KEY_FILE: join(home, 'secret-key'),
  };
  if (options.installed) await copyInstalled(options.installed, extensions);
  else if (options.vsix) await installExtension(node, [...common, '--force', '--install-extension', options.vsix], env);

  const port = options.port || (await freePort());
  const origin = `http://127.0.0.1:${port}`;
  const output: string[] = [];
  const preload = join(tools.root, 'test', 'harness', 'serverPreload.cjs');
  const args = ['--host', '127.0.0.1', '--port', String(port), '--without-connection-token'];
  const asksForTrust = options.settings?.['security.workspace.trust.enabled'] === true;
  // What the person's shell says of the environment takes a login to find out.
  const flags = [
    '--enable-smoke-test-driver',
    '--force-disable-user-env',
    '--disable-websocket-compression',
    ...(asksForTrust ? [] : ['--disable-workspace-trust']),
  ];
  const running = start(node, ['--require', preload, ...common, ...args, ...flags], {
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const keep = (chunk: Buffer) => void output.push(String(chunk));
  running.child.stdout?.on('data', keep);
  running.child.stderr?.on('data', keep);
  const stop = async () => {
    await running.stop();
    await removeHome();
  };
  try {
    await ready(origin, running.exited);
  } catch (error) {
    await stop();
    throw new Error(`VS Code's server did not start: ${(error as Error).message}\n${output.join('').slice(-2000)}`);
  }

  const remote = (path: string) => `vscode-remote://127.0.0.1:${port}${path}`;
  return {
    origin,
    dataFolder,
    settingsFile,
    pid: running.child.pid!,
    remote,
    url(workspace, payload = []) {
      const address = `${origin}/?folder=${encodeURIComponent(workspace)}`;
      return payload.length ? `${address}&payload=${encodeURIComponent(JSON.stringify(payload))}` : address;
    },
    stop,
  };
}

/**
 * Installs a packaged extension for servers that are still to come: VS Code takes seconds to do it.
 *
 * @returns a temporary folder
 */
export async function installed({ node, server }: Toolchain, vsix: string): Promise<string> {
  const home = makeTemporary('installed');
  const extensions = join(home, 'extensions');
  const folders = ['--server-data-dir', join(home, 'data'), '--extensions-dir', extensions];
  const main = [join(server!, 'out', 'server-main.js'), '--accept-server-license-terms', '--telemetry-level', 'off'];
  await installExtension(node, [...main, ...folders, '--force', '--install-extension', vsix], process.env);
  return extensions;
}

/** VS Code and its extensions leave sockets and other files behind, on Linux in the folders that these name. */
async function temporaryIn(home: string): Promise<Readonly<Record<string, string>>> {
  const folder = join(home, 'run');
  await mkdir(folder, { recursive: true, mode: 0o700 });
  return process.platform === 'linux' ? { XDG_RUNTIME_DIR: folder, TMPDIR: folder } : {};
}

/** @returns arguments for VS Code's server that leave some of its own extensions out, and have others beside them */
async function linkBuiltin(
  server: string,
  folder: string,
  without: readonly string[],
  beside: readonly string[],
): Promise<string[]> {
  const all = join(server, 'extensions');
  await mkdir(folder);
  const names = (await readdir(all)).filter((name) => !without.includes(name));
  const paths = [...names.map((name) => join(all, name)), ...beside];
  await Promise.all(paths.map((path) => symlink(path, join(folder, basename(path)), 'junction')));
  return ['--builtin-extensions-dir', folder];
}

async function copyInstalled(from: string, to: string): Promise<void> {
  await cp(from, to, { recursive: true });
  // VS Code notes where each of them is.
  const list = join(to, 'extensions.json');
  await writeFile(list, (await readFile(list, 'utf8')).replaceAll(from, to));
}

async function writeSettings(file: string, settings: object): Promise<void> {
  await mkdir(dirname(file), { recursive: true });
  const before = JSON.parse(await readFile(file, 'utf8').catch(() => '{}')) as object;
  await writeFile(file, JSON.stringify({ ...before, ...settings }, null, 2));
}

async function installExtension(node: string, args: readonly string[], env: NodeJS.ProcessEnv): Promise<void> {
  const installing = start(node, args, { env, stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  installing.child.stdout?.on('data', (chunk) => (output += chunk));
  installing.child.stderr?.on('data', (chunk) => (output += chunk));
  const code = await installing.exited;
  if (code !== 0) throw new Error(`The packaged extension could not be installed:\n${output}`);
}

async function ready(origin: string, exited: Promise<number | null>): Promise<void> {
  let code: number | null | undefined;
  exited.then(
    (value) => (code = value),
    () => (code = null),
  );
  for (const deadline = Date.now() + 30_000; Date.now() < deadline;) {
    if (code !== undefined) throw new Error(`it ended with ${code}`);
    const answer = await fetch(`${origin}/version`).catch(() => undefined);
    if (answer?.ok) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error('it gave no answer within 30 s');
}

async function freePort(): Promise<number> {
  const probe = createServer();
  await new Promise<void>((resolve) => probe.listen(0, '127.0.0.1', resolve));
  const address = probe.address();
  await new Promise((resolve) => probe.close(resolve));
  if (!address || typeof address === 'string') throw new Error('No free port.');
  return address.port;
}

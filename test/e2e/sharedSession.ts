import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { isDeepStrictEqual } from 'node:util';
import { type EndpointOptions } from '../endpoint';
import { tellOfWindow } from './failure';
import { type Panel } from './panel';
import { commonSettings, openSession, type Session } from './session';
import { until } from './workbench';

export interface SharedOptions {
  /** Over the endpoint's own options. */
  readonly endpoint?: Partial<EndpointOptions>;
  /** User settings. Writing them takes seconds: files of a group should want the same. */
  readonly settings?: Readonly<Record<string, unknown>>;
  /** `false` for a window that has no key yet. */
  readonly hasKey?: boolean;
}

export interface SharedSession extends Omit<Session, 'close'> {
  readonly key: string;
}

/** Settings that most files can live with: a model whose window and prices are known. */
export const knownModel = { 'aside.model': 'claude-sonnet-4-5', 'aside.confirmCost': 0.5 };

const patience = 20_000;
const key = `sk-${randomBytes(18).toString('base64url')}`;
let open: Session | undefined;
const extensions: string[] = [];
const environment: Record<string, string> = {};

after(() => open?.close());

afterEach(async function () {
  const { currentTest } = this;
  if (open && currentTest?.state === 'failed') await tellOfWindow(open, currentTest.fullTitle());
});

/** Says at the top of a file what has to run beside Aside, see `SessionOptions`: in the window of all files. */
export function needs(...needed: readonly string[]): void {
  extensions.push(...needed);
}

/** Says at the top of a file what the environment of VS Code's server has to hold: for all files as well. */
export function needsEnvironment(needed: Readonly<Record<string, string>>): void {
  Object.assign(environment, needed);
}

/**
 * The window that all files of this process use in turn, with the panel open on an empty conversation. What the file
 * before has left is undone, but for conversations and what Aside remembers beside settings. A window where that cannot
 * be done is replaced.
 */
export async function sharedSession(options: SharedOptions = {}): Promise<SharedSession> {
  if (open) {
    await putBack(open, options).catch(async (error: Error) => {
      console.log(`      The window is replaced: ${error.message}`);
      await open?.close();
      open = undefined;
    });
  }
  open ??= await openWindow(options);
  return Object.assign(open, { key });
}

async function openWindow({ endpoint, settings, hasKey = true }: SharedOptions): Promise<Session> {
  const session = await openSession({
    ...{ key, endpoint, settings, extensions, env: environment },
    screenshots: process.env['ASIDE_SCREENSHOTS'],
  });
  await session.workbench.openPanel();
  await (hasKey ? session.panel.enterKey(key) : session.panel.waitFor('empty-no-key'));
  return session;
}

async function putBack(
  session: Session,
  { endpoint = {}, settings = {}, hasKey = true }: SharedOptions,
): Promise<void> {
  const { workbench, panel, workspace, server } = session;
  await session.replaceEndpoint(endpoint);
  await workbench.clear();
  await workspace.restore();
  const wanted = { ...commonSettings(session.endpoint), ...settings };
  if (!isDeepStrictEqual(JSON.parse(await readFile(server.settingsFile, 'utf8')), wanted)) {
    await workbench.writeSettings(JSON.stringify(wanted, null, 2));
    await workbench.clear();
  }
  await workbench.openPanel();
  await showsEndpoint(panel, String(wanted['aside.endpoint']));
  // What an empty conversation asks for is not asked in one that has begun.
  await enterMissingKey(panel);
  await panel.startOver();
  await enterMissingKey(panel);
  // The conversation before may have had a model of its own.
  const model = settings['aside.model'];
  if (typeof model === 'string') {
    await until(`the panel shows ${model}`, patience, async () =>
      (await (await panel.waitFor('pick-model')).innerText()).includes(model),
    );
  }
  if (!hasKey) {
    await workbench.run('Aside: Clear API Key');
    await panel.waitFor('empty-no-key');
  }
  // A view that is hidden goes, and with it what its page remembers.
  await workbench.showExplorer();
  await workbench.openPanel();
  await panel.waitFor(hasKey ? 'composer' : 'empty-no-key');
  session.messages.length = 0;
}

/** The panel knows what was written: whether it has a key is that of this endpoint. */
async function showsEndpoint(panel: Panel, name: string): Promise<void> {
  const places = (await panel.find('pick-endpoint')).or(await panel.find('empty-no-key'));
  await until(`the panel shows ${name}`, patience, async () => (await places.allInnerTexts()).join().includes(name));
}

async function enterMissingKey(panel: Panel): Promise<void> {
  if ((await (await panel.find('empty-no-key')).count()) > 0) await panel.enterKey(key);
}

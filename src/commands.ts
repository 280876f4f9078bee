import * as vscode from 'vscode';
import type { Target } from './chat/requests/requests';
import type { ApplyArgs, ExplainArgs } from './inline';
import type { Services } from './services';
import { promptForKey } from './settings/keyPrompt';
import { pickEndpoint } from './settings/pickEndpoint';
import { Disposables } from './util/disposable';
import { logging } from './util/log';

// eslint-disable-next-line @typescript-eslint/no-explicit-any -- what VS Code passes is as varied as who calls
type Handler = (...args: any[]) => unknown;

/** Every command: a line here, and its manifest entry with strings (a test compares the two). */
export const commands: Readonly<Record<string, (services: Services) => Handler>> = {
  'aside.setKey': (s) => (endpoint?: unknown) => setKey(s, endpoint),
  'aside.clearKey': (s) => () => clearKey(s),
  'aside.pickModel': (s) => async () => (await s.chat()).pickModel(),
  'aside.pickEndpoint': (s) => () => pickEndpoint(s.config),
  'aside.checkEndpoint': (s) => async (name?: unknown) => (await s.check()).run(name),
  'aside.openSettings': () => () =>
    vscode.commands.executeCommand('workbench.action.openSettings', '@ext:aside-dev.aside'),
  'aside.showLog': (s) => () => s.log.show(true),
  'aside.focusComposer': (s) => async () => (await s.chat()).focusComposer(),
  'aside.menu': (s) => async () => (await s.chat()).menu(),
  'aside.newChat': (s) => async () => (await s.chat()).newChat(),
  'aside.history': (s) => async () => (await s.chat()).history(),
  'aside.options': (s) => async () => (await s.chat()).options(),
  'aside.showRequest': (s) => async (target?: Target) => (await s.chat()).requests.show(target),
  'aside.copyRequest': (s) => async (target?: Target, form?: unknown) => (await s.chat()).requests.copy(target, form),
  'aside.saveFixture': (s) => async (target?: Target) => (await s.chat()).requests.saveFixture(target),
  'aside.exportTurn': (s) => async (target?: Target) => (await s.chat()).requests.exportTurn(target),
  'aside.export': (s) => async () => (await s.chat()).exportConversations(),
  'aside.import': (s) => async () => (await s.chat()).importConversations(),
  'aside.openInEditor': (s) => async () => (await s.chat()).openInEditor(),
  'aside.explain': (s) => (args?: unknown) => explain(s, plain(args)),
  'aside.generate': (s) => async (args?: unknown) => (await s.inline()).generate(args as never),
  'aside.edit': (s) => async (args?: unknown) => (await s.inline()).edit(plain(args)),
  'aside.fix': (s) => async (args?: unknown) => (await s.inline()).fix(plain(args)),
  'aside.document': (s) => async (args?: unknown) => (await s.inline()).document(plain(args)),
  'aside.tests': (s) => async (args?: unknown) => (await s.inline()).tests(plain(args)),
  'aside.apply': (s) => async (args: ApplyArgs) => (await s.inline()).apply(args),
  'aside.complete': () => () => vscode.commands.executeCommand('editor.action.inlineSuggest.trigger'),
  'aside.commitMessage': (s) => async (source?: unknown) => (await s.inline()).commitMessage(rootOf(source)),
  'aside.stopCommitMessage': (s) => async () => (await s.inline()).stopCommitMessage(),
  'aside.refine': (s) => async (id?: string) => (await s.inline()).refine(id),
  'aside.compare': (s) => async (id?: string) => (await s.inline()).compare(id),
  'aside.keepHunk': (s) => async (id?: string, hunk?: number) => (await s.inline()).keepHunk(id, hunk),
  'aside.discardHunk': (s) => async (id?: string, hunk?: number) => (await s.inline()).discardHunk(id, hunk),
  'aside.nextHunk': (s) => async () => (await s.inline()).goToHunk('next'),
  'aside.previousHunk': (s) => async () => (await s.inline()).goToHunk('previous'),
  'aside.keep': (s) => async (id?: string) => (await s.inline()).keep(id),
  'aside.discard': (s) => async (id?: string) => (await s.inline()).discard(id),
  'aside.tryAgain': (s) => async (id?: string) => (await s.inline()).tryAgain(id),
  'aside.stop': (s) => (id?: unknown) => stop(s, id),
};

/** A menu of the editor gives the file's Uri in place of arguments of our own: then the cursor tells. */
function plain<T>(args: unknown): T | undefined {
  return args instanceof vscode.Uri ? undefined : (args as T | undefined);
}

/** The title bar of Source Control gives the repository's SourceControl. */
function rootOf(source: unknown): vscode.Uri | undefined {
  return (source as Partial<vscode.SourceControl> | undefined)?.rootUri;
}

export function registerCommands(services: Services): vscode.Disposable {
  const registered = new Disposables();
  for (const [id, handler] of Object.entries(commands)) {
    registered.add(vscode.commands.registerCommand(id, logging(services.log, id, handler(services))));
  }
  return registered;
}

/**
 * Asks for a key; true when one was set.
 *
 * @param name of the endpoint that it is for; the active one unless given
 */
async function setKey({ config, keys }: Services, name: unknown): Promise<boolean> {
  if (typeof name !== 'string') return promptForKey(config.endpoint(), keys);
  const endpoint = config.endpoints().find((one) => one.name === name);
  if (endpoint) return promptForKey(endpoint, keys);
  void vscode.window.showWarningMessage(
    vscode.l10n.t('The settings have no endpoint “{0}” with a base URL.', name.slice(0, 100)),
  );
  return false;
}

async function clearKey({ config, keys }: Services): Promise<void> {
  const endpoint = config.endpoint();
  await keys.clear(endpoint);
  void vscode.window.showInformationMessage(vscode.l10n.t('The API key for {0} is removed.', endpoint.name));
}

/** The answer streams into the panel; the focus stays in the editor. */
async function explain(services: Services, args: ExplainArgs | undefined): Promise<void> {
  const target = await (await services.inline()).explainTarget(args);
  if (target.kind === 'code') await (await services.chat()).ask(target.text, [target.chip]);
  else void vscode.window.showInformationMessage(target.sentence);
}

/**
 * What is being written into a file first, since it is what Esc in the editor means; else the replies. A code lens says
 * which: then it is that and nothing else, even when it has ended meanwhile.
 */
async function stop(services: Services, id: unknown): Promise<void> {
  const inline = await services.inline();
  const proposal = typeof id === 'string' ? id : undefined;
  if (!inline.stop(proposal) && proposal === undefined) (await services.chat()).stop();
}

import * as vscode from 'vscode';
import { createCheck, type CheckDeps } from '../../../src/check/check';
import { createClient } from '../../../src/messages/client';
import { type Endpoint } from '../../../src/messages/endpoint';
import { storedError } from '../../../src/wording/failures';
import { createWording } from '../../../src/wording/wording';
import { anthropic, lmStudio, reply, startEndpoint, type TestEndpoint } from '../../endpoint';
import { equal, ok, sleep, until } from '../inline/support';

const run = (command: string) => vscode.commands.executeCommand(`workbench.action.${command}`);
const settings = () => vscode.workspace.getConfiguration('aside', null);
const wording = createWording(vscode.l10n);
const key = 'sk-host-check-7d21aa55';

/** Takes the n-th of what is offered. */
async function pick(n: number): Promise<void> {
  await sleep(400);
  for (let step = 1; step < n; step += 1) await run('quickOpenSelectNext');
  await run('acceptSelectedQuickOpenItem');
}

/** The report that is on show. */
async function report(): Promise<vscode.TextDocument> {
  const shown = () => vscode.window.activeTextEditor?.document;
  await until(() => shown()?.uri.scheme === 'aside-check', 'the report');
  return shown()!;
}

describe('Check Endpoint', () => {
  let endpoint: TestEndpoint;
  afterEach(async () => {
    await run('closeAllEditors');
    await endpoint?.close();
  });

  describe('as a command', () => {
    afterEach(async () => {
      for (const name of ['endpoints', 'endpoint', 'model']) {
        await settings().update(name, undefined, vscode.ConfigurationTarget.Global);
      }
    });

    /** Requests but those for the list of models: a panel that is open asks for that itself. */
    const messages = () => endpoint.requests.filter(({ path }) => path.startsWith('/v1/messages')).length;

    async function setUp(): Promise<void> {
      const gone = await startEndpoint();
      await gone.close();
      endpoint = await startEndpoint({ relay: lmStudio });
      const named = {
        Local: { baseUrl: endpoint.url, auth: 'none' },
        Gone: { baseUrl: gone.url, auth: 'none' },
      };
      await settings().update('endpoints', named, vscode.ConfigurationTarget.Global);
      await settings().update('endpoint', 'Local', vscode.ConfigurationTarget.Global);
    }

    it('checks the endpoint in use and opens a report that cannot be edited', async () => {
      await setUp();
      const done = vscode.commands.executeCommand('aside.checkEndpoint');
      await pick(2);
      await done;
      const document = await report();
      const text = document.getText();
      ok(text.startsWith('# Endpoint Check: Local\n\n**Aside can use this endpoint.'), text.slice(0, 200));
      ok(text.includes('qwen/qwen3-coder-30b'), 'the model of the list');
      ok(/✓ OK · \*\*Streaming\*\*/.test(text), 'streaming');
      ok(/– Not available · \*\*Token counting\*\*/.test(text), 'no counting');
      equal(document.languageId, 'markdown');
      equal(vscode.workspace.fs.isWritableFileSystem('aside-check'), false);
      const read = await vscode.workspace.fs.readFile(document.uri);
      equal(new TextDecoder().decode(read), text, 'the file behind it');
    }).timeout(30_000);

    it('sends nothing when the first choice is taken, or none', async () => {
      await setUp();
      for (const answer of ['acceptSelectedQuickOpenItem', 'closeQuickOpen']) {
        const done = vscode.commands.executeCommand('aside.checkEndpoint');
        await sleep(400);
        await run(answer);
        await done;
      }
      equal(messages(), 0);
      equal(vscode.window.activeTextEditor, undefined);
    }).timeout(30_000);

    it('checks only what is free, and says that the rest was left out', async () => {
      await setUp();
      const done = vscode.commands.executeCommand('aside.checkEndpoint', 'Local');
      await pick(3);
      await done;
      const text = (await report()).getText();
      ok(/○ Skipped · \*\*Reply, .*\*\*: Not checked/.test(text), text);
      equal(
        endpoint.requests.filter(({ path, body }) => path === '/v1/messages' && body?.['max_tokens'] !== 1).length,
        0,
        'replies that were asked for',
      );
    }).timeout(30_000);

    it('takes the name of another endpoint', async () => {
      await setUp();
      const done = vscode.commands.executeCommand('aside.checkEndpoint', 'Gone');
      await pick(2);
      await done;
      const text = (await report()).getText();
      ok(
        text.startsWith('# Endpoint Check: Gone\n\n**Aside can’t use this endpoint as configured.**'),
        text.slice(0, 200),
      );
      ok(text.includes('nothing is listening on this port (ECONNREFUSED)'), text);
      equal(messages(), 0, 'requests to the other');
    }).timeout(30_000);

    it('refuses a name that is not in the settings', async () => {
      await setUp();
      await vscode.commands.executeCommand('aside.checkEndpoint', 'http://127.0.0.1:1');
      equal(messages(), 0);
      equal(vscode.window.activeTextEditor, undefined);
    });
  });

  describe('with a key', () => {
    const stopping = new vscode.CancellationTokenSource();
    const memory = new Map<string, unknown>();

    function deps(more: Partial<CheckDeps> = {}): CheckDeps {
      const named: Endpoint = { name: 'Keyed', baseUrl: endpoint.url, auth: 'x-api-key' };
      return {
        endpoints: () => [named],
        endpoint: () => named,
        modelFor: () => 'claude-sonnet-4-5',
        prices: () => ({}),
        clientFor: async (target) => createClient({ endpoint: target, key }),
        keys: async () => [key],
        variable: () => undefined,
        show: async () => undefined,
        version: '0.0.0',
        isBrowser: false,
        memento: {
          keys: () => [...memory.keys()],
          get: (name: string, otherwise?: unknown) => memory.get(name) ?? otherwise,
          update: async (name: string, value: unknown) => void memory.set(name, value),
        } as vscode.Memento,
        words: {
          error: (error, name) => wording.error(storedError(error)!, name).sentence,
          notice: wording.notice,
        },
        log: { trace() {}, debug() {}, info() {}, warn() {}, error() {} },
        ...more,
      };
    }

    it('is stopped in the middle: the report has what was done', async () => {
      // Any reply that is streamed hangs until the person stops it.
      endpoint = await startEndpoint({ relay: anthropic, key });
      const hanging = reply('1 2 3 4 5 6 7 8 9 10 11 12 13 14 15', { delay: 2000 });
      const steps: string[] = [];
      const progress: vscode.Progress<{ message?: string }> = {
        report({ message = '' }) {
          steps.push(message);
          if (!message.startsWith('Streaming')) return;
          endpoint.script(hanging);
          setTimeout(() => stopping.cancel(), 300);
        },
      };
      const shown: vscode.Uri[] = [];
      const check = createCheck(
        deps({
          show: async (uri) => shown.push(uri),
          withProgress: async (_, task) => task(progress, stopping.token),
        }),
      );
      const done = check.run();
      await pick(2);
      await done;
      equal(steps.at(-1), 'Streaming (7 of 13)');
      const text = await check.files.read(shown[0]!);
      ok(text.includes('**You stopped the check. These are the results so far.'), text.slice(0, 300));
      ok(/✓ OK · \*\*Reply\*\*/.test(text), 'the reply before it');
      ok(/○ Stopped · \*\*Streaming, Thinking, .*\*\*: You stopped/.test(text), 'the step that was stopped');
      ok(!text.includes(key), 'the key');
      const before = endpoint.requests.length;
      await sleep(500);
      equal(endpoint.requests.length, before, 'requests after the stop');
    }).timeout(30_000);
  });
});

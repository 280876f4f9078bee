import * as vscode from 'vscode';
import { commands, registerCommands } from '../../src/commands';
import type { Endpoint } from '../../src/messages/endpoint';
import { createConfig } from '../../src/settings/config';
import { equal, ok } from './inline/support';
import { fakeServices, replaceInWindow } from './services';

describe('the command that sets a key', () => {
  const endpoints: Endpoint[] = ['One', 'Two'].map((name) => ({
    ...{ name, baseUrl: `https://${name}.example`, auth: 'bearer' },
  }));

  /** What is asked, told and kept when the command gets this argument. */
  async function setKey(argument: unknown, pasted: string | undefined = 'sk-some-key') {
    const seen = { asked: [] as unknown[], told: [] as string[], kept: [] as string[] };
    const { services } = fakeServices({
      config: { ...createConfig(), endpoint: () => endpoints[0]!, endpoints: () => endpoints },
      keys: {
        get: async () => undefined,
        set: async ({ name }, key) => void seen.kept.push(`${name} ${key}`),
        clear: async () => undefined,
        readAll: async () => undefined,
        seen: () => [],
        onDidChange: new vscode.EventEmitter<void>().event,
      },
    });
    const restore = replaceInWindow({
      showInputBox: async ({ title }: vscode.InputBoxOptions) => (seen.asked.push(title), pasted),
      showWarningMessage: async (sentence: string) => void seen.told.push(sentence),
    });
    const answer = await Promise.resolve(commands['aside.setKey']!(services)(argument)).finally(restore);
    return { ...seen, answer };
  }

  const title = (name: string) => vscode.l10n.t('API key for {0}', name);
  const cases: readonly (readonly [string, unknown, string])[] = [
    ['without an argument, for the active endpoint', undefined, 'One'],
    ['with what a menu may hand over, for the active endpoint', vscode.Uri.file('/a.ts'), 'One'],
    ['with a name, for that endpoint', 'Two', 'Two'],
  ];
  for (const [how, argument, name] of cases) {
    it(how, async () => {
      equal(await setKey(argument), { asked: [title(name)], told: [], kept: [`${name} sk-some-key`], answer: true });
    });
  }

  it('for an endpoint that is not there asks nobody, and says so', async () => {
    const told = [vscode.l10n.t('The settings have no endpoint “{0}” with a base URL.', 'Three')];
    equal(await setKey('Three'), { asked: [], told, kept: [], answer: false });
  });

  it('answers false where the person changed their mind', async () => {
    equal((await setKey('Two', '')).answer, false);
  });
});

describe('a command that fails', () => {
  it('is in the log once, with its stack and its cause, and fails for its caller too', async () => {
    const bug = new TypeError('a bug', { cause: new RangeError('its cause') });
    const { services, lines } = fakeServices({ chat: () => Promise.reject(bug) });
    const handlers = new Map<string, (...args: unknown[]) => unknown>();
    const own = vscode.commands.registerCommand;
    const registry = vscode.commands as { registerCommand: unknown };
    registry.registerCommand = (id: string, handler: (...args: unknown[]) => unknown) => {
      handlers.set(id, handler);
      return { dispose() {} };
    };
    try {
      registerCommands(services);
    } finally {
      registry.registerCommand = own;
    }
    equal(handlers.size, Object.keys(commands).length);
    for (let n = 0; n < 2; n++) {
      const thrown = await Promise.resolve(handlers.get('aside.newChat')!()).then(
        () => undefined,
        (error: unknown) => error,
      );
      ok(thrown === bug, 'the caller gets it');
    }
    equal(lines.length, 1);
    ok(/^error: aside\.newChat: TypeError: a bug\n\s+at /.test(lines[0]!), lines[0]!);
    ok(/\nCaused by: RangeError: its cause\n\s+at /.test(lines[0]!), lines[0]!);
  });
});

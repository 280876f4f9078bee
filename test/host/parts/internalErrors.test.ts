import * as vscode from 'vscode';
import type { Endpoint } from '../../../src/messages/endpoint';
import { startChat } from '../../../src/parts/chat';
import { startInline } from '../../../src/parts/inline';
import type { Services } from '../../../src/services';
import { createConfig } from '../../../src/settings/config';
import { fakeView } from '../chat/support';
import { closeAll, equal, ok, open, until } from '../inline/support';
import { fakeServices, replaceInWindow } from '../services';

const endpoint: Endpoint = { name: 'E', baseUrl: 'https://e.example', auth: 'bearer' };

/** The keys throw what no keys should. */
const broken: Partial<Services> = {
  config: { ...createConfig(), endpoint: () => endpoint },
  keys: {
    get: async () => {
      throw new TypeError('a bug', { cause: new RangeError('its cause') });
    },
    set: async () => undefined,
    clear: async () => undefined,
    readAll: async () => undefined,
    seen: () => [],
    onDidChange: new vscode.EventEmitter<void>().event,
  },
};

/** The lines about a bug: each has its stack and its cause. */
function bugsIn(lines: readonly string[]): string[] {
  const bugs = lines.filter((line) => line.includes('a bug'));
  for (const line of bugs) {
    ok(/^error: [^\n]*TypeError: a bug\n\s+at /.test(line), `a stack in ${line}`);
    ok(/\nCaused by: RangeError: its cause\n\s+at /.test(line), `a cause in ${line}`);
  }
  return bugs.map((line) => line.split(': ')[1]!);
}

describe('a bug of Aside', () => {
  let shown: (readonly [sentence: string, ...buttons: string[]])[];
  let restore: () => void;
  beforeEach(() => {
    shown = [];
    restore = replaceInWindow({
      showErrorMessage: async (sentence: string, ...buttons: string[]) => void shown.push([sentence, ...buttons]),
    });
  });
  afterEach(async () => {
    restore();
    await closeAll();
  });

  const sentence = vscode.l10n.t('Something went wrong in Aside. See the log for details.');

  it('in an editor is in the log once, and a notification says so', async () => {
    const { services, lines } = fakeServices(broken);
    const inline = startInline(services);
    await open('// add two numbers|\n');
    equal(await inline.generate(), 'failed');
    await until(() => shown.length > 0, 'the notification');
    equal(bugsIn(lines), ['inline request']);
    equal(shown, [[sentence, vscode.l10n.t('Retry'), vscode.l10n.t('Show Log')]]);
    inline.dispose();
  });

  it('under a reply is in the log once, and the reply says so', async () => {
    const { services, connections, lines } = fakeServices(broken);
    const chat = startChat(services, connections);
    const side = fakeView();
    chat.attach(side.view);
    side.say({ type: 'ready' });
    await until(() => side.posts.some(({ type }) => type === 'conversation'), 'the panel');
    side.send('Hello');
    const failed = () =>
      side.posts.flatMap((post) => (post.type === 'turn' && post.turn.state === 'failed' ? [post.turn] : []))[0];
    await until(() => failed() !== undefined, 'the failure');
    equal(bugsIn(lines), ['request failed']);
    equal(failed()!.error?.sentence, sentence);
    chat.dispose();
  });

  it('behind a message of the panel is in the log once, and a notification says so', async () => {
    const { services, connections, lines } = fakeServices(broken);
    const chat = startChat(services, connections);
    const side = fakeView();
    chat.attach(side.view);
    side.say({ type: 'ready' });
    await until(() => side.posts.some(({ type }) => type === 'conversation'), 'the panel');
    const restoreDialog = replaceInWindow({
      showOpenDialog: () => {
        throw new TypeError('a bug', { cause: new RangeError('its cause') });
      },
    });
    try {
      side.say({ type: 'attach' });
      await until(() => shown.length > 0, 'the notification');
    } finally {
      restoreDialog();
    }
    equal(bugsIn(lines), ['attach']);
    equal(shown[0]![0], sentence);
    chat.dispose();
  });
});

describe('an endpoint without a key', () => {
  afterEach(closeAll);

  it('is named to the person in an editor, and its key asked for, though another is active by then', async () => {
    let active = endpoint;
    const { services, lines } = fakeServices({ config: { ...createConfig(), endpoint: () => active } });
    const inline = startInline(services);
    const shown: string[] = [];
    const asked: string[] = [];
    const restore = replaceInWindow({
      showErrorMessage: async (sentence: string, ...buttons: string[]) => {
        shown.push(sentence);
        active = { ...endpoint, name: 'F' };
        return buttons[0];
      },
      showWarningMessage: async (sentence: string) => void asked.push(sentence),
    });
    try {
      await open('// add two numbers|\n');
      equal(await inline.generate(), 'failed');
      // The extension's own settings have no such endpoint.
      await until(() => asked.length > 0, 'the command');
    } finally {
      restore();
      inline.dispose();
    }
    equal(shown, [vscode.l10n.t('There is no API key for {0} yet.', 'E')]);
    equal(asked, [vscode.l10n.t('The settings have no endpoint “{0}” with a base URL.', 'E')]);
    equal(
      lines.filter((line) => line.startsWith('error')),
      [],
    );
  });
});

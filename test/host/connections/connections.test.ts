import * as vscode from 'vscode';
import { createConnections, type Connections, type ConnectionsDeps } from '../../../src/connections/connections';
import { pickModel } from '../../../src/connections/pickModel';
import type { OwnModel } from '../../../src/connections/types';
import { readOptions } from '../../../src/conversation/options';
import type { Endpoint } from '../../../src/messages/endpoint';
import type { Config } from '../../../src/settings/config';
import { equal, until } from '../inline/support';

const here: Endpoint = { name: 'Here', baseUrl: 'https://here.example/v1', auth: 'bearer' };
const there: Endpoint = { name: 'There', baseUrl: 'https://there.example/v1', auth: 'bearer' };

describe('the connections', () => {
  let connections: Connections;
  let asked: string[];
  let active: Endpoint;
  let chosen: string[];
  /** What each host lists; a host that lists nothing refuses the key. */
  let lists: Record<string, readonly string[] | undefined>;
  let keysChanged: vscode.EventEmitter<unknown>;

  beforeEach(() => {
    asked = [];
    chosen = [];
    active = here;
    lists = { 'here.example': ['claude-sonnet-9', 'claude-haiku-9'], 'there.example': ['local-1', 'local-2'] };
    keysChanged = new vscode.EventEmitter();
    const config: Partial<Config> = {
      endpoint: () => active,
      options: (overrides = {}) => readOptions((setting) => overrides[setting as keyof typeof overrides]),
      promptCaching: () => true,
      timeouts: () => ({ connect: 1000, idle: 1000 }),
      selectModel: async (model) => void chosen.push(model),
    };
    connections = createConnections({
      config: config as Config,
      keys: {
        get: async () => 'sk-key',
        set: async () => {},
        clear: async () => {},
        readAll: async () => {},
        seen: () => [],
        onDidChange: keysChanged.event,
      },
      redaction: { secrets: async () => [] },
      log: { trace() {}, debug() {}, info() {}, warn() {}, error() {} },
      platform: { isBrowser: false, directFetch: () => undefined },
      fetch: async (input) => {
        const url = new URL(String(input));
        asked.push(url.host + url.pathname);
        const listed = lists[url.host]?.map((id) => ({ id, type: 'model', max_input_tokens: 12_345 }));
        return listed ? Response.json({ data: listed, has_more: false }) : new Response('{}', { status: 401 });
      },
    } satisfies ConnectionsDeps);
  });
  afterEach(() => connections.dispose());

  it('know for all who ask what a server lists, and ask it once', async () => {
    equal(connections.knownModelOf(here), undefined);
    let changes = 0;
    connections.onDidChange(() => changes++);
    const [one, other] = await Promise.all([connections.connect(), connections.connect({ model: 'claude-own' })]);
    equal(
      [one.target.model, other.target.model, one.cheapest?.id],
      ['claude-sonnet-9', 'claude-own', 'claude-haiku-9'],
    );
    equal(connections.knownModelOf(here), 'claude-sonnet-9');
    equal((await connections.models(here)).length, 2);
    equal([asked.length, changes], [1, 1]);
  });

  it('know for all who ask that a server refuses cache breakpoints, and it alone', async () => {
    const one = await connections.connect();
    equal(one.caching, true);
    one.refused('caching');
    equal((await connections.connect({ model: 'claude-own' })).caching, false);
    active = there;
    equal((await connections.connect()).caching, true);
  });

  it('know for all who ask that a model takes no tools or no display, and it alone', async () => {
    const tools = [{ name: 'look' }];
    const connect = (model: string) => connections.connect({ model, tools, toolChoice: { type: 'auto' } });
    const what = async (model: string) => {
      const { options, target } = await connect(model);
      return [options.tools, options.toolChoice, target.refusesDisplay];
    };
    const taken = [tools, { type: 'auto' }, undefined];
    equal(await what('llama'), taken);
    (await connect('llama')).refused('tools');
    equal(await what('llama'), [null, null, undefined]);
    (await connect('llama')).refused('display');
    equal(await what('llama'), [null, null, true]);
    equal(await what('qwen'), taken);
    active = there;
    equal(await what('llama'), taken);
  });

  const causes: readonly [string, () => unknown, () => unknown][] = [
    ['keys', () => keysChanged.fire(undefined), () => undefined],
    ['settings', () => update(false), () => update(undefined)],
  ];
  const update = (value: unknown) =>
    vscode.workspace.getConfiguration('aside', null).update('titles', value, vscode.ConfigurationTarget.Global);
  for (const [what, change, takeBack] of causes) {
    it(`ask again for what has failed when ${what} change, and tell of that`, async () => {
      lists = {};
      equal(await connections.models(here), []);
      equal([(await connections.models(here)).length, asked.length], [0, 1]);
      lists = { 'here.example': ['claude-sonnet-9'] };
      let changes = 0;
      connections.onDidChange(() => changes++);
      try {
        await change();
        await until(() => changes > 0, 'the change');
        equal((await connections.models(here)).length, 1);
      } finally {
        await takeBack();
      }
    });
  }

  it('let a model of the active endpoint be picked, from its own list', async () => {
    active = there;
    await connections.models(there);
    lists['there.example'] = ['local-1', 'local-2', 'local-3'];
    const dropped: string[] = [];
    const picked = connections.pickModel({ model: 'local-2', drop: () => dropped.push('own') });
    await until(() => asked.length === 2, 'the list');
    const run = (command: string) => vscode.commands.executeCommand(`workbench.action.${command}`);
    // The picker opens in a moment.
    await new Promise((resolve) => setTimeout(resolve, 500));
    await run('quickOpenSelectPrevious');
    await new Promise((resolve) => setTimeout(resolve, 300));
    await run('acceptSelectedQuickOpenItem');
    await picked;
    equal([chosen, dropped], [['local-3'], ['own']]);
    equal((await connections.models(there)).length, 3, 'models that are known from then on');
  });
});

describe('a pick of a model', () => {
  const own = (model: OwnModel['model']) => {
    const done: string[] = [];
    return { done, own: { model, drop: () => done.push('dropped') } };
  };
  const config = (written: string[], refuses = false) => ({
    options: () => readOptions((setting) => (setting === 'model' ? 'claude-set' : undefined)),
    async selectModel(model: string) {
      if (refuses) throw new Error('settings.json has mistakes');
      written.push(model);
    },
  });
  const check = async (
    name: string,
    { model, picked, refuses }: { model?: string | null | undefined; picked?: string; refuses?: boolean },
    expected: { marked: string; written: string[]; done: string[] },
  ) => {
    const written: string[] = [];
    const marked: string[] = [];
    const conversation = own(model);
    const ask = async (_title: string, current: string) => {
      marked.push(current);
      return picked;
    };
    await pickModel({ config: config(written, refuses), ask }, conversation.own);
    equal({ marked: marked[0], written, done: conversation.done }, expected, name);
  };

  it('is written into the settings, and then counts in the conversation', () =>
    check('own', { model: 'own', picked: 'x' }, { marked: 'own', written: ['x'], done: ['dropped'] }));
  it('begins with the model that counts now', async () => {
    await check('settings', { picked: 'x' }, { marked: 'claude-set', written: ['x'], done: ['dropped'] });
    await check('none', { model: null, picked: 'x' }, { marked: '', written: ['x'], done: ['dropped'] });
  });
  it('changes nothing with Esc', () => check('Esc', { model: 'own' }, { marked: 'own', written: [], done: [] }));
  it('changes nothing where the settings cannot be written', () =>
    check('refused', { model: 'own', picked: 'x', refuses: true }, { marked: 'own', written: [], done: [] }));
});

import * as vscode from 'vscode';
import { requestOptions } from '../../../src/conversation/options';
import { presetEndpoints } from '../../../src/messages/endpoint';
import { createConfig } from '../../../src/settings/config';
import { equal, ok, sleep } from '../inline/support';

const { Global, Workspace } = vscode.ConfigurationTarget;
const settings = () => vscode.workspace.getConfiguration('aside', null);

/** Sets a setting until the test is over. */
const changed = new Map<string, [string, vscode.ConfigurationTarget]>();
async function set(name: string, value: unknown, target = Global): Promise<void> {
  changed.set(`${target} ${name}`, [name, target]);
  await settings().update(name, value, target);
}

/** A value for each option that it takes. */
const samples: Readonly<Record<string, unknown>> = {
  model: 'claude-opus-4-1',
  maxTokens: 1234,
  system: [{ type: 'text', text: 'Be brief.' }],
  stopSequences: ['END'],
  stream: false,
  temperature: 0.5,
  topP: 0.25,
  topK: 7,
  tools: [{ name: 'look', input_schema: { type: 'object' } }],
  toolChoice: { type: 'tool', name: 'look' },
  thinking: { type: 'enabled', budget_tokens: 2048 },
  effort: 'low',
  metadata: { user_id: 'someone' },
  extraBody: { service_tier: 'auto' },
};

describe('the settings', () => {
  const config = createConfig();

  afterEach(async () => {
    for (const [name, target] of changed.values()) await settings().update(name, undefined, target);
    changed.clear();
  });

  for (const { setting, default: standard } of requestOptions) {
    it(`aside.${setting} is read as it was set, and has its default before`, async () => {
      const read = () => (config.options().options as unknown as Record<string, unknown>)[setting];
      equal(read(), standard, 'unset');
      await set(setting, samples[setting]);
      equal(read(), samples[setting], 'set');
      equal(config.options().problems, [], 'problems');
    });
  }

  it('what does not fit is left out, and named', async () => {
    await set('temperature', 7);
    const { options, problems } = config.options();
    equal(options.temperature, null);
    equal(problems, [{ setting: 'aside.temperature', expected: '0 – 1' }]);
  });

  it('an endpoint of one’s own stands beside the presets, and over them by name', async () => {
    const mine = { baseUrl: 'https://mine.example', auth: 'x-api-key', version: '2024-01-01', beta: ['a', 'b'] };
    await set('endpoints', {
      Mine: { ...mine, headers: { 'X-Team': 'a' } },
      OpeAI: { baseUrl: 'https://proxy.example' },
    });
    await set('endpoint', 'Mine');
    equal(config.endpoint(), { name: 'Mine', ...mine, headers: { 'X-Team': 'a' } });
    equal(config.endpoints().length, Object.keys(presetEndpoints).length + 1);
    equal(config.endpoints().find(({ name }) => name === 'OpeAI')?.baseUrl, 'https://proxy.example');
  });

  it('an endpoint that does not exist has no address, so that nothing can be sent', async () => {
    await set('endpoint', 'Nowhere');
    equal(config.endpoint(), { name: 'Nowhere', baseUrl: '', auth: 'bearer' });
  });

  it('endpoints that are no endpoints do no harm', async () => {
    for (const value of ['text', ['list'], 5, { Odd: 'https://x' }, { Odd: null }]) {
      await set('endpoints', value);
      const names = config.endpoints().map(({ name }) => name);
      for (const preset of Object.keys(presetEndpoints))
        ok(names.includes(preset), `${preset} with ${JSON.stringify(value)}`);
      ok(!names.includes('Odd') && !names.includes('0'), `no more with ${JSON.stringify(value)}`);
    }
    await set('endpoints', { Odd: { baseUrl: 5, auth: 'telepathy', beta: 'x', headers: { a: 1 } } });
    await set('endpoint', 'Odd');
    equal(config.endpoint(), { name: 'Odd', baseUrl: '', auth: 'bearer', headers: { a: '1' } });
  });

  it('an endpoint gets another base URL, and keeps what else is set', async () => {
    await set('endpoints', { Mine: { baseUrl: 'https://a.example/x', auth: 'none' }, Other: { auth: 'none' } });
    await config.setBaseUrl('Mine', 'https://a.example');
    await config.setBaseUrl('Ollama', 'http://127.0.0.1:11434/anthropic');
    equal(settings().inspect('endpoints')?.globalValue, {
      Mine: { baseUrl: 'https://a.example', auth: 'none' },
      Other: { auth: 'none' },
      Ollama: { baseUrl: 'http://127.0.0.1:11434/anthropic', auth: 'none' },
    });
  });

  it('a timeout is in seconds; what is none has its default', async () => {
    const timeouts: [unknown, number][] = [
      [5, 5000],
      [0.5, 500],
      [0, 0],
      [-1, 120_000],
      ['soon', 120_000],
      [1e12, 2 ** 31 - 1],
      [undefined, 120_000],
    ];
    for (const [seconds, expected] of timeouts) {
      await set('timeouts.connect', seconds);
      equal(config.timeouts(), { connect: expected, idle: 120_000 }, `${String(seconds)} s`);
    }
  });

  it('prices and the amount to ask about are read as they were set, and what does not fit is named', async () => {
    equal(config.costs(), { prices: {}, confirm: 1, problems: [] });
    const price = { input: 1, output: 2, cacheWrite: 3, cacheRead: 4 };
    await set('prices', { 'claude-x': price, odd: { input: 'cheap', output: 1 } });
    await set('confirmCost', null);
    equal(config.costs(), {
      prices: { 'claude-x': price },
      confirm: undefined,
      problems: [{ setting: 'aside.prices.odd.input', expected: 'number' }],
    });
    await set('prices', {});
    await set('confirmCost', 'all');
    equal(config.costs(), {
      prices: {},
      confirm: 1,
      problems: [{ setting: 'aside.confirmCost', expected: 'number' }],
    });
  });

  it('a workspace may set what is its own, and it shows', async () => {
    await set('model', 'claude-haiku-4-5', Workspace);
    equal(config.options().options.model, 'claude-haiku-4-5');
    equal(config.fromWorkspace(), ['model']);
    await config.selectModel('claude-opus-4-1');
    equal(config.options().options.model, 'claude-opus-4-1', 'picked');
    equal(settings().inspect('model')?.globalValue, undefined, 'the user’s own');
  });

  it('a workspace’s endpoint, headers, tools and extra body change nothing', async () => {
    const folder = vscode.workspace.workspaceFolders?.[0]?.uri;
    ok(folder, 'an open folder');
    const file = vscode.Uri.joinPath(folder, '.vscode', 'settings.json');
    const before = await vscode.workspace.fs.readFile(file).then(
      (bytes) => bytes,
      () => undefined,
    );
    const seen = new Promise<void>((resolve) => {
      const listener = vscode.workspace.onDidChangeConfiguration((event) => {
        if (!event.affectsConfiguration('aside.maxTokens')) return;
        listener.dispose();
        resolve();
      });
    });
    const evil = {
      'aside.endpoint': 'Evil',
      'aside.endpoints': { Evil: { baseUrl: 'https://evil.example' }, OpeAI: { baseUrl: 'https://evil.example' } },
      'aside.tools': [{ name: 'evil' }],
      'aside.extraBody': { evil: true },
      'aside.timeouts.connect': 1,
      'aside.sendWith': 'mod+enter',
      'aside.prices': { 'claude-sonnet-4-5': { input: 0, output: 0 } },
      'aside.confirmCost': null,
      // This one it may set: when it shows, the rest has been read too.
      'aside.maxTokens': 4321,
    };
    try {
      await vscode.workspace.fs.writeFile(file, new TextEncoder().encode(JSON.stringify(evil)));
      await Promise.race([seen, sleep(10_000)]);
      equal(config.options().options.maxTokens, 4321, 'what it may set');
      equal(config.endpoint(), { name: 'OpeAI', ...presetEndpoints['OpeAI'] });
      equal(config.endpoints().length, Object.keys(presetEndpoints).length);
      equal(config.options().options.tools, null);
      equal(config.options().options.extraBody, null);
      equal(config.timeouts().connect, 120_000);
      equal(config.send(), 'enter');
      equal(config.costs(), { prices: {}, confirm: 1, problems: [] });
      equal(config.fromWorkspace(), ['maxTokens']);
    } finally {
      if (before) await vscode.workspace.fs.writeFile(file, before);
      else await vscode.workspace.fs.delete(file);
    }
  });
});

import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { requestCode, type CodeForm, type SentRequest } from '../../../src/conversation/requestCode';
import { reply, startEndpoint, type TestEndpoint } from '../../endpoint';

const key = 'sk-code-7f31';
const awkward = [
  'plain',
  'it\'s "quoted" and `ticked`',
  'two\nlines\r\nand a tab\t.',
  'back\\slash \\n \\u0041 \\',
  '$HOME $(id) `id` ${x} %PATH% !!',
  'JSON',
  'JSON\nJSON\nEOF',
  '你好，世界。这是注释。',
  'emoji 👩‍👩‍👧‍👦 🇨🇳 𝒳',
  'control \u0000\u0001\u001b\u007f\u0085\u2028\u2029\ufeff',
  'lone \ud800 and \udc00 surrogates',
  '</script><!-- {{x}} %s %d #{y}',
  'None True False null undefined NaN',
  '\'\'\'\n"""\n```',
  '',
];

const texts = (text: string) => [{ role: 'user', content: text || 'x' }];
const body = (more: object) => ({
  model: 'claude-sonnet-4-5',
  max_tokens: 100,
  stream: true,
  messages: texts('Hi'),
  ...more,
});
/** Thirty requests of different turns: every awkward text, then every shape. */
const bodies: readonly object[] = [
  ...awkward.map((text) => body({ messages: texts(text) })),
  body({ stream: false }),
  body({ system: awkward.join('\n') }),
  body({ system: [{ type: 'text', text: 'a', cache_control: { type: 'ephemeral' } }] }),
  body({ temperature: 0.1, top_k: 5, stop_sequences: ["'", '"', '\\n'] }),
  body({ temperature: 1e-7, top_p: 0 }),
  body({ metadata: { user_id: awkward[1] } }),
  body({ thinking: { type: 'enabled', budget_tokens: 2048 }, max_tokens: 4096 }),
  body({ tools: [{ name: 'a', input_schema: { type: 'object', properties: {}, additionalProperties: false } }] }),
  body({
    tools: [{ name: 'b', input_schema: JSON.parse('{"type":"object","__proto__":{"x":1},"a b":null}') as object }],
  }),
  body({ messages: [{ role: 'user', content: [{ type: 'text', text: 'x'.repeat(300_000) }] }] }),
  body({
    messages: [...texts('a'), { role: 'assistant', content: [{ type: 'text', text: awkward[2] }] }, ...texts('b')],
  }),
  body({
    messages: [
      ...texts('a'),
      {
        role: 'assistant',
        content: [
          { type: 'tool_use', id: 't', name: 'a', input: { on: true, off: false, no: null, deep: [[], {}, [1.5]] } },
        ],
      },
      { role: 'user', content: [{ type: 'tool_result', tool_use_id: 't', content: 'done', is_error: false }] },
    ],
  }),
  body({
    messages: [
      {
        role: 'user',
        content: [{ type: 'image', source: { type: 'base64', media_type: 'image/png', data: 'iVBORw0KGgo=' } }],
      },
    ],
  }),
  body({
    tool_choice: { type: 'auto', disable_parallel_tool_use: true },
    tools: [{ name: 'c', input_schema: { type: 'object' } }],
  }),
  body({ metadata: {}, stop_sequences: [] }),
];

const run: Readonly<Record<CodeForm, { extension: string; command: (file: string) => [string, string[]] }>> = {
  curl: { extension: 'sh', command: (file) => ['sh', [file]] },
  javascript: { extension: 'mjs', command: (file) => [process.execPath, [file]] },
  python: { extension: 'py', command: (file) => ['python3', [file]] },
};

function isInstalled(program: string): Promise<boolean> {
  const child = spawn(program, ['-c', ''], { stdio: 'ignore' });
  return new Promise((resolve) => child.on('error', () => resolve(false)).on('close', () => resolve(true)));
}

describe('a request as a program', function () {
  this.timeout(120_000);
  let endpoint: TestEndpoint;
  let folder: string;
  before(async () => {
    endpoint = await startEndpoint({ key, reply: reply('Thank you.') });
    folder = await mkdtemp(join(tmpdir(), 'aside-code-'));
  });
  after(async () => {
    await endpoint.close();
    await rm(folder, { recursive: true, force: true });
  });

  async function runs(
    form: CodeForm,
    request: SentRequest,
    index: number,
  ): Promise<{ code: number | null; output: string }> {
    const { extension, command } = run[form];
    const path = join(folder, `${index}.${extension}`);
    await writeFile(path, requestCode(form, request));
    const [program, args] = command(path);
    const child = spawn(program, args, { env: { ...process.env, ASIDE_TEST_KEY: key, NO_PROXY: '*', no_proxy: '*' } });
    let output = '';
    for (const stream of [child.stdout, child.stderr])
      stream.on('data', (chunk: Buffer) => (output += chunk.toString()));
    const code = await new Promise<number | null>((resolve, reject) => {
      child.on('error', reject);
      child.on('close', resolve);
    });
    return { code, output };
  }

  async function check(form: CodeForm, index: number): Promise<void> {
    const sent = bodies[index]!;
    const auth = index % 2 === 0 ? 'bearer' : 'x-api-key';
    const headers = {
      accept: 'text/event-stream, application/json',
      'content-type': 'application/json',
      'anthropic-version': '2023-06-01',
      'x-team': `o'ne "two" $HOME \\ \`id\``,
      'x-case': `${form} ${index}`,
    };
    const url = `${endpoint.url}/v1/messages`;
    const request: SentRequest = { url, headers, auth, keyVariable: 'ASIDE_TEST_KEY', body: sent };
    assert(!requestCode(form, request).includes(key));
    const { code, output } = await runs(form, request, index);
    assert.equal(code, 0, output.slice(0, 2000));
    assert.match(output, /Thank|you/, 'the reply is printed');
    const got = endpoint.requests.find((one) => one.headers['x-case'] === headers['x-case'])!;
    assert.deepEqual(got.body, JSON.parse(JSON.stringify(sent)));
    for (const [name, value] of Object.entries(headers)) assert.equal(got.headers[name], value, name);
    const proof = auth === 'bearer' ? ['authorization', `Bearer ${key}`] : ['x-api-key', key];
    assert.equal(got.headers[proof[0]!], proof[1]);
  }

  /** Each starts a program: without ASIDE_RUNS every fifth has to do. */
  const tried = [...bodies.keys()].filter((index) => process.env['ASIDE_RUNS'] || index % 5 === 0);

  for (const form of ['curl', 'javascript', 'python'] as const) {
    it(`${form}: the same JSON and headers, in ${tried.length} of ${bodies.length} requests`, async function () {
      if (!(await isInstalled(form === 'curl' ? 'curl' : run[form].command('')[0]))) return this.skip();
      const waiting = [...tried];
      const work = async () => {
        for (let index = waiting.shift(); index !== undefined; index = waiting.shift()) await check(form, index);
      };
      await Promise.all([work(), work(), work()]);
    });
  }

  it('needs no key where the endpoint takes none', () => {
    const request: SentRequest = {
      url: 'http://127.0.0.1:1/v1/messages',
      headers: {},
      auth: 'none',
      keyVariable: 'K',
      body: {},
    };
    for (const form of ['curl', 'javascript', 'python'] as const) {
      assert.doesNotMatch(requestCode(form, request), /\bK\b|authorization|x-api-key/i);
    }
  });
});

import * as assert from 'node:assert';
import {
  checkOption,
  readOptions,
  requestFields,
  requestOptions,
  type RequestOptions,
} from '../../../src/conversation/options';

function check(setting: keyof RequestOptions, value: unknown, expected?: { setting: string; expected: string }): void {
  const spec = requestOptions.find((one) => one.setting === setting);
  assert.ok(spec);
  assert.deepStrictEqual(checkOption(spec, value), expected, `${setting}: ${JSON.stringify(value)}`);
}

function checkProblem(setting: keyof RequestOptions, value: unknown, member: string, expected: string): void {
  check(setting, value, { setting: `aside.${setting}${member}`, expected });
}

/** The options when these are set. */
function read(values: Record<string, unknown>) {
  return readOptions((setting) => values[setting]);
}

describe('the options of a request', () => {
  it('are each there once, with a default that fits', () => {
    const names = requestOptions.map(({ setting }) => setting);
    assert.strictEqual(new Set(names).size, names.length);
    for (const { setting, default: value } of requestOptions) check(setting, value);
  });

  it('accept what the API accepts', () => {
    const good: [keyof RequestOptions, unknown[]][] = [
      ['model', ['claude-sonnet-4-5', 'qwen3:8b']],
      ['maxTokens', [1, 1_000_000]],
      ['system', ['Be brief.', '', [{ type: 'text', text: 'a', cache_control: { type: 'ephemeral' } }], []]],
      ['stopSequences', [['\n\nHuman:', 'END'], []]],
      ['stream', [true, false]],
      ['temperature', [0, 0.5, 1]],
      ['topP', [0, 1]],
      ['topK', [0, 40]],
      [
        'tools',
        [
          [
            { name: 'a', input_schema: {} },
            { type: 'web_search_20250305', name: 'web_search' },
          ],
          [],
        ],
      ],
      ['toolChoice', [{ type: 'auto' }, { type: 'tool', name: 'a', disable_parallel_tool_use: true }]],
      [
        'thinking',
        [
          { type: 'enabled', budget_tokens: 1024 },
          { type: 'adaptive', display: 'summarized' },
        ],
      ],
      ['effort', ['low', 'max']],
      ['metadata', [{ user_id: 'u-1' }, {}]],
      ['extraBody', [{ anything: [1, { b: null }] }]],
    ];
    assert.deepStrictEqual(
      good.map(([setting]) => setting).sort(),
      requestOptions.map(({ setting }) => setting).sort(),
    );
    for (const [setting, values] of good) for (const value of [...values, null, undefined]) check(setting, value);
  });

  it('refuse another type', () => {
    checkProblem('model', 3, '', 'string');
    checkProblem('maxTokens', 1.5, '', 'integer');
    checkProblem('maxTokens', '100', '', 'integer');
    checkProblem('temperature', NaN, '', 'number');
    checkProblem('system', {}, '', 'string | array');
    checkProblem('stream', 'yes', '', 'boolean');
    checkProblem('tools', {}, '', 'array');
    checkProblem('thinking', [], '', 'object');
    checkProblem('metadata', 'me', '', 'object');
  });

  it('refuse what is beyond the limits', () => {
    checkProblem('maxTokens', 0, '', '≥ 1');
    checkProblem('temperature', 1.1, '', '0 – 1');
    checkProblem('temperature', -0.1, '', '0 – 1');
    checkProblem('topP', 2, '', '0 – 1');
    checkProblem('topK', -1, '', '≥ 0');
    checkProblem('effort', 'huge', '', 'low | medium | high | xhigh | max');
    checkProblem('model', '  ', '', 'string, not empty');
  });

  it('refuse a member that does not fit, and say which', () => {
    checkProblem('system', ['a'], '[0]', 'object');
    checkProblem('system', [{ type: 'text', text: 'a' }, { type: 'text' }], '[1].text', 'string');
    checkProblem('system', [{ type: 'image', text: 'a' }], '[0].type', 'text');
    checkProblem('stopSequences', ['a', ' '], '[1]', 'string, not empty');
    checkProblem('stopSequences', [1], '[0]', 'string');
    checkProblem('tools', [{ description: 'a' }], '[0].name', 'string');
    checkProblem('toolChoice', {}, '.type', 'auto | any | tool | none');
    checkProblem('toolChoice', { type: 'all' }, '.type', 'auto | any | tool | none');
    checkProblem('thinking', { type: 'enabled', budget_tokens: 1000 }, '.budget_tokens', '≥ 1024');
    checkProblem('thinking', { budget_tokens: 2000 }, '.type', 'enabled | adaptive | disabled | between_tools');
    checkProblem('metadata', { user_id: 5 }, '.user_id', 'string');
  });
});

describe('reading the options', () => {
  it('keeps members that no schema has', () => {
    const set = {
      system: [{ type: 'text', text: 'a', cache_control: { type: 'ephemeral' } }],
      tools: [{ name: 'a', input_schema: { type: 'object' } }],
      toolChoice: { type: 'tool', name: 'a', disable_parallel_tool_use: true },
      thinking: { type: 'enabled', budget_tokens: 2000, later: [1] },
      metadata: { user_id: 'u', team: 't' },
      extraBody: { any: { of: [null] } },
    };
    const { options, problems } = read(set);
    assert.deepStrictEqual([{ ...options, ...set }, problems], [options, []]);
  });

  it('finds nothing set: the defaults, and no problem', () => {
    const { options, problems } = read({});
    assert.deepStrictEqual(problems, []);
    for (const { setting, default: value } of requestOptions) assert.strictEqual(options[setting], value);
    assert.deepStrictEqual(requestFields(options), { stream: true });
  });

  it('leaves out and reports what does not fit, and takes the rest', () => {
    const { options, problems } = read({ temperature: 7, topK: 3, stream: 'no' });
    assert.deepStrictEqual(
      problems.map(({ setting }) => setting),
      ['aside.stream', 'aside.temperature'],
    );
    assert.deepStrictEqual([options.temperature, options.topK, options.stream], [null, 3, true]);
  });

  it('takes an empty text as unset', () => {
    const { options, problems } = read({ model: '', system: '', effort: '' });
    assert.deepStrictEqual([problems, options.model, options.system, options.effort], [[], null, null, null]);
  });
});

describe('the fields of a request', () => {
  function checkFields(values: Record<string, unknown>, expected: Record<string, unknown>): void {
    assert.deepStrictEqual(requestFields(read(values).options), { stream: true, ...expected });
  }

  it('have the names of the API', () => {
    checkFields(
      {
        system: [{ type: 'text', text: 'a' }],
        stopSequences: ['x'],
        stream: false,
        temperature: 0,
        topP: 0.9,
        topK: 0,
        tools: [{ name: 'a' }],
        toolChoice: { type: 'auto' },
        thinking: { type: 'adaptive' },
        effort: 'low',
        metadata: { user_id: 'u' },
      },
      {
        system: [{ type: 'text', text: 'a' }],
        stop_sequences: ['x'],
        stream: false,
        temperature: 0,
        top_p: 0.9,
        top_k: 0,
        tools: [{ name: 'a' }],
        tool_choice: { type: 'auto' },
        thinking: { type: 'adaptive' },
        output_config: { effort: 'low' },
        metadata: { user_id: 'u' },
      },
    );
  });

  it('are not there when unset or empty, and leave the model and its limit to the request', () => {
    checkFields({ system: '', stopSequences: [], tools: [], model: 'm', maxTokens: 5, extraBody: { a: 1 } }, {});
  });
});

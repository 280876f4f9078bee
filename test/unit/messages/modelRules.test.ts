import assert from 'node:assert/strict';
import { dropUnsupported, shownThinking, type Target } from '../../../src/messages/modelRules';

type Fields = Record<string, unknown>;

function check(target: Target | string, set: Fields, held: readonly string[], rest?: Fields): void {
  const { fields, droppedFields } = dropUnsupported(set, typeof target === 'string' ? { model: target } : target);
  assert.deepEqual(
    droppedFields.map(({ field, because }) => `${field} (${because})`),
    held,
  );
  const names = held.map((text) => text.split(/[ :]/, 1)[0]!);
  const expected = rest ?? Object.fromEntries(Object.entries(set).filter(([name]) => !names.includes(name)));
  assert.deepEqual(fields, expected);
}

const type = (name: string, more: Fields = {}): Fields => ({ type: name, ...more });
const thinking = {
  enabled: type('enabled', { budget_tokens: 2000 }),
  adaptive: type('adaptive'),
  disabled: type('disabled'),
  between_tools: type('between_tools'),
};

describe('what a model refuses is held back', () => {
  /** For each model: the kinds of thinking it accepts, whether it takes sampling fields and a forced tool. */
  const models: readonly (readonly [string, string, boolean, boolean])[] = [
    ['claude-fable-5-2', 'adaptive between_tools', false, false],
    ['claude-opus-5-5', 'adaptive between_tools', false, false],
    ['claude-opus-5-5-20260901', 'adaptive between_tools', false, false],
    ['claude-sonnet-5-5', 'enabled adaptive between_tools', false, false],
    ['claude-haiku-5-5', 'adaptive disabled between_tools', false, false],
    ['claude-fable-5-1', 'adaptive between_tools', false, false],
    ['claude-opus-5-5-latest', 'adaptive between_tools', false, false],
    ['anthropic/claude-opus-5.5', 'adaptive between_tools', false, false],
    ['us.anthropic.claude-opus-4-8-20260501-v1:0', 'adaptive disabled', false, true],
    ['vertex_ai/claude-sonnet-4-5@20250929', 'enabled disabled', true, true],
    [' Claude-Haiku-4-5:thinking ', 'enabled disabled', true, true],
    ['claude-opus-4-7', 'adaptive disabled', false, true],
    ['claude-opus-4-8-20260501', 'adaptive disabled', false, true],
    ['claude-opus-4-6', 'enabled adaptive disabled between_tools', true, true],
    ['claude-sonnet-4-6', 'enabled adaptive disabled between_tools', true, true],
    ['claude-sonnet-4-5', 'enabled disabled', true, true],
    ['claude-sonnet-4-5-20250929', 'enabled disabled', true, true],
    ['claude-haiku-4-5', 'enabled disabled', true, true],
    ['claude-next', 'enabled adaptive disabled between_tools', true, true],
    ['claude-3-5-sonnet-20241022', 'enabled adaptive disabled between_tools', true, true],
    ['claude-opus-50', 'enabled adaptive disabled between_tools', true, true],
    ['my/not-claude-opus-5', 'enabled adaptive disabled between_tools', true, true],
    ['', 'enabled adaptive disabled between_tools', true, true],
    ['qwen3:8b', 'enabled adaptive disabled between_tools', true, true],
  ];
  for (const [model, accepted, sampling, forced] of models) {
    it(model, () => {
      for (const [name, value] of Object.entries(thinking)) {
        check(model, { thinking: value }, accepted.split(' ').includes(name) ? [] : [`thinking: ${name} (model)`]);
      }
      for (const field of ['temperature', 'top_p', 'top_k']) {
        check(model, { [field]: 0.5 }, sampling ? [] : [`${field} (model)`]);
      }
      for (const choice of ['any', 'tool']) {
        check(model, { tool_choice: type(choice) }, forced ? [] : [`tool_choice: ${choice} (model)`]);
      }
      check(model, { tool_choice: type('auto'), stop_sequences: ['x'], metadata: {}, system: 's' }, []);
    });
  }

  /** These think by default, so that a forced tool goes only with thinking turned off. */
  for (const model of ['claude-opus-5', 'claude-opus-5-20260301', 'claude-sonnet-5', 'anthropic/claude-sonnet-5']) {
    it(model, () => {
      for (const value of Object.values(thinking)) check(model, { thinking: value }, []);
      for (const field of ['temperature', 'top_p', 'top_k']) check(model, { [field]: 0.5 }, [`${field} (model)`]);
      check(model, { tool_choice: type('any') }, ['tool_choice: any (thinking)']);
      check(model, { tool_choice: type('tool'), thinking: thinking.adaptive }, ['tool_choice: tool (thinking)']);
      check(model, { tool_choice: type('tool'), thinking: thinking.disabled }, []);
      check(model, { tool_choice: type('auto') }, []);
    });
  }

  it('and so is what does not go with thinking', () => {
    const set = { thinking: thinking.enabled, temperature: 0.5, top_p: 0.9, top_k: 5, tool_choice: type('any') };
    check('claude-sonnet-4-5', set, [
      'tool_choice: any (thinking)',
      'temperature (thinking)',
      'top_p (thinking)',
      'top_k (thinking)',
    ]);
    check('claude-sonnet-4-5', { thinking: thinking.enabled, temperature: 1, tool_choice: type('auto') }, []);
    check('claude-sonnet-4-5', { thinking: thinking.disabled, temperature: 0.5, top_k: 5 }, []);
    check('claude-opus-4-7', { thinking: thinking.adaptive, tool_choice: type('tool') }, [
      'tool_choice: tool (thinking)',
    ]);
  });

  it('but not for thinking that is held back itself', () => {
    check('claude-sonnet-4-5', { thinking: thinking.adaptive, temperature: 0.5 }, ['thinking: adaptive (model)']);
  });

  it('temperature counts more than top_p', () => {
    check('claude-haiku-4-5', { temperature: 0.5, top_p: 0.9 }, ['top_p (temperature)']);
    check('claude-next', { temperature: 0.5, top_p: 0.9 }, []);
  });

  it('Opus 5 thinks at a high effort', () => {
    const set = (effort: string) => ({ thinking: thinking.disabled, output_config: { effort } });
    check('claude-opus-5', set('high'), []);
    check('claude-opus-5', set('max'), ['thinking: disabled (effort)']);
    check('claude-sonnet-5', set('max'), []);
  });

  it('more tokens than the model has become as many as it has', () => {
    check('claude-haiku-4-5', { max_tokens: 64_000 }, []);
    check('claude-haiku-4-5', { max_tokens: 64_001 }, ['max_tokens: 64001 (model)'], { max_tokens: 64_000 });
    check('claude-next', { max_tokens: 1e9 }, []);
  });

  it('a budget without room', () => {
    check('claude-sonnet-4-5', { thinking: thinking.enabled, max_tokens: 2001 }, []);
    check('claude-sonnet-4-5', { thinking: thinking.enabled, max_tokens: 2000 }, ['thinking: enabled (max_tokens)'], {
      max_tokens: 2000,
    });
    check('claude-next', { thinking: thinking.enabled, max_tokens: 2000 }, ['thinking: enabled (max_tokens)'], {
      max_tokens: 2000,
    });
  });

  it('sampling fields with the versions of the API that refuse them', () => {
    const at = (version: string) => ({ model: 'claude-next', version });
    check(at('2023-06-01'), { temperature: 1, top_k: 1 }, []);
    check(at('2026-10-21'), { temperature: 1, top_k: 1 }, ['temperature (version)', 'top_k (version)']);
  });

  it('nothing is changed in the request that was given', () => {
    const set = Object.freeze({ temperature: 1, output_config: Object.freeze({ effort: 'max' }) });
    dropUnsupported(set, { model: 'claude-opus-5-5' });
  });
});

describe('what the server says of a model counts more', () => {
  const supported = (yes: boolean) => ({ supported: yes });
  const capabilities = {
    thinking: { supported: true, types: { enabled: supported(true), adaptive: supported(false), disabled: null } },
    effort: { supported: true, low: supported(true), max: supported(false), xhigh: null },
  };
  const target = (model: string, told: Record<string, unknown> | undefined, maxOutput?: number): Target => ({
    model,
    info: { id: model, displayName: model, capabilities: told, maxOutput },
  });

  it('for thinking, in both directions', () => {
    check(target('claude-opus-5-5', capabilities), { thinking: thinking.enabled }, []);
    check(target('claude-next', capabilities), { thinking: thinking.adaptive }, ['thinking: adaptive (model)']);
    check(target('claude-opus-5-5', capabilities), { thinking: thinking.disabled }, ['thinking: disabled (model)']);
    check(target('claude-next', capabilities), { thinking: thinking.disabled }, []);
  });

  it('for effort', () => {
    const config = { effort: 'max', format: {} };
    check(target('claude-next', capabilities), { output_config: config }, ['effort: max (model)'], {
      output_config: { format: {} },
    });
    check(target('claude-next', capabilities), { output_config: { effort: 'max' } }, ['effort: max (model)'], {});
    check(target('claude-next', capabilities), { output_config: { effort: 'xhigh' } }, []);
    check(
      target('claude-next', { effort: supported(false) }),
      { output_config: { effort: 'low' } },
      ['effort: low (model)'],
      {},
    );
  });

  it('for a model that does not think', () => {
    const told = { thinking: { supported: false, types: {} } };
    check(target('claude-next', told), { thinking: thinking.enabled }, ['thinking: enabled (model)']);
    check(target('claude-next', told), { thinking: thinking.disabled }, []);
  });

  it('for tokens', () => {
    check(target('claude-haiku-4-5', undefined, 100), { max_tokens: 200 }, ['max_tokens: 200 (model)'], {
      max_tokens: 100,
    });
  });

  it('and what cannot be understood of it counts nothing', () => {
    for (const told of [
      {},
      { thinking: 5 },
      { thinking: { types: 'all' } },
      { thinking: { types: { enabled: true } } },
    ]) {
      check(target('claude-next', told), { thinking: thinking.enabled, output_config: { effort: 'low' } }, []);
    }
  });
});

describe('thinking that a reply shows', () => {
  const adaptive = { type: 'adaptive', display: 'summarized' };
  const cases: readonly (readonly [name: string, target: Target, thinking: { type: string } | null, shown: unknown])[] =
    [
      ['of a model that always thinks', { model: 'claude-fable-5-2' }, null, adaptive],
      ['of one that does unless told not to', { model: 'anthropic/claude-opus-5' }, null, adaptive],
      ['of one that does when told to', { model: 'claude-opus-4-8' }, null, null],
      ['of one that was told to', { model: 'claude-opus-4-8' }, { type: 'adaptive' }, adaptive],
      ['of one that was told not to', { model: 'claude-opus-5' }, { type: 'disabled' }, { type: 'disabled' }],
      [
        'between tools',
        { model: 'claude-sonnet-5-5' },
        { type: 'between_tools' },
        { type: 'between_tools', display: 'summarized' },
      ],
      [
        'that is to stay hidden',
        { model: 'claude-opus-5-5' },
        { type: 'adaptive', display: 'omitted' } as { type: string },
        { type: 'adaptive', display: 'omitted' },
      ],
      ['of one that shows it anyway', { model: 'claude-opus-4-6' }, { type: 'adaptive' }, { type: 'adaptive' }],
      ['of an older one', { model: 'claude-sonnet-4-5' }, null, null],
      ['of one that nobody knows', { model: 'qwen3' }, { type: 'enabled' }, { type: 'enabled' }],
      ['where the server refuses that', { model: 'claude-fable-5-2', refusesDisplay: true }, null, null],
      [
        'where the server says that it does not think so',
        {
          model: 'claude-sonnet-5',
          info: {
            ...{ id: 'claude-sonnet-5', displayName: 'S' },
            capabilities: { thinking: { types: { adaptive: { supported: false } } } },
          },
        },
        null,
        null,
      ],
    ];
  for (const [name, target, thinking, shown] of cases) {
    it(name, () => assert.deepEqual(shownThinking(thinking, target), shown));
  }
});

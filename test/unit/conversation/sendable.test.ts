import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { withBreakpoints } from '../../../src/conversation/caching';
import type { Turn } from '../../../src/conversation/model';
import type { RequestOptions } from '../../../src/conversation/options';
import { readOptions } from '../../../src/conversation/options';
import { branchRequest } from '../../../src/conversation/request';
import { knownModels } from '../../../src/messages/models';
import type { ContentBlock } from '../../../src/messages/types';
import { checkMessages } from '../../endpoint/validate';
import { turn } from './support';

const headers = { 'content-type': 'application/json', 'anthropic-version': '2023-06-01' };
const rules = { auth: 'none', anyModel: true, strictTurns: true } as const;
const runs = { numRuns: Number(process.env['ASIDE_RUNS'] ?? 400) };

const words = fc.constantFrom('Yes', ' ', '', 'No.\n', '日本');
const id = fc.constantFrom('t1', 't2', 't3', '');
const mark = fc.constantFrom({}, {}, {}, { cache_control: { type: 'ephemeral' } });
/** Blocks as replies have them, and as converters, damage and other versions leave them. */
const replyBlock: fc.Arbitrary<ContentBlock> = fc.oneof(
  fc.record({ type: fc.constant('text'), text: words }),
  fc.record({ type: fc.constant('thinking'), thinking: words, signature: fc.constant('c2ln') }),
  fc.record({ type: fc.constant('redacted_thinking'), data: fc.constant('x') }),
  fc.record({ type: fc.constant('tool_use'), id, name: fc.constantFrom('f', ''), input: fc.constant({}) }),
  fc.record({
    type: fc.constant('tool_use'),
    id,
    name: fc.constant('f'),
    input: fc.constant({}),
    partial_input: words,
  }),
  fc.record({
    type: fc.constant('server_tool_use'),
    id: fc.constantFrom('s1', 's2'),
    name: fc.constant('web_search'),
    input: fc.constant({}),
  }),
  fc.record({
    type: fc.constant('web_search_tool_result'),
    tool_use_id: fc.constantFrom('s1', 's2', 't1'),
    content: fc.constant([]),
  }),
  fc.record({ type: fc.constant('new'), x: fc.constant(1) }),
);
const userBlock: fc.Arbitrary<ContentBlock> = fc.oneof(
  fc.tuple(words, mark).map(([text, marked]) => ({ type: 'text', text, ...marked })),
  fc.tuple(id, mark).map(([tool_use_id, marked]) => ({
    type: 'tool_result',
    tool_use_id,
    content: [{ type: 'text', text: 'x', ...marked }],
  })),
  fc.constant({ type: 'image', source: { type: 'base64', media_type: 'image/png', data: 'AAAA' } }),
);

interface Draft {
  readonly role: 'user' | 'assistant';
  readonly content: ContentBlock[];
  readonly state: Turn['state'];
  readonly stopReason: string;
  readonly other: boolean;
}

const drafts: fc.Arbitrary<Draft[]> = fc.array(
  fc.oneof(
    fc.record({
      role: fc.constant('assistant' as const),
      content: fc.array(replyBlock, { maxLength: 6 }),
      state: fc.constantFrom<Turn['state']>('done', 'done', 'stopped', 'failed'),
      stopReason: fc.constantFrom('end_turn', 'max_tokens', 'tool_use', 'pause_turn', 'refusal'),
      other: fc.boolean(),
    }),
    fc.record({
      role: fc.constant('user' as const),
      content: fc.array(userBlock, { maxLength: 4 }),
      state: fc.constant<Turn['state']>('done'),
      stopReason: fc.constant(''),
      other: fc.constant(false),
    }),
  ),
  { maxLength: 8 },
);

/** Ids are used once in a conversation, as servers number them: each turn has its own. */
function withOwnIds(content: readonly ContentBlock[], n: number): ContentBlock[] {
  const seen = new Set<unknown>();
  return content
    .map((block) => ('id' in block && block['id'] !== '' ? { ...block, id: `${String(block['id'])}_${n}` } : block))
    .map((block) =>
      'tool_use_id' in block ? { ...block, tool_use_id: `${String(block['tool_use_id'])}_${n}` } : block,
    )
    .filter((block) => !('id' in block) || (!seen.has(block['id']) && seen.add(block['id'])));
}

/** A branch, whose user turns answer the reply before them; it ends with a question. */
function branchOf(made: readonly Draft[], model: string): Turn[] {
  let parent: string | null = null;
  let reply = 0;
  const turns = [
    ...made,
    {
      role: 'user' as const,
      content: [{ type: 'text', text: 'And?' }],
      state: 'done' as const,
      stopReason: '',
      other: false,
    },
  ];
  return turns.map(({ role, content, state, stopReason, other }, n) => {
    if (role === 'assistant') reply = n;
    const one = turn(`q${n}`, parent, role, {
      content: withOwnIds(content, role === 'assistant' ? n : reply),
      state,
      ...(role === 'assistant' && { model: other ? 'another' : model, endpoint: 'E', stopReason }),
    });
    parent = one.id;
    return one;
  });
}

const settings: fc.Arbitrary<Partial<RequestOptions>> = fc.record(
  {
    maxTokens: fc.constantFrom(null, 1, 1024, 5000, 200_000),
    system: fc.constantFrom<RequestOptions['system'][]>(
      null,
      'Be brief.',
      '  ',
      [{ type: 'text', text: '' }],
      [
        { type: 'text', text: '' },
        { type: 'text', text: 'Be brief.', cache_control: { type: 'ephemeral' } },
      ],
      Array.from({ length: 6 }, (_, n) => ({ type: 'text', text: `Rule ${n}.`, cache_control: { type: 'ephemeral' } })),
    ),
    thinking: fc.constantFrom<RequestOptions['thinking'][]>(
      null,
      { type: 'enabled', budget_tokens: 1024 },
      { type: 'enabled', budget_tokens: 100_000 },
      { type: 'adaptive' },
      { type: 'disabled' },
    ),
    tools: fc.constantFrom<RequestOptions['tools'][]>(
      null,
      [],
      [{ name: 'f', input_schema: { type: 'object' }, cache_control: { type: 'ephemeral' } }],
    ),
    toolChoice: fc.constantFrom<RequestOptions['toolChoice'][]>(
      null,
      { type: 'auto' },
      { type: 'any' },
      { type: 'none' },
      { type: 'tool', name: 'f' },
      { type: 'tool', name: 'g' },
    ),
    temperature: fc.constantFrom(null, 0, 0.5, 1),
    topP: fc.constantFrom(null, 0.5, 1),
    topK: fc.constantFrom(null, 5),
    stopSequences: fc.constantFrom<RequestOptions['stopSequences'][]>(null, ['END']),
    effort: fc.constantFrom(null, 'low', 'max'),
  },
  { requiredKeys: [] },
);

const target = fc.record({
  model: fc.constantFrom(
    ...knownModels.map(({ id: model }) => model),
    'anthropic/claude-sonnet-4.5',
    'claude-4.5-haiku',
  ),
  window: fc.constantFrom(undefined, 4096, 200_000),
  maxOutput: fc.constantFrom(undefined, 512, 64_000),
});

describe('what is sent of any conversation, with any options', () => {
  it('is what the API takes', () => {
    fc.assert(
      fc.property(drafts, settings, target, fc.boolean(), (made, set, { model, window, maxOutput }, caching) => {
        const options = { ...readOptions(() => undefined).options, ...set };
        const info = { id: model, displayName: model, contextWindow: window, maxOutput };
        const branch = branchOf(made, model);
        const where = { endpoint: 'E', url: undefined };
        const { body } = branchRequest(options, { model, info }, branch, where);
        const sent = caching ? withBreakpoints(body) : body;
        assert.equal(checkMessages(sent, headers, rules)?.message, undefined, JSON.stringify(sent));
        const { budget_tokens: budget } = sent.thinking ?? {};
        assert(budget === undefined || (budget as number) < sent.max_tokens);
        // Whoever asked last is heard.
        assert(JSON.stringify(sent.messages.at(-1)).includes('And?'));
      }),
      runs,
    );
  });
});

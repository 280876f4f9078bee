import * as assert from 'node:assert';
import type { Chip, Turn } from '../../../src/conversation/model';
import { readOptions } from '../../../src/conversation/options';
import { messagesOf } from '../../../src/conversation/history';
import { buildRequest, chipsOf, contentOf, fenced, keptChips } from '../../../src/conversation/request';
import type { ContentBlock, MessageParam } from '../../../src/messages/types';
import { turn } from './support';

const now = { model: 'claude-sonnet-4-5', endpoint: 'OpeAI' };
const question = (text = 'q'): Turn => turn('q', null, 'user', { text });
const reply = (content: ContentBlock[], more: Partial<Turn> = {}): Turn =>
  turn('a', 'q', 'assistant', { ...now, content, ...more });

const text = (value: string): ContentBlock => ({ type: 'text', text: value });
const thinking: ContentBlock = { type: 'thinking', thinking: '', signature: 'c2ln' };
const cutThinking: ContentBlock = { type: 'thinking', thinking: 'Hm' };
const redacted: ContentBlock = { type: 'redacted_thinking', data: 'x' };
const call: ContentBlock = { type: 'tool_use', id: 't1', name: 'f', input: { a: 1 } };
const notRun = (id: string): ContentBlock => ({
  type: 'tool_result',
  tool_use_id: id,
  is_error: true,
  content: 'Not run: this client has no such tool.',
});

function check(branch: Turn[], expected: MessageParam[]): void {
  assert.deepStrictEqual(messagesOf(branch, now), expected);
}

/** What becomes of a reply's blocks on the way back to the server; nothing where the whole turn is left out. */
function checkReply(content: ContentBlock[], expected: ContentBlock[], more: Partial<Turn> = {}): void {
  check(
    [question(), reply(content, more)],
    [
      { role: 'user', content: 'q' },
      ...(expected.length > 0 ? [{ role: 'assistant' as const, content: expected }] : []),
    ],
  );
}

describe('the messages of a branch', () => {
  it('have a single text as a string, and anything more as blocks', () => {
    check([question('hello')], [{ role: 'user', content: 'hello' }]);
    const two = [text('a'), text('b')];
    check([turn('q', null, 'user', { content: two })], [{ role: 'user', content: two }]);
    const cached = [{ type: 'text', text: 'a', cache_control: { type: 'ephemeral' } }];
    check([turn('q', null, 'user', { content: cached })], [{ role: 'user', content: cached }]);
  });

  it('have a reply verbatim, with thinking, unknown blocks and unknown members', () => {
    const content = [thinking, redacted, { type: 'text', text: 'a', citations: [{ x: 1 }] }, { type: 'new', y: [1] }];
    checkReply(content, content);
    checkReply([cutThinking, text('a')], [cutThinking, text('a')]);
  });

  it('have no thinking of another model or endpoint', () => {
    for (const other of [{ model: 'claude-opus-5' }, { endpoint: 'Anthropic' }, { model: undefined }]) {
      checkReply([thinking, redacted, text('a')], [text('a')], other);
    }
  });

  it('have no empty texts and no empty turns', () => {
    checkReply([text(''), text(' \n'), text('a')], [text('a')]);
    checkReply([text('')], []);
    checkReply([], [], { state: 'failed' });
  });

  for (const state of ['stopped', 'failed'] as const) {
    it(`have of a reply that ${state} what is whole`, () => {
      checkReply([thinking, text('par')], [thinking, text('par')], { state });
      checkReply([cutThinking], [], { state });
      checkReply([thinking], [], { state });
      checkReply([thinking, text('a'), redacted], [thinking, text('a')], { state });
      checkReply([text('a'), { ...call, input: {}, partial_input: '{"a' }], [text('a')], { state });
      checkReply([text('a'), call], [text('a')], { state });
    });
  }

  it('have no result of a server’s tool without its call', () => {
    const search = { type: 'server_tool_use', id: 's1', name: 'web_search', input: {} };
    const result = { type: 'web_search_tool_result', tool_use_id: 's1', content: [] };
    checkReply([search, result, text('a')], [search, result, text('a')]);
    checkReply([search, result, text('a')], [text('a')], { state: 'stopped' });
  });

  it('have no call of a server’s tool without its result, wherever that stands', () => {
    const search = { type: 'server_tool_use', id: 's1', name: 'web_search', input: {} };
    const result = { type: 'web_search_tool_result', tool_use_id: 's1', content: [] };
    checkReply([search, text('a')], [text('a')]);
    checkReply([text('a'), search], [text('a')]);
    checkReply([search], []);
    checkReply([result, text('a')], [text('a')]);
    checkReply([thinking, search, text('a')], [thinking, text('a')]);
    checkReply([text('a'), { ...search, type: 'mcp_tool_use' }], [text('a')]);
    // One that our own call comes from waits for the answer to that.
    const inside = { ...call, caller: { type: 'code_execution_20260521', tool_id: 's1' } };
    checkReply([search, inside], [search, inside]);
    // One that paused goes back as it is.
    checkReply([text('a'), search], [text('a'), search], { stopReason: 'pause_turn' });
    const next = turn('a2', 'a', 'assistant', { ...now, content: [result, text('b')] });
    check(
      [question(), reply([text('a'), search], { stopReason: 'pause_turn' }), next, question('more')],
      [
        { role: 'user', content: 'q' },
        { role: 'assistant', content: [text('a'), search, result, text('b')] },
        { role: 'user', content: 'more' },
      ],
    );
  });

  it('have thinking before what it led to, whatever order a server told it in', () => {
    const unsigned: ContentBlock = { type: 'thinking', thinking: 'plan' };
    checkReply([text('a'), unsigned], [unsigned, text('a')]);
    checkReply([text('a'), thinking], [thinking, text('a')]);
    checkReply([text('a'), redacted], [redacted, text('a')]);
    checkReply([text('a'), unsigned, text('b')], [unsigned, text('a'), text('b')]);
    checkReply([thinking, text('a'), unsigned], [thinking, unsigned, text('a')]);
    checkReply([text('a'), unsigned, call], [unsigned, text('a'), call]);
    // Never last, also where there is no text to stand before.
    checkReply([call, unsigned], [call]);
    checkReply([thinking], []);
    // Signed for its place: it stays there.
    checkReply([text('a'), thinking, call], [text('a'), thinking, call]);
    checkReply([thinking, text('a'), thinking, text('b')], [thinking, text('a'), thinking, text('b')]);
  });

  it('are one where turns of one role follow one another', () => {
    const failed = reply([], { state: 'failed' });
    check([question('one'), failed, question('two')], [{ role: 'user', content: [text('one'), text('two')] }]);
    check(
      [question('one'), failed, question('two'), reply([text('a')]), question('three')],
      [
        { role: 'user', content: [text('one'), text('two')] },
        { role: 'assistant', content: [text('a')] },
        { role: 'user', content: 'three' },
      ],
    );
    const answer = { type: 'tool_result', tool_use_id: 't1', content: '1' };
    check(
      [question(), reply([call]), question('first'), failed, turn('q2', 'a', 'user', { content: [answer] })],
      [
        { role: 'user', content: 'q' },
        { role: 'assistant', content: [call] },
        { role: 'user', content: [answer, text('first')] },
      ],
    );
  });

  it('begin with a question, and have no answer to what was not called', () => {
    const answer = { type: 'tool_result', tool_use_id: 'x', content: '1' };
    check([reply([text('a')]), question()], [{ role: 'user', content: 'q' }]);
    check([turn('q', null, 'user', { content: [answer, text('q')] })], [{ role: 'user', content: 'q' }]);
    check(
      [question(), reply([text('a')]), turn('q2', 'a', 'user', { content: [answer] }), reply([text('b')]), question()],
      [
        { role: 'user', content: 'q' },
        { role: 'assistant', content: [text('a'), text('b')] },
        { role: 'user', content: 'q' },
      ],
    );
  });

  it('answer the calls that nobody answered, before the next question', () => {
    const second = { ...call, id: 't2' };
    const next = turn('q2', 'a', 'user', { text: 'next' });
    check(
      [question(), reply([call, second]), next],
      [
        { role: 'user', content: 'q' },
        { role: 'assistant', content: [call, second] },
        { role: 'user', content: [notRun('t1'), notRun('t2'), text('next')] },
      ],
    );
  });

  it('do not answer a call again that was answered', () => {
    const answer = { type: 'tool_result', tool_use_id: 't1', content: '1' };
    const next = turn('q2', 'a', 'user', { content: [answer] });
    check(
      [question(), reply([call, { ...call, id: 't2' }]), next],
      [
        { role: 'user', content: 'q' },
        { role: 'assistant', content: [call, { ...call, id: 't2' }] },
        { role: 'user', content: [notRun('t2'), answer] },
      ],
    );
  });

  it('leave out a call whose input was cut, and do not answer it', () => {
    const cut = { ...call, input: {}, partial_input: '{' };
    const next = turn('q2', 'a', 'user', { text: 'next' });
    check(
      [question(), reply([text('a'), cut]), next],
      [
        { role: 'user', content: 'q' },
        { role: 'assistant', content: [text('a')] },
        { role: 'user', content: 'next' },
      ],
    );
  });

  it('do not change the turns they come from', () => {
    const branch = [question(), reply([thinking, text(''), call], { state: 'stopped' })];
    const before = structuredClone(branch);
    messagesOf(branch, now);
    assert.deepStrictEqual(branch, before);
  });
});

describe('the body of a request', () => {
  const messages: MessageParam[] = [{ role: 'user', content: 'q' }];

  function checkBody(
    values: Record<string, unknown>,
    expected: Record<string, unknown>,
    model = 'claude-sonnet-4-5',
  ): void {
    const { body } = buildRequest(readOptions((setting) => values[setting]).options, { model }, messages);
    assert.deepStrictEqual(body, { model, max_tokens: 32_000, stream: true, messages, ...expected });
  }

  it('has what is required, and nothing that was not set', () => {
    checkBody({}, {});
    checkBody({}, { max_tokens: 8192 }, 'qwen3:8b');
    checkBody({ maxTokens: 5, temperature: 0 }, { max_tokens: 5, temperature: 0 });
  });

  it('has the extra fields last', () => {
    checkBody(
      { temperature: 0.5, extraBody: { temperature: 1, service_tier: 'auto' } },
      { temperature: 1, service_tier: 'auto' },
    );
  });

  it('keeps the effort when extra fields add to output_config', () => {
    const format = { type: 'json_schema', schema: {} };
    checkBody(
      { effort: 'low', extraBody: { output_config: { format } } },
      { output_config: { effort: 'low', format } },
    );
    checkBody({ effort: 'low', extraBody: { output_config: { effort: 'max' } } }, { output_config: { effort: 'max' } });
    checkBody({ extraBody: { output_config: { format } } }, { output_config: { format } });
  });

  it('has room for the reply beside the thinking', () => {
    const budget = (budget_tokens: number) => ({ type: 'enabled', budget_tokens });
    const body = (thinking: object, max_tokens: number, model?: string) =>
      checkBody({ thinking }, { thinking, max_tokens }, model);
    body(budget(4096), 32_000);
    body(budget(30_000), 62_000);
    body(budget(60_000), 64_000);
    body(budget(10_000), 18_192, 'qwen3:8b');
    body({ type: 'adaptive' }, 32_000, 'claude-sonnet-5-5');
    checkBody({ thinking: budget(4096), maxTokens: 5000 }, { thinking: budget(4096), max_tokens: 5000 });
  });

  it('has no thinking whose budget leaves no room, also where nobody set the room', () => {
    const budget = (budget_tokens: number) => ({ type: 'enabled', budget_tokens });
    checkBody({ thinking: budget(4096), maxTokens: 4096 }, { max_tokens: 4096 }, 'qwen3:8b');
    const { options } = readOptions((setting) => (setting === 'thinking' ? budget(10_000) : undefined));
    const info = { id: 'small', displayName: 'Small', maxOutput: 4096 };
    const { body, droppedFields } = buildRequest(options, { model: 'small', info }, messages);
    assert.deepStrictEqual([body.max_tokens, body.thinking], [4096, undefined]);
    assert.deepStrictEqual(droppedFields, [{ field: 'thinking: enabled', because: 'max_tokens' }]);
  });

  it('leaves half of a small window for what was said', () => {
    const info = { id: 'small', displayName: 'Small', contextWindow: 4096 };
    const { options } = readOptions(() => undefined);
    assert.equal(buildRequest(options, { model: 'small', info }, messages).body.max_tokens, 2048);
    checkBody({}, { max_tokens: 32_000 });
  });

  it('has no choice of a tool that there is not', () => {
    const tools = [{ name: 'f', input_schema: { type: 'object' } }];
    for (const choice of [{ type: 'auto' }, { type: 'any' }, { type: 'none' }, { type: 'tool', name: 'f' }]) {
      checkBody({ toolChoice: choice }, {});
      checkBody({ toolChoice: choice, tools: [] }, {});
      checkBody({ toolChoice: choice, tools }, { tool_choice: choice, tools });
      checkBody({ toolChoice: choice, extraBody: { tools } }, { tool_choice: choice, tools });
    }
    checkBody({ toolChoice: { type: 'tool', name: 'g' }, tools }, { tools });
    const { options } = readOptions((setting) => (setting === 'toolChoice' ? { type: 'any' } : undefined));
    const { droppedFields } = buildRequest(options, { model: 'claude-sonnet-4-5' }, messages);
    assert.deepStrictEqual(droppedFields, [{ field: 'tool_choice: any', because: 'tools' }]);
  });

  it('has no blank text in its system prompt', () => {
    const block = (said: string) => ({ type: 'text', text: said });
    checkBody({ system: ' \n' }, {});
    checkBody({ system: [block(''), block(' ')] }, {});
    checkBody({ system: [block(''), block('Be brief.')] }, { system: [block('Be brief.')] });
    checkBody({ system: 'Be brief.' }, { system: 'Be brief.' });
  });

  it('has four breakpoints at most, the last ones', () => {
    const marked = (said: string) => ({ type: 'text', text: said, cache_control: { type: 'ephemeral' } });
    const system = ['a', 'b', 'c', 'd', 'e'].map(marked);
    checkBody({ system }, { system: [{ type: 'text', text: 'a' }, ...system.slice(1)] });
    checkBody({ system: system.slice(1) }, { system: system.slice(1) });
    const automatic = { cache_control: { type: 'ephemeral' } };
    checkBody(
      { system: system.slice(1), extraBody: automatic },
      { system: [{ type: 'text', text: 'b' }, ...system.slice(2)], ...automatic },
    );
  });

  it('leaves out what the model refuses, but nothing of the extra fields', () => {
    checkBody({ temperature: 0.5 }, {}, 'claude-opus-5-5');
    checkBody({ temperature: 0.5, extraBody: { top_p: 1 } }, { top_p: 1 }, 'claude-opus-5-5');
    checkBody({ maxTokens: 100_000 }, { max_tokens: 64_000 }, 'claude-haiku-4-5');
  });

  it('has no more room than the server says the model has', () => {
    const { options } = readOptions(() => undefined);
    const info = { id: 'claude-next', displayName: 'Next', maxOutput: 4096 };
    assert.equal(buildRequest(options, { model: 'claude-next', info }, messages).body.max_tokens, 4096);
  });
});

describe('a question with what goes along', () => {
  const chip: Chip = { id: '1', label: 'a.ts:1-2', languageId: 'typescript', code: 'let a;\nlet b;\n', tokens: 5 };
  const block = text('a.ts:1-2\n\n```typescript\nlet a;\nlet b;\n```');

  it('has a block for each chip, and the question last', () => {
    assert.deepStrictEqual(contentOf('why?', []), [text('why?')]);
    assert.deepStrictEqual(contentOf('why?', [chip, chip]), [block, block, text('why?')]);
    assert.deepStrictEqual(contentOf(' ', [chip]), [block]);
  });

  it('has images and documents as blocks of their own, and keeps them once', () => {
    const image = { type: 'image', source: { type: 'base64', media_type: 'image/png', data: 'AAAA' } };
    const code = { id: 'a', label: 'a.ts', languageId: 'ts', code: 'x', tokens: 1 };
    const chips = [code, { id: 'i', label: 'i.png', languageId: '', code: '', tokens: 9, block: image }];
    const content = contentOf('why?', chips);
    assert.deepStrictEqual(content[1], image);
    const kept = keptChips(chips);
    assert.ok(!JSON.stringify(kept).includes('AAAA'));
    assert.deepStrictEqual(chipsOf({ chips: kept, content }), chips);
    assert.deepStrictEqual(keptChips(chipsOf({ chips: kept, content })), kept);
  });
});

describe('a fence', () => {
  function checkFence(code: string, fence: string): void {
    assert.strictEqual(fenced(code, 'md'), `${fence}md\n${code}\n${fence}`);
  }

  it('is longer than any run of backticks in the code', () => {
    checkFence('a', '```');
    checkFence('`a` and ``b``', '```');
    checkFence('```js\n```', '````');
    checkFence('`````', '``````');
    checkFence('', '```');
  });

  it('holds code of any size', () => {
    checkFence('` '.repeat(300_000), '```');
  });
});

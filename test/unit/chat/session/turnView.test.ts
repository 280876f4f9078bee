import assert from 'node:assert/strict';
import { blockView, chipView, turnView } from '../../../../src/chat/session/turnView';
import type { Wording } from '../../../../src/wording/wording';
import { applyRecord, emptyConversation, type Turn } from '../../../../src/conversation/model';
import type { ContentBlock } from '../../../../src/messages/types';
import type { BlockView } from '../../../../src/protocol';
import { begin, turn } from '../../conversation/support';

const wording: Wording = {
  error: ({ kind }, endpoint) => ({
    sentence: `${kind} at ${endpoint}`,
    steps: [
      { id: 'retry', label: 'Retry' },
      { id: 'continue', label: 'Continue' },
      ...(kind === 'too_long' ? [{ id: 'summarise', label: 'Summarise' } as const] : []),
    ],
  }),
  optionProblem: ({ setting }) => setting,
  notice: ({ code }) => code,
  stopReason: (reason) => (reason === 'end_turn' ? undefined : { sentence: `ended: ${reason}`, steps: [] }),
  continuePrompt: 'Go on.',
  summaryPrompt: 'Summarise.',
  noSummary: 'no summary',
};

function show(one: Turn, others: readonly Turn[] = [], content?: readonly ContentBlock[]) {
  const conversation = [...others, one].map((each) => begin(0, each)).reduce(applyRecord, emptyConversation('c', 0));
  return turnView(conversation, one, wording, content);
}

describe('a block as the view shows it', () => {
  function check(block: ContentBlock, expected: BlockView): void {
    assert.deepEqual(blockView(block), expected);
  }

  it('text and thinking', () => {
    check({ type: 'text', text: '**hi**' }, { kind: 'text', text: '**hi**' });
    check({ type: 'thinking', thinking: 'hm' }, { kind: 'thinking', text: 'hm', seconds: undefined });
    const redacted = blockView({ type: 'redacted_thinking', data: 'secret' }, turn('t', null, 'assistant'));
    assert.deepEqual(redacted, { kind: 'thinking', text: '', seconds: undefined, redacted: true });
  });

  it('a tool with its input: whole, empty, and as far as it came', () => {
    const tool = { type: 'tool_use', id: 't', name: 'look' };
    check({ ...tool, input: { a: 1 } }, { kind: 'tool', name: 'look', text: '{\n  "a": 1\n}' });
    check({ ...tool, input: {} }, { kind: 'tool', name: 'look', text: '' });
    check({ ...tool, input: null }, { kind: 'tool', name: 'look', text: '' });
    check({ ...tool, input: {}, partial_input: '{"a": "un' }, { kind: 'tool', name: 'look', text: '{"a": "un' });
    check({ ...tool, type: 'server_tool_use', input: 'odd' }, { kind: 'tool', name: 'look', text: '"odd"' });
  });

  it('anything else, as a card', () => {
    check(
      { type: 'hologram', depth: 3 },
      { kind: 'other', name: 'hologram', text: '{\n  "type": "hologram",\n  "depth": 3\n}' },
    );
  });

  it('with members that cannot be made text', () => {
    const odd = { toString: null };
    check({ type: 'text', text: odd }, { kind: 'text', text: '' });
    check({ type: 'tool_use', id: 't', name: odd, input: {} }, { kind: 'tool', name: '', text: '' });
  });

  it('with members missing or of another kind', () => {
    check({ type: 'text' }, { kind: 'text', text: '' });
    check({ type: 'thinking', thinking: null } as unknown as ContentBlock, {
      kind: 'thinking',
      text: '',
      seconds: undefined,
    });
    check({ type: 'tool_use' }, { kind: 'tool', name: '', text: '' });
  });
});

describe('a turn as the view shows it', () => {
  it('a question is what was typed, not what is sent', () => {
    const { blocks, chips } = show(
      turn('q', null, 'user', {
        text: 'Why?',
        content: [{ type: 'text', text: 'a.ts:1\n\n```ts\ncode\n```' }],
        chips: [{ id: 'c', label: 'a.ts:1', languageId: 'ts', code: 'code', tokens: 2 }],
      }),
    );
    assert.deepEqual(blocks, [{ kind: 'text', text: 'Why?' }]);
    assert.deepEqual(chips, [{ id: 'c', label: 'a.ts:1', target: undefined, tokens: 2 }]);
  });

  it('a chip without a place leads nowhere, and its code stays with the host', () => {
    const chip = { id: 'git:changes', label: 'Changes', target: '', languageId: 'diff', code: 'x', tokens: 1 };
    assert.deepEqual(chipView(chip), { id: 'git:changes', label: 'Changes', target: undefined, tokens: 1 });
  });

  it('what streams is ahead of what the log has', () => {
    const view = show(
      turn('a', 'q', 'assistant', { state: 'streaming', content: [] }),
      [],
      [{ type: 'text', text: 'x' }],
    );
    assert.deepEqual(view.blocks, [{ kind: 'text', text: 'x' }]);
  });

  it('says why it ended, and apart from that what had to be repaired', () => {
    const ended = { stopReason: 'max_tokens', notices: [{ code: 'no_message_stop' }] } as const;
    const { notices, repairs } = show(turn('a', null, 'assistant', ended));
    assert.deepEqual([notices, repairs], [['ended: max_tokens'], ['no_message_stop']]);
    const whole = show(turn('a', null, 'assistant', { stopReason: 'end_turn' }));
    assert.deepEqual([whole.notices, whole.repairs], [[], []]);
  });

  it('says that a reply is empty when there is nothing to see of it', () => {
    const blank = { ...turn('t', null, 'assistant'), endpoint: 'E', content: [{ type: 'text', text: ' \n' }] };
    const shown = show({ ...blank, stopReason: 'end_turn' });
    assert.deepEqual([shown.notices, shown.steps.map(({ id }) => id)], [['empty_reply at E'], ['retry', 'continue']]);
    assert.deepEqual(show({ ...blank, stopReason: 'max_tokens' }).notices, ['ended: max_tokens']);
    assert.deepEqual(show({ ...blank, state: 'streaming' }).notices, []);
    assert.deepEqual(show({ ...blank, content: [{ type: 'odd' }] }).notices, []);
  });

  it('says at once what was not sent, and which tool cannot be run', () => {
    const held = { code: 'held_back', field: 'top_k', because: 'model', model: 'm' } as const;
    const cut = { code: 'tool_input_cut', tool: 'look' } as const;
    const { notices, repairs } = show(turn('a', null, 'assistant', { notices: [held, cut] }));
    assert.deepEqual([notices, repairs], [['held_back', 'tool_input_cut'], []]);
  });

  it('offers to go on only where something had arrived', () => {
    const failed = { state: 'failed', error: { kind: 'cut' }, endpoint: 'E' } as const;
    const steps = (content: ContentBlock[]) =>
      show(turn('a', null, 'assistant', { ...failed, content })).error?.steps.map(({ id }) => id);
    assert.deepEqual(steps([]), ['retry']);
    assert.deepEqual(steps([{ type: 'text', text: 'half' }]), ['retry', 'continue']);
    assert.equal(show(turn('a', null, 'assistant', failed)).error?.sentence, 'cut at E');
  });

  it('offers a summary only where there is something before the question', () => {
    const failed = { state: 'failed', error: { kind: 'too_long' }, endpoint: 'E' } as const;
    const steps = (others: readonly Turn[]) =>
      show(turn('a', 'q', 'assistant', { ...failed, content: [] }), others).error?.steps.map(({ id }) => id);
    assert.deepEqual(steps([turn('q', null, 'user')]), ['retry']);
    assert.deepEqual(steps([turn('before', null, 'assistant'), turn('q', 'before', 'user')]), ['retry', 'summarise']);
  });

  it('costs what the prices say that are set', () => {
    const one = turn('a', null, 'assistant', { model: 'claude-x', usage: { input_tokens: 1_000_000 } });
    const conversation = applyRecord(emptyConversation('c', 0), begin(0, one));
    assert.equal(turnView(conversation, one, wording).cost, undefined);
    const prices = { 'claude-x': { input: 7, output: 0, cacheWrite: 0, cacheRead: 0 } };
    assert.equal(turnView(conversation, one, wording, one.content, prices).cost, 7);
  });

  it('leads from a summary to what it is about, where that is', () => {
    const summary = turn('s', null, 'assistant', { summary: { of: 'a' } });
    assert.deepEqual(show(summary, [turn('a', null, 'assistant')]).summary, { hasOriginal: true });
    assert.deepEqual(show(summary).summary, { hasOriginal: false });
    assert.equal(show(turn('q', null, 'user', { summary: { of: 'a' } })).summary, undefined);
  });

  it('counts its versions, also before it is one of them', () => {
    const first = turn('a1', 'q', 'assistant');
    const second = turn('a2', 'q', 'assistant');
    const other = turn('q2', 'q', 'user');
    assert.deepEqual(show(second, [first, other]).sibling, { index: 2, of: 2 });
    assert.equal(show(first, [other]).sibling, undefined);
    const conversation = [first, second].map((each) => begin(0, each)).reduce(applyRecord, emptyConversation('c', 0));
    assert.equal(turnView(conversation, turn('a3', 'q', 'assistant'), wording).sibling, undefined);
  });
});

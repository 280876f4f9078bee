import * as assert from 'node:assert';
import { type HostMessage, type TurnView } from '../../../src/protocol';
import { blocksOf, initialState, reduce, textOf, type ViewState } from '../../../src/webview/store';

const turn = (id: string, more: Partial<TurnView> = {}): TurnView => ({
  id,
  role: 'assistant',
  blocks: [],
  chips: [],
  state: 'done',
  notices: [],
  steps: [],
  repairs: [],
  ...more,
});

const conversation = (turns: TurnView[], earlier = 0): HostMessage => ({
  type: 'conversation',
  id: 'c',
  title: 'T',
  turns,
  earlier,
  draft: { text: 'draft', chips: [] },
});

const after = (...messages: HostMessage[]): ViewState => messages.reduce(reduce, initialState);
const ids = ({ turns }: ViewState): string[] => turns.map(({ id }) => id);
const shownText = (state: ViewState, id: string): string[] =>
  blocksOf(
    state.turns.find((one) => one.id === id)!,
    state.live,
  ).map(({ pieces }) => pieces.join(''));

describe("the view's state", () => {
  it('shows a conversation from scratch', () => {
    const state = after(conversation([turn('old')]), conversation([turn('a'), turn('b')], 3));
    assert.deepStrictEqual(ids(state), ['a', 'b']);
    assert.strictEqual(state.earlier, 3);
    assert.strictEqual(state.draft.text, 'draft');
  });

  it('appends, replaces and removes turns', () => {
    const state = after(
      conversation([turn('a')]),
      { type: 'turn', turn: turn('b') },
      { type: 'turn', turn: turn('a', { model: 'm' }) },
      { type: 'turn', turn: turn('c') },
      { type: 'removed', ids: ['b'] },
    );
    assert.deepStrictEqual(ids(state), ['a', 'c']);
    assert.strictEqual(state.turns[0]?.model, 'm');
  });

  it('puts earlier turns in front, none twice', () => {
    const state = after(conversation([turn('c')], 2), {
      type: 'earlier',
      turns: [turn('a'), turn('b'), turn('c')],
      earlier: 0,
    });
    assert.deepStrictEqual(ids(state), ['a', 'b', 'c']);
    assert.strictEqual(state.earlier, 0);
  });

  it('adds deltas to the streaming turn, also to one that streamed before the view was there', () => {
    const state = after(
      conversation([turn('a', { state: 'streaming', blocks: [{ kind: 'text', text: 'So ' }] })]),
      { type: 'delta', i: 0, t: 'far' },
      { type: 'delta', i: 0, t: '.' },
      { type: 'block', index: 1, block: { kind: 'thinking', text: '' } },
      { type: 'delta', i: 1, t: 'hm' },
      { type: 'delta', i: 7, t: 'lost' },
    );
    assert.deepStrictEqual(shownText(state, 'a'), ['So far.', 'hm']);
  });

  it('keeps the array of pieces while they grow', () => {
    const first = after(conversation([turn('a', { state: 'streaming', blocks: [{ kind: 'text', text: '' }] })]));
    const second = reduce(first, { type: 'delta', i: 0, t: 'x' });
    assert.notStrictEqual(second.live, first.live);
    assert.strictEqual(second.live?.blocks[0]?.pieces, first.live?.blocks[0]?.pieces);
  });

  it('ends with what the host says of the finished turn', () => {
    const state = after(
      conversation([]),
      { type: 'turn', turn: turn('a', { state: 'streaming' }) },
      { type: 'block', index: 0, block: { kind: 'text', text: '' } },
      { type: 'delta', i: 0, t: 'par' },
      { type: 'turn', turn: turn('a', { blocks: [{ kind: 'text', text: 'partial' }] }) },
      { type: 'delta', i: 0, t: 'late' },
    );
    assert.strictEqual(state.live, undefined);
    assert.deepStrictEqual(shownText(state, 'a'), ['partial']);
  });

  it('gives the same object for the same finished block', () => {
    const one = turn('a', { blocks: [{ kind: 'text', text: 'x' }] });
    assert.strictEqual(blocksOf(one, undefined)[0], blocksOf({ ...one }, undefined)[0]);
  });

  it('takes only text for the text of a turn', () => {
    const blocks: TurnView['blocks'] = [
      { kind: 'thinking', text: 'no' },
      { kind: 'text', text: 'a' },
      { kind: 'tool', name: 't', text: '{}' },
      { kind: 'text', text: 'b' },
    ];
    assert.strictEqual(textOf(turn('a', { blocks })), 'a\n\nb');
  });
});

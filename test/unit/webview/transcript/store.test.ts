import * as assert from 'node:assert';
import { type HostMessage, type TurnView } from '../../../../src/protocol';
import {
  blocksOf,
  initialState,
  lastTurns,
  mostTurns,
  reduce,
  textOf,
  type ViewState,
} from '../../../../src/webview/transcript/store';

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

const conversation = (turns: TurnView[], earlier = 0, later = 0): HostMessage => ({
  type: 'conversation',
  id: 'c',
  title: 'T',
  turns,
  earlier,
  later,
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

  it('takes other costs where prices have changed', () => {
    const before = after(conversation([turn('a', { cost: 1 }), turn('b', { cost: 2 }), turn('c')]));
    const state = reduce(before, { type: 'costs', costs: { a: 1, c: 3 } });
    assert.deepStrictEqual(
      state.turns.map(({ cost }) => cost),
      [1, undefined, 3],
    );
    assert.strictEqual(state.turns[0], before.turns[0], 'what costs the same is the same');
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

  it('takes the text of a finished turn from what has streamed, in the same pieces', () => {
    const before = after(
      conversation([]),
      { type: 'turn', turn: turn('a', { state: 'streaming' }) },
      { type: 'block', index: 0, block: { kind: 'thinking', text: 'h' } },
      { type: 'delta', i: 0, t: 'm' },
      { type: 'block', index: 1, block: { kind: 'text', text: '' } },
      { type: 'delta', i: 1, t: 'yes' },
    );
    const { live } = before;
    const blocks: TurnView['blocks'] = [
      { kind: 'thinking', text: '', seconds: 2 },
      { kind: 'text', text: '' },
    ];
    const state = reduce(before, { type: 'turn', turn: turn('a', { blocks }), streamed: true });
    assert.strictEqual(state.live, undefined);
    assert.deepStrictEqual(state.turns[0]?.blocks, [
      { kind: 'thinking', text: 'hm', seconds: 2 },
      { kind: 'text', text: 'yes' },
    ]);
    assert.strictEqual(blocksOf(state.turns[0]!, undefined)[1]?.pieces, live?.blocks[1]?.pieces);
  });

  it('leaves out what comes at the end while the end is not on show, and gets it later', () => {
    const away = after(
      conversation([turn('a')], 0, 2),
      { type: 'turn', turn: turn('d', { state: 'streaming' }) },
      { type: 'delta', i: 0, t: 'x' },
    );
    assert.deepStrictEqual([ids(away), away.later, away.live], [['a'], 3, undefined]);
    const streaming = turn('d', { state: 'streaming', blocks: [{ kind: 'text', text: 'x' }] });
    const back = [
      { type: 'later', turns: [turn('a'), turn('b'), turn('c'), streaming], later: 0 } as const,
      { type: 'delta', i: 0, t: 'y' } as const,
    ].reduce(reduce, away);
    assert.deepStrictEqual([ids(back), back.later, shownText(back, 'd')], [['a', 'b', 'c', 'd'], 0, ['xy']]);
    const cut = reduce(away, { type: 'removed', ids: ['b', 'c', 'd'] });
    assert.deepStrictEqual([ids(cut), cut.later], [['a'], 0], 'what was not on show is gone as well');
  });

  it('holds so many turns at most: those near what is being read', () => {
    const many = Array.from({ length: mostTurns }, (_, index) => turn(`${index}`));
    const up = after(conversation(many, 5), { type: 'earlier', turns: [turn('x'), turn('y')], earlier: 3 });
    assert.deepStrictEqual([up.turns.length, up.earlier, up.later, ids(up)[0]], [mostTurns, 3, 2, 'x']);
    const down = reduce(up, { type: 'later', turns: many.slice(-2), later: 0 });
    assert.deepStrictEqual([down.turns.length, down.earlier, down.later, ids(down)[0]], [mostTurns, 5, 0, '0']);
    const grown = after(conversation(many), { type: 'turn', turn: turn('z') });
    assert.strictEqual(grown.turns.length, mostTurns + 1, 'nothing goes from under a reader');
    assert.deepStrictEqual([lastTurns(grown, 30).turns.length, lastTurns(grown, 30).earlier], [30, mostTurns - 29]);
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

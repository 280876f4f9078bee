import {
  type BlockView,
  type ConversationEntry,
  type Draft,
  type HostMessage,
  type PanelState,
  type TurnView,
} from '../../protocol';

export interface ViewState {
  readonly panel?: PanelState;
  readonly conversation?: Pick<ConversationEntry, 'id' | 'title'>;
  readonly turns: readonly TurnView[];
  /** How many older and newer turns the host still has. */
  readonly earlier: number;
  readonly later: number;
  /** The blocks of the turn that is streaming. They run ahead of what `turns` says of it. */
  readonly live?: Live;
  /** As the host last told it; the composer may be ahead. */
  readonly draft: Draft;
}

export interface Live {
  readonly turn: string;
  readonly blocks: readonly ShownBlock[];
}

/** A block whose text comes in pieces. */
export interface ShownBlock {
  readonly view: BlockView;
  /**
   * The text so far. Grows in place: a delta costs its own length, however long the reply is. Who shows it remembers
   * how many pieces it has taken.
   */
  readonly pieces: readonly string[];
}

/**
 * Turns in the page at most. Each one costs a little whenever anything in the page is laid out, so that those which are
 * far from what is being read go, to come again when it comes near.
 */
export const mostTurns = 120;
/** Turns in the page when a reply begins: what streams then costs what it costs in a short conversation. */
export const turnsAtEnd = 30;

export const initialState: ViewState = { turns: [], earlier: 0, later: 0, draft: { text: '', chips: [] } };

/** What a message of the host makes of the state. Pure, except that a delta is pushed onto its block's pieces. */
export function reduce(state: ViewState, message: HostMessage): ViewState {
  switch (message.type) {
    case 'state':
      return { ...state, panel: message.state };
    case 'conversation': {
      const { id, title, turns, earlier, later, draft } = message;
      return { ...state, conversation: { id, title }, turns, earlier, later, draft, live: liveOf(turns) };
    }
    case 'earlier': {
      const known = new Set(state.turns.map(({ id }) => id));
      const all = [...message.turns.filter(({ id }) => !known.has(id)), ...state.turns];
      const turns = all.slice(0, mostTurns);
      const later = state.later + all.length - turns.length;
      return { ...state, turns, earlier: message.earlier, later, live: stillLive(state, turns) };
    }
    case 'later': {
      const known = new Set(state.turns.map(({ id }) => id));
      const all = [...state.turns, ...message.turns.filter(({ id }) => !known.has(id))];
      return lastTurns({ ...state, turns: all, later: message.later, live: stillLive(state, all) }, mostTurns);
    }
    case 'turn': {
      const index = state.turns.findIndex(({ id }) => id === message.turn.id);
      // The end is not on show: there is one more to load.
      if (index < 0 && state.later > 0) return { ...state, later: state.later + 1 };
      const turn = message.streamed ? withStreamed(message.turn, state.live) : message.turn;
      const turns = index < 0 ? [...state.turns, turn] : state.turns.with(index, turn);
      return { ...state, turns, live: turn.id === state.live?.turn || !state.live ? liveOf(turns) : state.live };
    }
    case 'removed': {
      const turns = state.turns.filter(({ id }) => !message.ids.includes(id));
      // The end of a branch goes: what was not on show of it was further on.
      const later = Math.max(0, state.later - (message.ids.length - (state.turns.length - turns.length)));
      return { ...state, turns, later, live: stillLive(state, turns) };
    }
    case 'costs': {
      const { costs } = message;
      const turns = state.turns.map((turn) =>
        costs[turn.id] === turn.cost ? turn : { ...turn, cost: costs[turn.id] },
      );
      return { ...state, turns };
    }
    case 'block': {
      if (!state.live) return state;
      const blocks = [...state.live.blocks];
      blocks[message.index] = growing(message.block);
      return { ...state, live: { ...state.live, blocks } };
    }
    case 'delta': {
      const block = state.live?.blocks[message.i];
      if (!state.live || !block) return state;
      (block.pieces as string[]).push(message.t);
      return { ...state, live: { ...state.live } };
    }
    case 'citation': {
      const block = state.live?.blocks[message.i];
      if (!state.live || block?.view.kind !== 'text') return state;
      const citations = [...(block.view.citations ?? []), message.citation];
      const blocks = state.live.blocks.with(message.i, { ...block, view: { ...block.view, citations } });
      return { ...state, live: { ...state.live, blocks } };
    }
    case 'draft':
      return { ...state, draft: message.draft };
    case 'sent':
    case 'found':
    case 'completions':
    case 'insert':
    case 'pastedFrom':
    case 'refused':
    case 'shrink':
    case 'focus':
    case 'colours':
      return state;
  }
}

/** With the last turns only: for a reader who is at the end. */
export function lastTurns(state: ViewState, count: number): ViewState {
  const extra = state.turns.length - count;
  return extra > 0 ? { ...state, turns: state.turns.slice(extra), earlier: state.earlier + extra } : state;
}

const finished = new WeakMap<BlockView, ShownBlock>();

/** The blocks to show of a turn. Equal objects for equal blocks, so that nothing is rendered twice. */
export function blocksOf(turn: TurnView, live: Live | undefined): readonly ShownBlock[] {
  if (live?.turn === turn.id) return live.blocks;
  return turn.blocks.map((block) => {
    const known = finished.get(block) ?? growing(block);
    finished.set(block, known);
    return known;
  });
}

/** The text of a turn as it was written, without thinking and tools. */
export function textOf(turn: TurnView): string {
  return turn.blocks.flatMap((block) => (block.kind === 'text' ? [block.text] : [])).join('\n\n');
}

/** The text of a finished turn is what streamed of it, in the same pieces, so that nothing is rendered twice. */
function withStreamed(turn: TurnView, live: Live | undefined): TurnView {
  if (live?.turn !== turn.id) return turn;
  const blocks = turn.blocks.map((view, index) => {
    const pieces = live.blocks[index]?.pieces ?? [];
    const block = { ...citedAs(view, live.blocks[index]?.view), text: pieces.join('') };
    finished.set(block, { view: block, pieces });
    return block;
  });
  return { ...turn, blocks };
}

/** What a text rests on was told while it streamed, as the text was. */
function citedAs(view: BlockView, streamed: BlockView | undefined): BlockView {
  if (view.kind !== 'text' || streamed?.kind !== 'text' || !streamed.citations) return view;
  return { ...view, citations: streamed.citations };
}

function stillLive({ live }: ViewState, turns: readonly TurnView[]): Live | undefined {
  return turns.some(({ id }) => id === live?.turn) ? live : liveOf(turns);
}

function liveOf(turns: readonly TurnView[]): Live | undefined {
  const turn = turns.findLast(({ state }) => state === 'streaming');
  return turn && { turn: turn.id, blocks: turn.blocks.map(growing) };
}

function growing(view: BlockView): ShownBlock {
  return { view, pieces: view.text === '' ? [] : [view.text] };
}

import {
  type BlockView,
  type ConversationEntry,
  type Draft,
  type HostMessage,
  type PanelState,
  type TurnView,
} from '../protocol';

export interface ViewState {
  readonly panel?: PanelState;
  readonly conversation?: Pick<ConversationEntry, 'id' | 'title'>;
  readonly turns: readonly TurnView[];
  /** How many older turns the host still has. */
  readonly earlier: number;
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

export const initialState: ViewState = { turns: [], earlier: 0, draft: { text: '', chips: [] } };

/** What a message of the host makes of the state. Pure, except that a delta is pushed onto its block's pieces. */
export function reduce(state: ViewState, message: HostMessage): ViewState {
  switch (message.type) {
    case 'state':
      return { ...state, panel: message.state };
    case 'conversation': {
      const { id, title, turns, earlier, draft } = message;
      return { ...state, conversation: { id, title }, turns, earlier, draft, live: liveOf(turns) };
    }
    case 'earlier': {
      const known = new Set(state.turns.map(({ id }) => id));
      const older = message.turns.filter(({ id }) => !known.has(id));
      return { ...state, turns: [...older, ...state.turns], earlier: message.earlier };
    }
    case 'turn': {
      const { turn } = message;
      const index = state.turns.findIndex(({ id }) => id === turn.id);
      const turns = index < 0 ? [...state.turns, turn] : state.turns.with(index, turn);
      return { ...state, turns, live: turn.id === state.live?.turn || !state.live ? liveOf(turns) : state.live };
    }
    case 'removed': {
      const turns = state.turns.filter(({ id }) => !message.ids.includes(id));
      return { ...state, turns, live: turns.some(({ id }) => id === state.live?.turn) ? state.live : liveOf(turns) };
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
    case 'draft':
      return { ...state, draft: message.draft };
    case 'focus':
    case 'colours':
      return state;
  }
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

function liveOf(turns: readonly TurnView[]): Live | undefined {
  const turn = turns.findLast(({ state }) => state === 'streaming');
  return turn && { turn: turn.id, blocks: turn.blocks.map(growing) };
}

function growing(view: BlockView): ShownBlock {
  return { view, pieces: view.text === '' ? [] : [view.text] };
}

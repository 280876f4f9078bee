import type { BlockView, HostMessage } from '../../protocol';
import { createCoalescer } from './coalesce';

/** What a view is posted of a conversation, in order, and no text twice. */
export interface Feed {
  add(message: HostMessage): void;
  /** Posts what is waiting, now. */
  flush(): void;
}

/** `schedule` calls back after about a frame. */
export function createFeed(post: (message: HostMessage) => void, schedule: (callback: () => void) => void): Feed {
  const { push, flush } = createCoalescer((i, t) => post({ type: 'delta', i, t }), schedule);
  return {
    add(message) {
      if (message.type === 'delta') return push(message.i, message.t);
      flush();
      if (message.type !== 'turn' || !message.streamed) return post(message);
      const { turn } = message;
      post({ ...message, turn: { ...turn, blocks: turn.blocks.map(withoutText) } });
    },
    flush,
  };
}

/** What has streamed of a block is left out: its text and what that rests on. */
function withoutText(block: BlockView): BlockView {
  return block.kind === 'text' ? { kind: 'text', text: '' } : { ...block, text: '' };
}

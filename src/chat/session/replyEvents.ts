import { joint } from '../../conversation/replyText';
import type { Update } from '../../messages/types';
import type { HostMessage } from '../../protocol';
import { citationView } from './citations';
import { blockView } from './turnView';

/** Characters of a text that tell what goes between it and the next one. */
const tailLength = 3;

/** What the updates of a reply are to a view, in the blocks that `blockViews` makes of the reply in the end. */
export function createReplyEvents(): (update: Update) => HostMessage[] {
  /** By a content block's index, that of the block in the view. */
  const places: number[] = [];
  let shown = 0;
  let lastKind: string | undefined;
  /** Of the view's last block, when it is text: how it ends, and the content block it ends with. */
  let tail = '';
  let writer = -1;

  function begin(index: number, update: Extract<Update, { type: 'block' }>): HostMessage[] {
    const block = blockView(update.block);
    const goesOn = block.kind === 'text' && lastKind === 'text';
    lastKind = block.kind;
    if (!goesOn) {
      places[index] = shown++;
      tail = '';
      writer = index;
      return [{ type: 'block', index: places[index], block }];
    }
    places[index] = shown - 1;
    const { citations = [] } = block;
    return citations.map((citation) => ({ type: 'citation', i: shown - 1, citation }));
  }

  return (update) => {
    switch (update.type) {
      case 'block':
        return begin(update.index, update);
      case 'text':
      case 'thinking':
      case 'input': {
        const i = places[update.index] ?? update.index;
        if (i !== shown - 1) return [{ type: 'delta', i, t: update.text }];
        const between = update.index > writer ? joint(tail, update.text) : '';
        writer = Math.max(writer, update.index);
        tail = (tail + update.text).slice(-tailLength);
        return [{ type: 'delta', i, t: between + update.text }];
      }
      case 'citation': {
        const citation = citationView(update.citation);
        return citation ? [{ type: 'citation', i: places[update.index] ?? update.index, citation }] : [];
      }
      default:
        return [];
    }
  };
}

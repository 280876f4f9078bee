import type { LogRecord, Turn } from '../../../src/conversation/model';
import type { ContentBlock } from '../../../src/messages/types';

/** A turn that is done; `text` becomes its content unless `content` is given. */
export function turn(
  id: string,
  parent: string | null,
  role: Turn['role'],
  more: Partial<Turn> & { text?: string } = {},
): Turn {
  const text = more.text ?? id;
  return { id, parent, role, at: 0, state: 'done', content: [{ type: 'text', text }], text, ...more };
}

export function begin(at: number, one: Turn): LogRecord {
  return { t: 'begin', at, turn: one };
}

export function done(at: number, one: Turn): LogRecord {
  return { t: 'done', at, turn: one };
}

export function checkpoint(at: number, id: string, i: number, x: string, block?: ContentBlock): LogRecord {
  return block ? { t: 'text', at, id, i, block, x } : { t: 'text', at, id, i, x };
}

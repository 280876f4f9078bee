import { encodeRecord } from '../../src/conversation/log';
import { type LogRecord, type Turn } from '../../src/conversation/model';
import { createRandom, pieces } from '../fixtures/random';
import { reply } from './renderCorpus';

/** What a reply ends with, so that its last character is known when it is seen. */
const last = 'Thatwasall';

/** A reply of about `size` characters, and a word at its end that no other reply has. */
export function endingReply(size: number, number: number): { readonly text: string; readonly end: string } {
  const end = `${last}${number}`;
  // A fence that was cut in the middle would take the end for code.
  const body = reply(size);
  const open = body.split('```').length % 2 === 0;
  return { text: `${body}${open ? '\n```' : ''}\n\n${end}`, end };
}

/** Deltas of 4 to 20 characters. */
export function deltasOf(text: string): string[] {
  return pieces(text, createRandom(7), 4, 20);
}

/**
 * The log of a conversation of so many messages: questions of a line, replies of 1,500 characters and some, or of a
 * line too.
 */
export function logOf(
  id: string,
  messages: number,
  title: string,
  workspace: string,
  replyLength: 'long' | 'short',
): Uint8Array {
  // A reply ends with the block that it is long enough with.
  const long = repliesFrom(reply((messages / 2) * 3000), 1500);
  const replies = replyLength === 'long' ? long : long.map((_text, n) => `Yes, number ${n} is **right**.`);
  if (replies.length < messages / 2) throw new Error(`${replies.length} replies are too few.`);
  const records: LogRecord[] = [{ t: 'open', v: 1, id, at: 1, workspace }];
  let parent: string | null = null;
  for (let n = 0; n < messages; n += 1) {
    const asked = n % 2 === 0;
    const text: string = asked ? `Question ${n}` : replies[(n - 1) / 2]!;
    const content = [{ type: 'text', text }];
    const base = { id: `${id}-${n}`, parent, at: n + 2, state: 'done' as const, content };
    const turn: Turn = asked ? { ...base, role: 'user', text } : { ...base, role: 'assistant' };
    records.push({ t: 'begin', at: n + 2, turn }, { t: 'done', at: n + 2, turn });
    parent = turn.id;
  }
  records.push({ t: 'title', at: messages + 3, title });
  return Buffer.concat(records.map(encodeRecord));
}

/** Cut where one block ends and the next begins. */
function repliesFrom(text: string, size: number): string[] {
  const replies: string[] = [];
  let open = '';
  for (const block of text.split('\n\n')) {
    open += `${block}\n\n`;
    if (open.length < size) continue;
    replies.push(open);
    open = '';
  }
  return replies;
}

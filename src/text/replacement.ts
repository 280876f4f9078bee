import { type Change } from './track';

/** The smallest single replacement that makes one text of the other, never through the middle of a character. */
export function replacement(from: string, to: string): Change {
  const most = Math.min(from.length, to.length);
  let head = 0;
  while (head < most && from.charCodeAt(head) === to.charCodeAt(head)) head++;
  if (head > 0 && isFirstHalf(from.charCodeAt(head - 1))) head--;
  let tail = 0;
  while (tail < most - head && from.charCodeAt(from.length - 1 - tail) === to.charCodeAt(to.length - 1 - tail)) tail++;
  if (tail > 0 && isSecondHalf(from, from.length - tail, to, to.length - tail)) tail--;
  return { offset: head, length: from.length - head - tail, text: to.slice(head, to.length - tail) };
}

/** A carriage return counts as the first half of a line end, as a high surrogate does of a character. */
function isFirstHalf(code: number): boolean {
  return code === 0x0d || (code >= 0xd800 && code <= 0xdbff);
}

function isSecondHalf(from: string, at: number, to: string, there: number): boolean {
  const code = from.charCodeAt(at);
  if (code >= 0xdc00 && code <= 0xdfff) return true;
  return code === 0x0a && (from[at - 1] === '\r' || to[there - 1] === '\r');
}

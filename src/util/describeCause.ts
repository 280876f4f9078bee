/** An error as the log has it: the stack of what was thrown, then of what caused it. */
export function describeCause(thrown: unknown): string {
  return causesOf(thrown)
    .map((one) => bounded(one instanceof Error ? (one.stack ?? headOf(one)) : textOf(one)))
    .join('\nCaused by: ');
}

/** The same in one line, without stacks. */
export function causeLine(thrown: unknown): string {
  return causesOf(thrown)
    .map((one) => bounded(one instanceof Error ? headOf(one) : textOf(one)).replace(/\s+/g, ' '))
    .join(', caused by ');
}

/** Characters of one error: a message may hold a file. */
const longest = 4000;
/** Errors of one chain, which may be a ring. */
const most = 8;

/** What was thrown, its cause, the cause of that, and so on. */
export function causesOf(thrown: unknown): readonly unknown[] {
  const chain: unknown[] = [thrown];
  for (let at = thrown; at instanceof Error && at.cause != null && chain.length < most; at = at.cause) {
    if (chain.includes(at.cause)) break;
    chain.push(at.cause);
  }
  return chain;
}

function headOf({ name, message }: Error): string {
  return message === '' ? name : `${name}: ${message}`;
}

function bounded(text: string): string {
  return text.length > longest ? `${text.slice(0, longest)}…` : text;
}

/** Anything can be thrown, also what has no text. */
function textOf(thrown: unknown): string {
  try {
    return typeof thrown === 'object' ? JSON.stringify(thrown) : String(thrown);
  } catch {
    return Object.prototype.toString.call(thrown);
  }
}

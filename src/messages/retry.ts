import type { MessagesError } from './errors';

/** The longest wait a server may ask for: beyond it, a person should decide. Milliseconds. */
export const longestWait = 60_000;

/**
 * Whether the same request may succeed when it is sent again. Only to be asked while nothing of the reply was shown.
 *
 * @param attempt How many times it was sent, from 1.
 */
export function shouldRetry(error: MessagesError, attempt: number): boolean {
  const { shouldRetry: told } = error.details;
  if (told !== undefined) return told && attempt <= 2;
  return attempt <= mostRetries(error);
}

function mostRetries({ kind, details: { status = 0, retryAfter, subject = '' } }: MessagesError): number {
  switch (kind) {
    case 'rate_limit':
      // A spend limit carries no retry-after, and no waiting ends it.
      if (retryAfter === undefined) return 2;
      // Longer than it is waited for: once is worth a try.
      return retryAfter > longestWait ? 1 : 4;
    case 'overloaded':
      return 4;
    case 'unavailable':
      // Of a server that starts, or an account that cools down, some say how long that takes.
      return retryAfter === undefined ? 2 : 4;
    case 'network':
      // A certificate does not get better by asking again.
      return /CERT|TLS|SSL|SIGN/.test(subject) ? 0 : 2;
    case 'cut':
    case 'server':
    case 'server_timeout':
      return 2;
    // Waited for long enough already.
    case 'connect_timeout':
    case 'idle_timeout':
      return 0;
    default:
      return status === 408 || status === 409 ? 2 : 0;
  }
}

/**
 * Milliseconds to wait before the next attempt: what the server asked for, at most a minute; else half a second,
 * doubled each time to 8 seconds, less up to a quarter at random so that clients do not come back all at once.
 *
 * @param attempt How many times the request was sent, from 1.
 * @param random Uniform in [0, 1).
 */
export function retryDelay(attempt: number, retryAfter: number | undefined, random: () => number): number {
  if (retryAfter !== undefined) return Math.min(retryAfter, longestWait);
  return Math.min(500 * 2 ** (attempt - 1), 8000) * (1 - random() * 0.25);
}

/** What the server asks for, in milliseconds: `retry-after-ms`, or `retry-after` in seconds or as a date. */
export function retryAfterOf(headers: Headers, now: number = Date.now()): number | undefined {
  const exact = parseDelay(headers.get('retry-after-ms'), 1);
  if (exact !== undefined) return exact;
  const written = headers.get('retry-after');
  const seconds = parseDelay(written, 1000);
  if (seconds !== undefined) return seconds;
  // V8 takes nearly anything for a date; an HTTP date has the names of its day and month.
  const date = /[a-z]{3}/i.test(written ?? '') ? Date.parse(written!) : NaN;
  return Number.isNaN(date) ? undefined : Math.max(0, date - now);
}

/** `x-should-retry`, where the server has an opinion. */
export function shouldRetryOf(headers: Headers): boolean | undefined {
  const told = headers.get('x-should-retry')?.trim().toLowerCase();
  return told === 'true' ? true : told === 'false' ? false : undefined;
}

function parseDelay(text: string | null, unit: number): number | undefined {
  const number = text === null || text.trim() === '' ? NaN : Number(text);
  return Number.isFinite(number) && number >= 0 ? number * unit : undefined;
}

import { longestMessage, type TokenLimits } from './errors';
import { refusals, type Meaning, type RefusalRow } from './refusals';
import type { ServerError } from './serverError';
import { tooLargeIn } from './tokenLimits';

export interface Classified extends Meaning {
  readonly limits?: TokenLimits;
}

/** Characters of a code, of which a server may write a sentence. */
const longestCode = 200;

/** What a refusal means: by the table, and by the range of the status where nothing in it fits. */
export function classify(status: number, said: ServerError): Classified {
  // An answer to something else than was asked.
  if (status >= 300 && status < 400) return { is: 'not_messages' };
  const message = (said.message ?? '').slice(0, longestMessage);
  const codes = said.codes.map(plainCode);
  // A gateway's 500 for what went wrong behind it: the status that it passes on says more.
  const told = isVague(status) ? (said.status ?? status) : status;
  for (const row of refusals) {
    if (row === 'size') {
      const large = said.isPage ? undefined : tooLargeIn(message);
      if (large) return { is: told === 413 ? 'request_too_large' : 'invalid_request', ...large };
    } else if (fits(row, { ...said, status: told, codes, message })) {
      return row;
    }
  }
  const isRequest = codes.some((code) => /^(invalid_request|bad_request|validation|invalid_param)/.test(code));
  return { is: isRequest || (told >= 400 && told < 500) ? 'invalid_request' : 'server' };
}

/** What words alone say that came without a status and in no form of an error; undefined where they might mean anything. */
export function classifyWords(said: ServerError): Classified | undefined {
  const meaning = classify(0, said);
  return meaning.is === 'server' || said.isPage ? undefined : meaning;
}

function fits(row: RefusalRow, { status = 0, codes, message = '', wait, isPage }: ServerError): boolean {
  if (row.status && !row.status.includes(status)) return false;
  if (row.code && !codes.some((code) => row.code!.test(code))) return false;
  if (row.waits && wait === undefined) return false;
  if (row.page && !(isPage && row.page.test(message))) return false;
  return !row.words || (!isPage && row.words.test(message));
}

function isVague(status: number): boolean {
  return status < 400 || status === 400 || status === 500 || status === 502;
}

/** `RateLimitError`, `rate-limit-error` and `Rate limit error` as one: `rate_limit_error`. */
function plainCode(code: string): string {
  return code
    .slice(0, longestCode)
    .replace(/^.*#/, '')
    .replace(/([a-z\d])(?=[A-Z])/g, '$1_')
    .replace(/[^A-Za-z\d]+/g, '_')
    .toLowerCase();
}

import type { ErrorDetails, ErrorKind } from './errors';
import { tooLargeIn } from './tokenLimits';

/** What a server said of a request that it found too long. */
export interface TooLong {
  /** What the model reads at once, in tokens, where the server told. */
  readonly limit?: number;
}

/**
 * Whether an error says that the request is longer than what the model reads at once. Undefined when it is about
 * anything else. Of an error that was stored before its reason was, the words tell.
 */
export function tooLongFor({
  kind,
  serverMessage = '',
  reason,
  limits,
}: { readonly kind: string } & Pick<ErrorDetails, 'serverMessage' | 'reason' | 'limits'>): TooLong | undefined {
  if (!(kinds as readonly string[]).includes(kind)) return undefined;
  const found = reason === undefined ? tooLargeIn(serverMessage) : { reason, limits };
  if (found?.reason !== 'context') return undefined;
  return found.limits?.window === undefined ? {} : { limit: found.limits.window };
}

/** A vague status made `server` of what is really a bad request. */
const kinds = ['invalid_request', 'request_too_large', 'server', 'not_found'] satisfies ErrorKind[];

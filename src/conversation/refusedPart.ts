import { isMessagesError } from '../messages/errors';
import type { MessagesRequest } from '../messages/types';
import { refusesBreakpoints } from './caching';
import type { RequestOptions } from './options';

/**
 * A part of requests that some servers take for a mistake, and that a reply can do without: breakpoints for the cache,
 * tools, `thinking.display`.
 */
export type RefusedPart = 'caching' | 'tools' | 'display';

export interface SentRequest {
  readonly options: Pick<RequestOptions, 'tools'>;
  readonly body: MessagesRequest;
  /** Whether it had breakpoints of ours. */
  readonly caching: boolean;
}

/**
 * The part of a request that a server refused it for; undefined where that was anything else, and where the part is not
 * ours to leave out: what the extra fields hold goes out as it is.
 */
export function refusedPartOf(error: unknown, { options, body, caching }: SentRequest): RefusedPart | undefined {
  if (!isMessagesError(error) || error.kind !== 'invalid_request') return undefined;
  const { reason, serverMessage = '' } = error.details;
  if (caching && refusesBreakpoints(error)) return 'caching';
  if (reason === 'tools') return (options.tools ?? []).length > 0 ? 'tools' : undefined;
  return body.thinking?.['display'] !== undefined && /\bdisplay\b/.test(serverMessage) ? 'display' : undefined;
}

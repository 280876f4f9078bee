import { createClient, type MessagesClient } from '../messages/client';
import type { Endpoint } from '../messages/endpoint';
import type { Config } from '../settings/config';
import type { Keys } from '../settings/keys';
import { logError, type Log } from '../util/log';

export interface ClientDeps {
  readonly config: Pick<Config, 'timeouts'>;
  readonly keys: Pick<Keys, 'get'>;
  readonly log: Log;
  readonly platform: { readonly isBrowser: boolean };
  /** The host's own, unless given. */
  readonly fetch?: typeof fetch;
}

/** A client for one endpoint, with the key that was entered for it. */
export async function clientFor(
  { config, keys, log, platform, fetch }: ClientDeps,
  endpoint: Endpoint,
): Promise<MessagesClient> {
  const key = endpoint.auth === 'none' ? undefined : await keys.get(endpoint);
  return createClient({
    endpoint,
    key,
    browser: platform.isBrowser,
    timeouts: config.timeouts(),
    log: (line) => log.debug(line),
    onInternalError: (error) => logError(log, 'client', error),
    ...(fetch && { fetch }),
  });
}

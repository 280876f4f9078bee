import { createClient, type MessagesClient } from '../messages/client';
import type { Endpoint } from '../messages/endpoint';
import type { Config } from '../settings/config';
import { isPlainLoopback } from '../messages/url';
import type { Keys } from '../settings/keys';
import type { Redaction } from '../settings/redaction';
import { logError, type Log } from '../util/log';

export interface ClientDeps {
  readonly config: Pick<Config, 'timeouts'>;
  readonly keys: Pick<Keys, 'get'>;
  readonly log: Log;
  readonly redaction: Pick<Redaction, 'secrets'>;
  readonly platform: {
    readonly isBrowser: boolean;
    /** The host's fetch without the proxy of the settings; undefined where it has no other one. */
    directFetch(): typeof fetch | undefined;
  };
  /** The host's own, unless given. */
  readonly fetch?: typeof fetch;
}

/** A client for one endpoint, with the key that was entered for it. */
export async function clientFor(
  { config, keys, redaction, log, platform, fetch }: ClientDeps,
  endpoint: Endpoint,
): Promise<MessagesClient> {
  const key = endpoint.auth === 'none' ? undefined : await keys.get(endpoint);
  const chosen = fetch ?? (isPlainLoopback(endpoint.baseUrl) ? platform.directFetch() : undefined);
  return createClient({
    endpoint,
    key,
    secrets: await redaction.secrets(),
    browser: platform.isBrowser,
    timeouts: config.timeouts(),
    log: (line) => log.debug(line),
    onInternalError: (error) => logError(log, 'client', error),
    ...(chosen && { fetch: chosen }),
  });
}

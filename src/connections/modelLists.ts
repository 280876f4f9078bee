import type { Endpoint } from '../messages/endpoint';
import { isMessagesError } from '../messages/errors';
import type { ModelInfo } from '../messages/types';
import { endpointId } from './endpointId';

export interface ModelListsDeps {
  /** Asks a server for its models. */
  ask(endpoint: Endpoint, signal: AbortSignal): Promise<readonly ModelInfo[]>;
  /** A list has come in, or has turned out not to. */
  changed(): void;
  /** Milliseconds since the epoch. */
  now(): number;
}

/** The servers' lists of models, each asked for once; no list where a server has none, or cannot be asked. */
export interface ModelLists {
  /** Never rejects. Waits for the server's answer, but not long. */
  of(endpoint: Endpoint): Promise<readonly ModelInfo[]>;
  /** What `of` has found, without asking; undefined as long as there is no answer. */
  known(endpoint: Endpoint): readonly ModelInfo[] | undefined;
  /** Asks again, whatever is known, and waits as long as the signal lets it. Never rejects. */
  refresh(endpoint: Endpoint, signal: AbortSignal): Promise<readonly ModelInfo[]>;
  /** Settings or keys have changed: a failure, also of what is being asked now, says nothing any more. */
  forgetFailures(): void;
}

/** ms that the first request waits for a server's list of models. */
const deadline = 3000;
/** ms until a server that could not be asked for its models is asked again. */
const retryAfter = 60_000;

interface Listed {
  readonly asking: Promise<readonly ModelInfo[]>;
  models?: readonly ModelInfo[];
  /** Milliseconds since the epoch. */
  until: number;
}

export function createModelLists({ ask, changed, now }: ModelListsDeps): ModelLists {
  const lists = new Map<string, Listed>();
  /** How often failures were forgotten. */
  let forgotten = 0;

  function begin(endpoint: Endpoint): Promise<readonly ModelInfo[]> {
    const begun = forgotten;
    let until = Infinity;
    const asking = ask(endpoint, AbortSignal.timeout(deadline)).catch((error: unknown) => {
      // The server says itself that it has no list; anything else may pass.
      if (!isMessagesError(error) || error.kind !== 'not_found') until = begun === forgotten ? now() + retryAfter : 0;
      return [];
    });
    const listed: Listed = { asking, until };
    lists.set(endpointId(endpoint), listed);
    void asking.then((models) => {
      Object.assign(listed, { models, until });
      changed();
    });
    return asking;
  }

  return {
    of(endpoint) {
      const listed = lists.get(endpointId(endpoint));
      return listed && now() < listed.until ? listed.asking : begin(endpoint);
    },
    known: (endpoint) => lists.get(endpointId(endpoint))?.models,
    async refresh(endpoint, signal) {
      try {
        const models = await ask(endpoint, signal);
        lists.set(endpointId(endpoint), { asking: Promise.resolve(models), models, until: Infinity });
        changed();
        return models;
      } catch {
        return [];
      }
    },
    forgetFailures() {
      forgotten += 1;
      for (const [id, { until }] of lists) if (until !== Infinity) lists.delete(id);
    },
  };
}

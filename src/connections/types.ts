import type { SentHead } from '../conversation/model';
import type { OptionProblem, RequestOptions } from '../conversation/options';
import type { RefusedPart } from '../conversation/refusedPart';
import type { MessagesClient } from '../messages/client';
import type { Target } from '../messages/modelRules';
import type { ModelInfo } from '../messages/types';

/** Where the next request goes. */
export interface Connection {
  readonly client: MessagesClient;
  readonly endpoint: string;
  readonly target: Target;
  /** The endpoint's model for what is small, where it lists one. */
  readonly cheapest?: ModelInfo | undefined;
  readonly options: RequestOptions;
  /** Settings that are not sent, since they do not fit. */
  readonly problems: readonly OptionProblem[];
  /** Where requests go and with which headers, without the key; undefined where that cannot be told. */
  readonly address: Pick<SentHead, 'url' | 'headers' | 'auth'> | undefined;
  /** Whether to mark what the server may cache. */
  readonly caching: boolean;
  /** The server takes this part of requests for a mistake: later connections do without. */
  refused(part: RefusedPart): void;
}

/** The model that a conversation has set for itself, which counts before the one in the settings. */
export interface OwnModel {
  /** Undefined where it has set nothing; null is the endpoint's default, whatever the settings name. */
  readonly model: string | null | undefined;
  /** From here on the settings count. */
  drop(): void;
}

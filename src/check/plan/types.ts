/** The data of a check: what is asked of an endpoint, and what was found. */
import type { Auth } from '../../messages/endpoint';
import type { MessagesError } from '../../messages/errors';
import type { RecordedExchange } from '../../messages/recorder';
import type { Notice } from '../../messages/types';
import type { Fault, FaultKind } from './faults';
import type { Probe } from './probe';
import type { ProxySource } from './proxySettings';

export type StepId =
  | 'address'
  | 'certificate'
  | 'proxy'
  | 'key'
  | 'models'
  | 'reply'
  | 'streaming'
  | 'thinking'
  | 'caching'
  | 'tools'
  | 'serverTools'
  | 'diagnostics'
  | 'countTokens';

/** One question to an endpoint. */
export interface Step {
  readonly id: StepId;
  /** Steps that must not have failed: without them this one would say nothing. */
  readonly needs: readonly StepId[];
  cost(model: string): StepCost;
  /** Rejects only with the `aborted` of a person who stopped it. */
  run(probe: Probe): Promise<Found>;
}

/** The most that a step uses, about, when all goes well. Without tokens it costs nothing. */
export interface StepCost {
  readonly requests: number;
  /** Tokens. */
  readonly input?: number;
  readonly output?: number;
  /** Tokens of input that are written to the server's cache. */
  readonly written?: number;
}

/**
 * `ok`: as it should be. `absent`: the endpoint does not have this, which only limits it. `warning`: it works, and
 * something is wrong. `failed`: what needs it cannot work.
 */
export type Outcome = 'ok' | 'absent' | 'warning' | 'failed';

export interface Found {
  readonly outcome: Outcome;
  readonly verdict: Verdict;
}

/** What came of a step. */
export interface Finding {
  readonly step: StepId;
  readonly outcome: Outcome | 'skipped' | 'stopped';
  readonly verdict: Verdict;
  /** What was sent and what came back, in order. */
  readonly exchanges: readonly RecordedExchange[];
}

/** What a step says. Made into a sentence by `report/words`. */
export type Verdict =
  | { readonly code: 'fault'; readonly fault: Fault }
  | { readonly code: 'skipped'; readonly failed: StepId }
  | { readonly code: 'stopped' }
  /** The step costs tokens, and only what is free was asked for. */
  | { readonly code: 'leftOut' }
  | { readonly code: 'answers'; readonly host: string; readonly status: number; readonly ms: number }
  /** The host is there, but no request came as far as the server. */
  | { readonly code: 'reached'; readonly host: string }
  | { readonly code: 'trusted'; readonly host: string }
  | { readonly code: 'plainHttp' }
  | { readonly code: 'noProxy' }
  | { readonly code: 'proxySet'; readonly sources: readonly ProxySource[] }
  | { readonly code: 'proxyExempt'; readonly sources: readonly ProxySource[]; readonly exemption: string }
  | { readonly code: 'proxyOff'; readonly sources: readonly ProxySource[] }
  | { readonly code: 'keyAccepted'; readonly status: number }
  /** The server found something else wrong, which may be so with any key. */
  | { readonly code: 'keyUnclear'; readonly error: MessagesError }
  | { readonly code: 'keyNotNeeded' }
  | { readonly code: 'keyNeeded' }
  | { readonly code: 'otherAuth'; readonly auth: Auth; readonly works: Auth }
  | { readonly code: 'listed'; readonly models: readonly string[]; readonly model: string }
  | { readonly code: 'notListed'; readonly models: readonly string[]; readonly model: string }
  | { readonly code: 'emptyList' }
  /** A call that not every server has. */
  | { readonly code: 'noSuchCall'; readonly error: MessagesError }
  | Replied
  | { readonly code: 'streamed'; readonly pieces: number; readonly firstToken: number; readonly total: number }
  | { readonly code: 'atOnce'; readonly pieces: number; readonly after: number }
  | { readonly code: 'notStreamed' }
  | { readonly code: 'repaired'; readonly notices: readonly Notice[] }
  /** A feature that the server or the model refuses, in the server's own words. */
  | { readonly code: 'refusedFeature'; readonly error: MessagesError }
  | { readonly code: 'thought'; readonly type: string; readonly isVisible: boolean }
  | { readonly code: 'noThinking'; readonly type: string }
  | { readonly code: 'cached'; readonly written: number; readonly read: number }
  | { readonly code: 'cacheWritten'; readonly written: number }
  | { readonly code: 'cacheIgnored' }
  | { readonly code: 'toolCalled' }
  | { readonly code: 'toolBroken' }
  | { readonly code: 'toolNotCalled' }
  | {
      readonly code: 'serverTools';
      readonly accepted: readonly string[];
      readonly refused: readonly string[];
      /** Of the last refusal. */
      readonly error?: MessagesError;
    }
  | Extras
  | { readonly code: 'counted'; readonly tokens: number };

export interface Replied {
  readonly code: 'replied';
  readonly text: string;
  readonly ms: number;
  readonly stopReason: string | null;
  /** The model that the reply names, where it is another one. */
  readonly otherModel?: string;
  /** Undefined where the server does not report it. */
  readonly tokens?: { readonly input: number; readonly output: number };
}

export interface Extras {
  readonly code: 'extras';
  /** The names of headers. */
  readonly requestIds: readonly string[];
  readonly limits: readonly string[];
  /** What became of the field `diagnostics`. */
  readonly diagnostics: 'answered' | 'ignored' | 'refused';
}

export type Code = Exclude<Verdict['code'], 'fault'> | FaultKind;

/** One word for what a step says, for tests and for who reads many reports. */
export function codeOf(verdict: Verdict): Code {
  return verdict.code === 'fault' ? verdict.fault.kind : verdict.code;
}

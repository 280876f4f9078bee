import type { ErrorKind } from './errors';
import type { ExchangeObserver, ObservedRequest, ObservedResponse } from './observe';
import { recordBody, type BodyRecorder, type RecordedBody } from './recordedBody';

/** One request and what came back. All times are milliseconds since the recording began. */
export interface RecordedExchange {
  readonly request: ObservedRequest;
  readonly sent: number;
  readonly response?: ObservedResponse;
  /** When its headers were there. */
  readonly responded?: number;
  readonly body: RecordedBody;
  /** Not while it is still running. */
  readonly ended?: number;
  /** How it ended; undefined for a complete reply, and while it is running. */
  readonly failure?: ErrorKind;
  /** What the failure is about: a code such as ECONNREFUSED. */
  readonly subject?: string;
}

/** What one reply took: a request, and others before it when they failed. */
export interface Recording {
  /** When it began: milliseconds since the epoch. */
  readonly at: number;
  readonly exchanges: readonly RecordedExchange[];
}

/** An observer that keeps all it is told. */
export interface Recorder extends ExchangeObserver, Recording {
  /** About how much memory it takes: bytes. */
  readonly size: () => number;
}

/** More than any reply has: what comes beyond is counted, and not kept. Bytes. */
const longestBody = 64 * 1024 * 1024;

type Kept = { -readonly [M in keyof RecordedExchange]: RecordedExchange[M] } & { readonly body: BodyRecorder };

/**
 * @param at milliseconds since the epoch
 * @param now monotonic milliseconds
 */
export function createRecorder(at: number, now: () => number, most = longestBody): Recorder {
  const began = now();
  const exchanges: Kept[] = [];
  const time = () => now() - began;
  /** The one that runs; a request that was refused before it left is none. */
  const running = () => exchanges.findLast(({ ended }) => ended === undefined);

  return {
    at,
    exchanges,
    onRequest: (request) => void exchanges.push({ request, sent: time(), body: recordBody(most) }),
    onResponse(response) {
      const one = running();
      if (!one) return;
      one.response = response;
      one.responded = time();
    },
    onBytes: (bytes) => running()?.body.add(bytes, time()),
    onEnd(error) {
      const one = running();
      if (!one) return;
      one.ended = time();
      if (error) one.failure = error.kind;
      if (error?.details.subject !== undefined) one.subject = error.details.subject;
    },
    size() {
      // Every attempt sends the same text, and what it is made of is the conversation's.
      const sent = Math.max(0, ...exchanges.map(({ request }) => request.size));
      return exchanges.reduce((sum, { body }) => sum + body.kept + body.reads.length * 32, sent);
    },
  };
}

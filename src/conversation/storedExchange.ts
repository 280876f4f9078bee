import type { InferOutput } from 'valibot';
import type { ErrorKind } from '../messages/errors';
import type { Read } from '../messages/recordedBody';
import type { RecordedExchange } from '../messages/recorder';
import { members, number, unchecked } from './storedSchema';

/** A silence: from when on, and how long. */
export type Gap = readonly [from: number, length: number];

/**
 * What is kept of a request and its response beside a reply, for good: without the bodies, so that a reply costs its own
 * bytes. All times are milliseconds since the first request was made.
 */
export const storedExchangeSchema = members({
  sent: number,
  status: unchecked<number>(),
  headers: unchecked<ReadonlyArray<readonly [name: string, value: string]>>(),
  /** When the response's headers were there, its first byte, and its end. */
  responded: unchecked<number>(),
  firstByte: unchecked<number>(),
  ended: unchecked<number>(),
  /** Bytes of the response's body. */
  size: number,
  /** The longest silences, the longest first. */
  gaps: unchecked<readonly Gap[]>(),
  /** How it ended; undefined for a complete reply. */
  failure: unchecked<ErrorKind>(),
  subject: unchecked<string>(),
});
export type StoredExchange = InferOutput<typeof storedExchangeSchema>;

/** Attempts that are kept: the client makes five at most, and two for each of the requests of a reply. */
const mostExchanges = 10;
const mostHeaders = 40;
/** Characters. */
const longestValue = 200;
const mostGaps = 3;
/** ms below which a silence is none. */
const shortestGap = 50;

export function storedExchanges(exchanges: readonly RecordedExchange[]): readonly StoredExchange[] {
  return exchanges.slice(-mostExchanges).map(storedExchange);
}

export function storedExchange(exchange: RecordedExchange): StoredExchange {
  const { sent, response, responded, body, ended, failure, subject } = exchange;
  const gaps = longestGaps(body.reads, ended);
  const firstByte = body.reads[0]?.at;
  return {
    sent: whole(sent),
    ...(response && {
      status: response.status,
      headers: response.headers
        .slice(0, mostHeaders)
        .map(([name, value]) => [name.slice(0, longestValue), value.slice(0, longestValue)] as const),
    }),
    ...(responded !== undefined && { responded: whole(responded) }),
    ...(firstByte !== undefined && { firstByte: whole(firstByte) }),
    ...(ended !== undefined && { ended: whole(ended) }),
    size: body.size,
    ...(gaps.length > 0 && { gaps }),
    ...(failure && { failure }),
    ...(subject !== undefined && { subject: subject.slice(0, longestValue) }),
  };
}

/** The longest silences after the first byte, the one before the end included: it is what a deadline ended. */
export function longestGaps(reads: readonly Read[], ended: number | undefined): Gap[] {
  const times = reads.map(({ at }) => at);
  if (ended !== undefined && times.length > 0) times.push(ended);
  return times
    .slice(1)
    .map((at, index): Gap => [whole(times[index]!), whole(at - times[index]!)])
    .filter(([, length]) => length >= shortestGap)
    .sort(([, one], [, other]) => other - one)
    .slice(0, mostGaps);
}

const whole = (ms: number): number => Math.round(ms);

/** A reply's requests and responses as a file that a test can play again, or that a bug report can carry. */
import type { ErrorKind } from '../messages/errors';
import type { RecordedExchange, Recording } from '../messages/recorder';
import type { StoredExchange } from './storedExchange';

export interface Fixture {
  readonly format: typeof format;
  readonly version: 1;
  /** When it was recorded: ISO 8601. */
  readonly recorded: string;
  /** In the order in which they were made: all but the last one failed, and were made again. */
  readonly exchanges: readonly FixtureExchange[];
}

export interface FixtureExchange {
  readonly request: {
    readonly method: string;
    readonly url: string;
    /** `[key]` stands where the key was. */
    readonly headers: Readonly<Record<string, string>>;
    readonly body?: unknown;
  };
  /** Missing where none came. */
  readonly response?: {
    readonly status: number;
    readonly statusText?: string;
    readonly headers: ReadonlyArray<readonly [name: string, value: string]>;
    /** The body as text; where it is none, in base64. Missing where it is not known any more. */
    readonly body?: string;
    readonly bodyBase64?: string;
    /** Milliseconds since the request, and how many bytes of the body were there by then. */
    readonly reads?: ReadonlyArray<readonly [at: number, bytes: number]>;
    /** Bytes of the body that came, where not all of them are here. */
    readonly size?: number;
  };
  /** What came of it: `complete`, or the kind of error that it was. */
  readonly outcome: 'complete' | 'running' | ErrorKind;
  readonly subject?: string;
}

const format = 'aside.fixture';

/** The same recording gives the same text. */
export function fixtureOf({ at, exchanges }: Recording): Fixture {
  return { format, version: 1, recorded: new Date(at).toISOString(), exchanges: exchanges.map(fixtureExchange) };
}

function fixtureExchange(exchange: RecordedExchange): FixtureExchange {
  const { request, response, sent, body, ended, failure, subject } = exchange;
  const { method, url, headers } = request;
  return {
    request: { method, url, headers, ...(request.body && { body: request.body }) },
    ...(response && {
      response: {
        status: response.status,
        ...(response.statusText !== '' && { statusText: response.statusText }),
        headers: response.headers,
        ...bodyMembers(body.bytes()),
        reads: body.reads.map(({ at, end }) => [Math.round(at - sent), end] as const),
        ...(body.kept < body.size && { size: body.size }),
      },
    }),
    outcome: failure ?? (ended === undefined ? 'running' : 'complete'),
    ...(subject !== undefined && { subject }),
  };
}

/** What is left of one when the bodies of the responses are not here any more. */
export function fixtureWithoutBodies(
  at: number,
  request: FixtureExchange['request'],
  exchanges: readonly StoredExchange[],
): Fixture {
  return {
    format,
    version: 1,
    recorded: new Date(at).toISOString(),
    exchanges: exchanges.map(({ status, headers = [], size, ended, failure, subject }) => ({
      request,
      ...(status !== undefined && { response: { status, headers, size } }),
      outcome: failure ?? (ended === undefined ? 'running' : 'complete'),
      ...(subject !== undefined && { subject }),
    })),
  };
}

/** The bytes of a fixture's body; undefined where they are not known. */
export function fixtureBody({ response }: FixtureExchange): Uint8Array | undefined {
  if (response?.body !== undefined) return new TextEncoder().encode(response.body);
  if (response?.bodyBase64 === undefined) return undefined;
  return Uint8Array.from(atob(response.bodyBase64), (character) => character.charCodeAt(0));
}

function bodyMembers(bytes: Uint8Array): { body: string } | { bodyBase64: string } {
  try {
    // A BOM is a part of what came.
    return { body: new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes) };
  } catch {
    return { bodyBase64: base64(bytes) };
  }
}

function base64(bytes: Uint8Array): string {
  let text = '';
  // A call takes only so many arguments.
  for (let at = 0; at < bytes.length; at += 8192) text += String.fromCharCode(...bytes.subarray(at, at + 8192));
  return btoa(text);
}

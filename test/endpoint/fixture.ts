import { fixtureBody, type Fixture, type FixtureExchange } from '../../src/conversation/fixture';
import { hang, raw, reset, type RawScript, type Script } from './script';

/**
 * What plays a saved fixture again: a script for each of its requests, with the same status, headers and bytes, and the
 * same end.
 *
 * @param inTime with the waits that were between the bytes; at once otherwise
 */
export function scriptsOf(fixture: Fixture, inTime = false): Script[] {
  return fixture.exchanges.map((exchange) => scriptOf(exchange, inTime));
}

function scriptOf(exchange: FixtureExchange, inTime: boolean): Script {
  const { response, outcome } = exchange;
  if (!response) return outcome === 'connect_timeout' || outcome === 'aborted' ? hang('headers') : reset();
  const body = fixtureBody(exchange) ?? new Uint8Array();
  const headers = Object.fromEntries(response.headers.filter(([name]) => !ofTheConnection.has(name)));
  return raw(inTime ? partsInTime(body, response.reads ?? []) : [body], {
    status: response.status,
    headers,
    then: endOf(outcome),
  });
}

function endOf(outcome: FixtureExchange['outcome']): RawScript['then'] {
  if (outcome === 'idle_timeout' || outcome === 'aborted' || outcome === 'running') return 'hang';
  return outcome === 'cut' ? 'cut' : undefined;
}

/** What the server adds itself; and the body is recorded as it was when any encoding was taken off. */
const ofTheConnection: ReadonlySet<string> = new Set([
  'connection',
  'content-encoding',
  'content-length',
  'date',
  'keep-alive',
  'transfer-encoding',
]);

function partsInTime(body: Uint8Array, reads: ReadonlyArray<readonly [at: number, bytes: number]>): RawScript['parts'] {
  const parts: (Uint8Array | number)[] = [];
  let [before, from] = [0, 0];
  for (const [at, end] of reads) {
    if (at > before) parts.push(at - before);
    parts.push(body.subarray(from, end));
    [before, from] = [at, end];
  }
  return parts;
}

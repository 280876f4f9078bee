import Anthropic from '@anthropic-ai/sdk';
import { isDeepStrictEqual } from 'node:util';
import type { Row } from '../../fixtures/faults';
import { bytesOf, streamOf } from './helpers';

/**
 * Whether the official SDK gets a row of the fault matrix right: the same content and stop reason; where an error is
 * due, any error, with what had arrived in its last snapshot.
 */
export async function sdkIsRight(row: Row): Promise<boolean> {
  const client = new Anthropic({
    apiKey: 'unused',
    baseURL: 'http://localhost',
    maxRetries: 0,
    logLevel: 'off',
    fetch: () => Promise.resolve(responseOf(row)),
  });
  const request = { model: 'asked-for', max_tokens: 1, messages: [{ role: 'user' as const, content: 'x' }] };
  const stream = row.streamed === false ? undefined : client.messages.stream(request);
  const expected = row.content ?? (row.text === undefined ? [] : [{ type: 'text', text: row.text }]);
  try {
    const message: { content: unknown; stop_reason: string | null } = stream
      ? await stream.finalMessage()
      : await client.messages.create(request);
    const sameStop = row.stop === undefined || message.stop_reason === row.stop;
    return row.error === undefined && sameStop && sameContent(message.content, expected);
  } catch {
    return row.error !== undefined && sameContent(stream?.currentMessage?.content ?? [], expected);
  }
}

function responseOf({ body, breaks, streamed, status = 200, headers }: Row): Response {
  const bytes = typeof body === 'string' ? bytesOf(body) : body;
  const type = streamed === false ? 'application/json' : 'text/event-stream';
  return new Response(streamOf([bytes], breaks), { status, headers: { 'content-type': type, ...headers } });
}

/** Null members count as absent. How an input that was cut is kept is each client's own affair. */
function sameContent(actual: unknown, expected: readonly object[]): boolean {
  if (!Array.isArray(actual) || actual.length !== expected.length) return false;
  return expected.every((block, n) => {
    const ignored = ['parsed_output', ...('partial_input' in block ? ['input', 'partial_input'] : [])];
    return isDeepStrictEqual(plain(actual[n], ignored), plain(block, ignored));
  });
}

function plain(block: unknown, ignored: readonly string[]): object {
  const members = Object.entries(JSON.parse(JSON.stringify(block)) as object);
  return Object.fromEntries(members.filter(([name, value]) => value !== null && !ignored.includes(name)));
}

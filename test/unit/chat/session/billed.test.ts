import assert from 'node:assert/strict';
import { createSession } from '../../../../src/chat/session/session';
import type { SessionDeps } from '../../../../src/chat/session/types';
import { spentOn } from '../../../../src/conversation/cost';
import { emptyConversation } from '../../../../src/conversation/model';
import { readOptions } from '../../../../src/conversation/options';
import { createClient } from '../../../../src/messages/client';
import { reply, startEndpoint, type TestEndpoint } from '../../../endpoint';
import { createCache } from '../../../endpoint/billing';
import { noErrors } from '../../../fixtures/noErrors';

const model = 'claude-sonnet-4-5';
const words = (tokens: number, word: string): string => `${word} `.repeat((4 * tokens) / (word.length + 1));

describe('a conversation of 50 turns with a server that bills by its cache', () => {
  let endpoint: TestEndpoint;
  afterEach(() => endpoint.close());

  /** Asks 50 questions, a minute each, with 20,000 tokens of code along with the first; gives what it cost. */
  async function converse(caching: boolean) {
    let clock = 0;
    let ids = 0;
    endpoint = await startEndpoint({
      auth: 'bearer',
      cache: createCache(() => clock),
      reply: () => reply(words(300, 'answer'), { chunk: 10_000 }),
    });
    const client = createClient({ endpoint: { name: 'E', baseUrl: endpoint.url, auth: 'bearer' }, key: 'sk-k' });
    const { options } = readOptions((setting) => (setting === 'system' ? words(1500, 'rule') : undefined));
    const deps: SessionDeps = {
      store: { append: async () => undefined } as unknown as SessionDeps['store'],
      wording: {
        error: ({ kind, serverMessage = '' }) => ({ sentence: `${kind} ${serverMessage}`, steps: [] }),
        optionProblem: ({ setting }) => setting,
        notice: ({ code }) => code,
        stopReason: () => undefined,
        ...{ continuePrompt: '', summaryPrompt: '', noSummary: '' },
      },
      costs: () => ({ prices: {}, confirm: undefined, problems: [] }),
      windowOf: () => undefined,
      connect: async () => ({
        ...{ client, endpoint: 'E', target: { model }, options, problems: [], address: undefined },
        ...{ caching, refused: () => assert.fail('the breakpoints are refused') },
      }),
      storedError: (error) => ({ kind: String(error) }),
      now: () => clock,
      later: () => () => undefined,
      log: noErrors,
      newId: () => `id${++ids}`,
    };
    const session = createSession(emptyConversation('c', 0), deps);
    const code = words(20_000, 'context');
    const chip = { id: 'c', label: 'a.ts', languageId: 'ts', code, tokens: 20_000 };
    for (let n = 0; n < 50; n += 1) {
      clock += 60_000;
      await session.send(`${words(60, 'question')} ${n}?`, n === 0 ? [chip] : []);
    }
    const turns = session.turns();
    assert.deepEqual(
      turns.flatMap(({ error }) => error ?? []),
      [],
    );
    const replies = turns.filter(({ role }) => role === 'assistant');
    const spent = spentOn(turns, {});
    const reading = spentOn(
      replies.map((turn) => ({ ...turn, usage: { ...turn.usage, output_tokens: 0 } })),
      {},
    );
    return { spent, input: reading.cost!, replies };
  }

  it('costs at most a fifth of the same without caching, and all that was read is read from the cache', async function () {
    this.timeout(60_000);
    const plain = await converse(false);
    await endpoint.close();
    const cached = await converse(true);
    const ratio = cached.input / plain.input;
    console.log(
      `      input of 50 turns: $${cached.input.toFixed(3)} with caching, $${plain.input.toFixed(3)} without: ${ratio.toFixed(3)}`,
    );
    assert(ratio <= 0.2, String(ratio));
    assert.equal(plain.spent.cached + plain.spent.written, 0);
    assert.equal(cached.spent.input, 0);
    // Both have sent the same.
    assert.equal(cached.spent.cached + cached.spent.written, plain.spent.input);
    for (const [n, { usage }] of cached.replies.entries()) {
      const before = cached.replies[n - 1]?.usage;
      const known = (before?.cache_read_input_tokens ?? 0) + (before?.cache_creation_input_tokens ?? 0);
      assert.equal(usage?.cache_read_input_tokens, known, `reply ${n}`);
    }
  });
});

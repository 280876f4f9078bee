import assert from 'node:assert/strict';
import { createFeed } from '../../../../src/chat/panel/feed';
import { createSession } from '../../../../src/chat/session/session';
import type { SessionDeps, SessionEvent } from '../../../../src/chat/session/types';
import { blockViews } from '../../../../src/chat/session/turnView';
import { emptyConversation } from '../../../../src/conversation/model';
import { readOptions } from '../../../../src/conversation/options';
import { createClient } from '../../../../src/messages/client';
import type { MessagesError } from '../../../../src/messages/errors';
import { blocksOf, initialState, reduce, type ViewState } from '../../../../src/webview/transcript/store';
import { faultRows, longRows, type Row } from '../../../fixtures/faults';
import { bytesOf, cutAtRandom, streamOf } from '../../messages/helpers';
import { noErrors } from '../../../fixtures/noErrors';

/** Asks once, of a server that answers with this row, and returns what the view then holds. */
async function ask({ body, breaks, streamed, status, headers }: Row): Promise<ViewState> {
  const bytes = typeof body === 'string' ? bytesOf(body) : body;
  const client = createClient({
    endpoint: { name: 'test', baseUrl: 'http://localhost', auth: 'none' },
    fetch: () =>
      Promise.resolve(
        new Response(streamOf(cutAtRandom(bytes, 20, 1), breaks), { status: status ?? 200, headers: { ...headers } }),
      ),
    sleep: () => Promise.resolve(),
  });
  const { options } = readOptions((setting) => (setting === 'stream' ? streamed : undefined));
  let ids = 0;
  const deps: SessionDeps = {
    store: { append: () => Promise.resolve() } as unknown as SessionDeps['store'],
    wording: {
      error: ({ kind }) => ({
        sentence: kind,
        steps: [
          { id: 'retry', label: 'Retry' },
          { id: 'continue', label: 'Continue' },
        ],
      }),
      optionProblem: ({ setting }) => setting,
      notice: (notice) => (notice.code === 'repaired' ? `repaired: ${notice.detail}` : notice.code),
      stopReason: () => undefined,
      continuePrompt: 'Go on.',
      summaryPrompt: 'Summarise.',
      noSummary: 'no summary',
    },
    costs: () => ({ prices: {}, confirm: undefined, problems: [] }),
    windowOf: () => undefined,
    connect: () =>
      Promise.resolve({
        client,
        endpoint: 'E',
        target: { model: 'claude-x' },
        options,
        problems: [],
        address: undefined,
        caching: false,
        refused: () => undefined,
      }),
    storedError: (error) => ({ kind: (error as MessagesError).kind }),
    now: () => 0,
    later: () => () => undefined,
    log: noErrors,
    newId: () => `id${++ids}`,
  };
  const session = createSession(emptyConversation('c', 0), deps);
  let state = reduce(initialState, session.snapshot(50));
  // As they are posted: what cannot be cloned would not arrive.
  const feed = createFeed((message) => (state = reduce(state, structuredClone(message))), setImmediate);
  session.listen((event: SessionEvent) => {
    if (event.type !== 'busy') feed.add(event);
  });
  await session.send('Hi');
  feed.flush();
  return state;
}

describe('the fault matrix in the panel', () => {
  for (const row of [...faultRows, ...longRows]) {
    it(row.name, async () => {
      const { turns, live } = await ask(row);
      const turn = turns.at(-1)!;
      assert.equal(turn.role, 'assistant');
      assert.equal(turn.state, row.error ? 'failed' : 'done');

      const content = row.content ?? (row.text === undefined ? [] : [{ type: 'text', text: row.text }]);
      const expected = blockViews(content.map((block) => ({ type: '', ...block })));
      const shown = blocksOf(turn, live);
      assert.deepEqual(
        shown.map(({ view, pieces }) => ({ kind: view.kind, text: pieces.join('') })),
        expected.map(({ kind, text }) => ({ kind, text })),
      );

      assert.equal(turn.error?.sentence, row.error);
      if (row.error) {
        const steps = content.length > 0 ? ['retry', 'continue'] : ['retry'];
        assert.deepEqual(
          turn.error?.steps.map(({ id }) => id),
          steps,
        );
      }
      const told = (row.notices ?? []).filter((notice) => notice === 'tool_input_cut');
      const repaired = (row.notices ?? []).filter((notice) => notice !== 'tool_input_cut');
      assert.deepEqual(turn.notices, told);
      assert.deepEqual(turn.repairs, repaired);
    }).timeout(60_000);
  }
});

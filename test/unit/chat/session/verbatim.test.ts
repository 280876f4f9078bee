import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createSession } from '../../../../src/chat/session/session';
import type { SessionDeps } from '../../../../src/chat/session/types';
import type { WebFiles } from '../../../../src/conversation/directory';
import { openDirectory } from '../../../../src/conversation/directory.node';
import { emptyConversation } from '../../../../src/conversation/model';
import { readOptions } from '../../../../src/conversation/options';
import { createStore } from '../../../../src/conversation/store';
import { createClient } from '../../../../src/messages/client';
import { bytesOf, end, ev, event, hello } from '../../../fixtures/faults/events';
import { plainWording } from '../../../fixtures/wording';
import { noErrors } from '../../../fixtures/noErrors';

const citation = { type: 'web_search_result_location', url: 'https://e.example/ü', cited_text: 'aé😀', title: null };
const blocks = [
  { type: 'thinking', thinking: 'Hm', signature: 'c2ln+/==' },
  { type: 'redacted_thinking', data: 'AAAA/+==' },
  { type: 'server_tool_use', id: 'srvtoolu_1', name: 'web_search', input: { query: 'é', n: [1, 2.5, null] } },
  { type: 'web_search_tool_result', tool_use_id: 'srvtoolu_1', content: [{ url: 'u', encrypted_content: 'E==' }] },
  { type: 'text', text: 'Hello', citations: [citation] },
  { type: 'hologram', data: { z: 1, a: [{ deep: true }], none: null } },
];

const stream = [
  ev.start(),
  ev.open(0, { type: 'thinking', thinking: '', signature: '' }),
  ev.thinking(0, 'Hm'),
  ev.signature(0, 'c2ln+/=='),
  ev.close(0),
  ev.open(1, blocks[1]) + ev.close(1),
  ev.open(2, { ...blocks[2], input: {} }),
  ev.json(2, '{"query":"é","n":[1,'),
  ev.json(2, '2.5,null]}'),
  ev.close(2),
  ev.open(3, blocks[3]) + ev.close(3),
  ev.open(4, { type: 'text', text: '', citations: [] }),
  ev.text(4, 'Hello'),
  event('content_block_delta', { index: 4, delta: { type: 'citations_delta', citation } }),
  ev.close(4),
  ev.open(5, blocks[5]) + ev.close(5),
].join('');

const refusal = { type: 'refusal', category: 'cyber', explanation: 'No.' };
const refused = event('message_delta', {
  delta: { stop_reason: 'refusal', stop_sequence: null, stop_details: refusal },
  usage: { output_tokens: 5 },
});

describe('every block goes back as it came, after a reload', () => {
  let folder = '';
  beforeEach(async () => void (folder = await mkdtemp(join(tmpdir(), 'aside-verbatim-'))));
  afterEach(() => rm(folder, { recursive: true, force: true }));

  /** Gets a reply, loads the conversation as another window would, and asks again. */
  async function askTwice(first: string) {
    const bodies: string[] = [];
    const replies = [first, hello()];
    const client = createClient({
      endpoint: { name: 'test', baseUrl: 'http://localhost', auth: 'none' },
      fetch: (_url, init) => {
        bodies.push(init?.body as string);
        return Promise.resolve(new Response(new Uint8Array(bytesOf(replies.shift()!))));
      },
    });
    let ids = 0;
    const open = (windowId: string) =>
      createStore({
        directory: openDirectory(folder, {} as WebFiles),
        windowId,
        onWriteError: (error) => assert.fail(String(error)),
        onDamage: () => assert.fail('a damaged log'),
      });
    const deps = (windowId: string): SessionDeps => ({
      store: open(windowId),
      wording: plainWording,
      costs: () => ({ prices: {}, confirm: undefined, problems: [] }),
      windowOf: () => undefined,
      connect: () =>
        Promise.resolve({
          client,
          endpoint: 'E',
          target: { model: 'claude-test' },
          options: readOptions(() => undefined).options,
          problems: [],
          address: undefined,
          caching: false,
          refused: () => undefined,
        }),
      storedError: (error) => ({ kind: String(error) }),
      now: () => ++ids,
      later: () => () => undefined,
      log: noErrors,
      newId: () => `id${++ids}`,
    });
    const before = deps('w1');
    await createSession(emptyConversation('c', 0), before).send('One');
    await before.store.flush();
    const after = deps('w2');
    const loaded = (await after.store.load('c'))!;
    const session = createSession(loaded, after);
    const turn = session.turns().at(-1)!;
    await session.send('Two');
    await after.store.flush();
    return { turn, sent: bodies[1]! };
  }

  it('citations, a server tool and its result, redacted thinking, what nobody knows: the same bytes', async () => {
    const { sent } = await askTwice(stream + end);
    const { messages } = JSON.parse(sent) as { messages: { role: string; content: unknown }[] };
    assert.deepEqual(
      messages.map(({ role }) => role),
      ['user', 'assistant', 'user'],
    );
    assert.equal(JSON.stringify(messages[1]?.content), JSON.stringify(blocks));
    assert(sent.includes(JSON.stringify(blocks)));
  });

  it('a refusal keeps its details', async () => {
    const { turn } = await askTwice(stream + refused + ev.stop());
    assert.equal(turn.stopReason, 'refusal');
    assert.deepEqual(turn.stopDetails, refusal);
  });

  it('a full context window keeps its stop reason', async () => {
    const { turn } = await askTwice(stream + ev.delta('model_context_window_exceeded') + ev.stop());
    assert.equal(turn.stopReason, 'model_context_window_exceeded');
    assert.equal(JSON.stringify(turn.content), JSON.stringify(blocks));
  });
});

import * as vscode from 'vscode';
import { createRecordings } from '../../../src/chat/requests/recordings';
import { createRequests } from '../../../src/chat/requests/requests';
import type { Session, SessionEvent } from '../../../src/chat/session/types';
import { emptyConversation, type Turn } from '../../../src/conversation/model';
import { equal, ok } from '../inline/support';
import { noKeys } from '../../fixtures/noKeys';

const asked: Turn = { id: 'q', parent: null, role: 'user', at: 1, state: 'done', text: 'Hi', content: [] };
const running: Turn = {
  ...{ id: 'a', parent: 'q', role: 'assistant', at: 2, state: 'streaming', content: [] },
  ...{ model: 'claude-sonnet-4-5', endpoint: 'Work' },
  sent: { url: 'https://api.example/v1/messages', headers: {}, auth: 'bearer', fields: { model: 'm' }, cached: false },
};
const uri = (turn: string) =>
  vscode.Uri.from({ scheme: 'aside-request', path: '/request 10.00.00.md', query: `c/${turn}` });

/** A conversation with a reply that is running, and who asks for its request. */
function setUp() {
  const turns = new Map([asked, running].map((turn) => [turn.id, turn]));
  const conversation = { ...emptyConversation('c', 0), turns, leaf: 'a' };
  const listeners = new Set<(event: SessionEvent) => void>();
  let busy = true;
  const session = {
    id: 'c',
    conversation: () => conversation,
    busy: () => busy,
    listen(listener: (event: SessionEvent) => void) {
      listeners.add(listener);
      return { dispose: () => listeners.delete(listener) };
    },
  } as unknown as Session;
  let clock = 0;
  const recordings = createRecordings(
    () => (clock += 10),
    () => 5,
  );
  const changed: vscode.Uri[] = [];
  const requests = createRequests({
    recordings,
    find: async (id) => (id === 'c' ? session : undefined),
    current: async () => session,
    sessions: () => [session],
    changed: (one) => void changed.push(one),
    redactor: async () => noKeys,
    endpoints: () => [],
    errorSentence: ({ kind }) => `It was ${kind}.`,
  });
  const end = (turn: Turn) => {
    turns.set(turn.id, turn);
    busy = false;
    for (const listener of listeners) listener({ type: 'busy' });
  };
  return { requests, recordings, changed, end, listeners };
}

async function refused(what: string, promise: Promise<unknown>): Promise<void> {
  const error: unknown = await promise.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  ok(error instanceof vscode.FileSystemError, `${what}: ${String(error)}`);
}

describe('the file of a request', () => {
  it('is that of a moment while the reply runs, and another one when it is over', async () => {
    const { requests, recordings, changed, end, listeners } = setUp();
    const recorder = recordings.record('a');
    recorder.onRequest({ method: 'POST', url: 'https://api.example/v1/messages', headers: {}, body: {}, size: 2 });
    // The extension’s own files do not have this conversation, so that no editor opens.
    await requests.show({ turn: 'a' }).then(undefined, () => undefined);
    equal(listeners.size, 1, 'it waits for the end');
    const before = await requests.files.read(uri('a'));
    ok(before.includes('still running') && before.includes('No response came.'), before);
    recorder.onResponse({ status: 401, statusText: '', headers: [] });
    recorder.onEnd(Object.assign(new Error(), { kind: 'authentication', details: {} }) as never);
    changed.length = 0;
    end({ ...running, state: 'failed', error: { kind: 'authentication', status: 401 }, total: 40 });
    equal(changed.map(String), [uriShown(changed)], 'it is told of once');
    equal(listeners.size, 0, 'listeners');
    const after = await requests.files.read(uri('a'));
    ok(after.includes('- Outcome: HTTP 401 · authentication · It was authentication.'), after);
    ok((await requests.files.modified(uri('a'))) < Date.now(), 'it stands still from then on');
    requests.dispose();
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
  });

  it('is there for replies whose request is known, and cannot be written', async () => {
    const { requests } = setUp();
    await refused('another conversation', requests.files.read(uri('a').with({ query: 'x/a' })));
    await refused('a question', requests.files.read(uri('q')));
    await refused('no reply at all', requests.files.modified(uri('z')));
    await refused('without a query', requests.files.read(uri('a').with({ query: '' })));
    await refused('writing', (async () => requests.files.write(uri('a'), 'x'))());
    requests.dispose();
  });
});

/** The one uri, named by the local time. */
function uriShown(changed: readonly vscode.Uri[]): string {
  const [one] = changed;
  equal([one?.scheme, one?.query], ['aside-request', 'c/a']);
  return String(one);
}

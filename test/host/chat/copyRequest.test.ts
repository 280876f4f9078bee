import * as vscode from 'vscode';
import { copyRequest, type CopyDeps } from '../../../src/chat/requests/copyRequest';
import type { Session } from '../../../src/chat/session/types';
import { emptyConversation, type Turn } from '../../../src/conversation/model';
import { equal, ok, sleep } from '../inline/support';
import { noKeys } from '../../fixtures/noKeys';

const asked: Turn = {
  ...{ id: 'q', parent: null, role: 'user', at: 1, state: 'done', text: 'Hi' },
  content: [{ type: 'text', text: 'Hi' }],
};
const answered: Turn = {
  ...{ id: 'a', parent: 'q', role: 'assistant', at: 2, state: 'failed', content: [] },
  ...{ model: 'claude-sonnet-4-5', endpoint: 'Work' },
  sent: {
    url: 'https://api.example/v1/messages',
    headers: { 'content-type': 'application/json' },
    auth: 'bearer',
    fields: { model: 'claude-sonnet-4-5', max_tokens: 5 },
    cached: false,
  },
};

function session(...turns: Turn[]): Session {
  const conversation = { ...emptyConversation('c', 0), turns: new Map(turns.map((turn) => [turn.id, turn])) };
  return { conversation: () => conversation } as unknown as Session;
}

const deps: CopyDeps = {
  redactor: async () => noKeys,
  endpoints: () => [{ name: 'Work', baseUrl: 'https://api.example', auth: 'bearer' }],
};

/** Takes the n-th of what is offered, as soon as it is. */
async function picking(n: number, done: Promise<void>): Promise<void> {
  let over = false;
  void done.finally(() => (over = true));
  await sleep(300);
  for (let step = 1; step < n; step += 1) await vscode.commands.executeCommand('workbench.action.quickOpenSelectNext');
  while (!over) {
    await vscode.commands.executeCommand('workbench.action.acceptSelectedQuickOpenItem');
    await sleep(100);
  }
  await done;
}

describe('a request that is copied', () => {
  it('as a program, of a request that failed too', async () => {
    await vscode.env.clipboard.writeText('before');
    await picking(3, copyRequest(deps, session(asked, answered), 'a'));
    const text = await vscode.env.clipboard.readText();
    ok(text.includes('import urllib.request'), text);
    ok(text.includes('os.environ["WORK_API_KEY"]'), 'the key is read from the environment');
    ok(text.includes('"content": "Hi"'), 'the question');
  });

  it('as its body', async () => {
    await picking(4, copyRequest(deps, session(asked, answered), 'a'));
    equal(JSON.parse(await vscode.env.clipboard.readText()), {
      model: 'claude-sonnet-4-5',
      max_tokens: 5,
      messages: [{ role: 'user', content: 'Hi' }],
    });
  });

  it('is not made up where nothing was sent', async () => {
    await vscode.env.clipboard.writeText('before');
    await copyRequest(deps, session(asked, { ...answered, sent: undefined }), 'a');
    equal(await vscode.env.clipboard.readText(), 'before');
  });
});

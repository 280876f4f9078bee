// A small extension beside Aside, in the same extension host: a chat participant for VS Code's own chat view, and the
// host's heap. It does what the driver (transcript.ts) answers when it is asked what to do.
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import * as vscode from 'vscode';
import { paced } from './pace';
import { deltasOf } from './transcriptCorpus';

/** What the driver says: the text comes with it, since a prompt would be shown. */
export type Order =
  | { readonly type: 'chat'; readonly text: string; readonly perSecond: number }
  | { readonly type: 'go' }
  | { readonly type: 'heap' };

/** What is told the driver. */
export type Told =
  | { readonly type: 'next' }
  | { readonly type: 'waiting' }
  /** Milliseconds since the epoch. */
  | { readonly type: 'ended'; readonly at: number }
  /** Bytes, after the garbage was collected. */
  | { readonly type: 'heap'; readonly bytes: number }
  | { readonly type: 'failed'; readonly message: string };

export function activate(context: vscode.ExtensionContext): void {
  const url = vscode.workspace.getConfiguration('asideBench').get<string>('control', '');
  const tell = async (told: Told): Promise<Order | undefined> => {
    const answer = await fetch(url, { method: 'POST', body: JSON.stringify(told) });
    return answer.status === 200 ? ((await answer.json()) as Order) : undefined;
  };
  let waiting: Extract<Order, { type: 'chat' }> | undefined;
  let go: () => void = () => undefined;

  const participant = vscode.chat.createChatParticipant('aside-bench.peer', async (_request, _context, stream) => {
    const order = waiting;
    if (!order) return;
    waiting = undefined;
    const started = new Promise<void>((resolve) => (go = resolve));
    await tell({ type: 'waiting' });
    await started;
    await paced(deltasOf(order.text), order.perSecond, (delta) => stream.markdown(delta));
    await tell({ type: 'ended', at: Date.now() });
  });
  // The chat view asks nobody as long as there is no model to be picked.
  const model = vscode.lm.registerLanguageModelChatProvider('aside-bench', {
    provideLanguageModelChatInformation: () => [
      {
        ...{ id: 'none', name: 'None', family: 'none', version: '1', maxInputTokens: 1000, maxOutputTokens: 1000 },
        capabilities: { toolCalling: true },
        isUserSelectable: true,
      },
    ],
    provideLanguageModelChatResponse: async () => undefined,
    provideTokenCount: async () => 1,
  });
  context.subscriptions.push(participant, model);

  const follow = async (order: Order): Promise<void> => {
    switch (order.type) {
      case 'chat':
        // Asked for, the model is there; the view hears of it a moment later.
        await vscode.lm.selectChatModels({ vendor: 'aside-bench' });
        await new Promise((resolve) => setTimeout(resolve, 2000));
        waiting = order;
        await vscode.commands.executeCommand('workbench.action.chat.newChat');
        await vscode.commands.executeCommand('workbench.action.chat.open', { query: '@peer go', mode: 'ask' });
        return;
      case 'go':
        return go();
      case 'heap': {
        setFlagsFromString('--expose-gc');
        (runInNewContext('gc') as () => void)();
        await tell({ type: 'heap', bytes: process.memoryUsage().heapUsed });
      }
    }
  };
  let over = false;
  context.subscriptions.push({ dispose: () => (over = true) });
  void (async () => {
    while (!over) {
      const order = await tell({ type: 'next' }).catch(() => undefined);
      // A request that waits for minutes is given up by fetch.
      if (!order) await new Promise((resolve) => setTimeout(resolve, 100));
      else void follow(order).catch((error: unknown) => tell({ type: 'failed', message: String(error) }));
    }
  })();
}

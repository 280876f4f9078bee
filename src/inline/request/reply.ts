import * as vscode from 'vscode';
import { baseName } from '../../util/baseName';
import { type Prompt } from '../prompt/prompt';
import { type Proposal } from '../../proposal/proposal';
import { type Broken } from '../../proposal/proposalOptions';
import { type Again, type ShowError } from './again';
import { type Ask } from './ask';
import { withoutThoughts } from './thoughts';

export interface GenerateDeps {
  readonly ask: Ask;
  /** The model answered in prose: nothing was written, and the panel shows why, under what was asked. */
  showProse(text: string, question?: string): void;
  /** A failed request, with what tries it again. What had arrived stays pending. */
  readonly showError: ShowError;
  /** Milliseconds to wait for language extensions before the model is asked; usually a second. */
  readonly scopeTime?: number;
  /** One sentence about something that was not done or not finished. */
  say(sentence: string): void;
}

export type Received = { readonly stopReason: string | null } | { readonly error: unknown } | 'aborted';

/** Ends at once when the stream is stopped, whatever the request is still busy with. */
export async function receive(
  ask: Ask,
  prompt: Prompt,
  proposal: Proposal,
  feed: (text: string) => void,
): Promise<Received> {
  const { signal } = proposal;
  if (signal.aborted) return 'aborted';
  const aborted = new Promise<'aborted'>((resolve) => {
    signal.addEventListener('abort', () => resolve('aborted'), { once: true });
  });
  const onText = (delta: string) => {
    if (!signal.aborted) feed(delta);
  };
  const reply = withoutThoughts(ask)(prompt, { signal, onText }).catch((error: unknown) =>
    signal.aborted ? 'aborted' : { error },
  );
  return Promise.race([reply, aborted]);
}

/**
 * Runs what streams into a proposal, to its end. Whatever it throws is told, and the proposal streams no more: what has
 * arrived stays pending.
 */
export async function streamInto<T>(
  { showError }: Pick<GenerateDeps, 'showError'>,
  proposal: Proposal,
  again: Again,
  stream: () => Promise<T>,
): Promise<T | 'pending' | 'failed'> {
  try {
    return await stream();
  } catch (error) {
    proposal.stop();
    // What has gone wrong already is told, not what comes of that.
    await proposal.finish().catch(() => undefined);
    showError(error, again);
    return proposal.state === 'pending' ? 'pending' : 'failed';
  }
}

/** One sentence about why a stream ended by itself. */
export async function reportAborted(deps: GenerateDeps, proposal: Proposal, broken: Broken): Promise<void> {
  // "Close without saving" first reverts the text, then closes.
  if (broken === 'replaced') await new Promise((resolve) => setTimeout(resolve, closeDelay));
  const reason = proposal.document.isClosed && broken === 'replaced' ? 'closed' : broken;
  deps.say(brokenSentence(reason, baseName(proposal.document.uri.path)));
}

/** Whether a reply ended before its end. */
export function isCut({ stopReason }: { readonly stopReason: string | null }): boolean {
  return stopReason !== null && ['max_tokens', 'model_context_window_exceeded', 'refusal'].includes(stopReason);
}

/** One sentence where the reply ended before its end; false where it did not. */
export function reportCut(deps: GenerateDeps, reply: Received): boolean {
  if (reply === 'aborted' || 'error' in reply) return false;
  if (reply.stopReason === 'max_tokens') {
    deps.say(vscode.l10n.t('The code is cut off: the reply reached its token limit (setting “Max Tokens”).'));
  } else if (reply.stopReason === 'model_context_window_exceeded') {
    deps.say(vscode.l10n.t('The code is cut off: the model’s context window is full.'));
  } else if (reply.stopReason === 'refusal') {
    deps.say(vscode.l10n.t('The model stopped here: it declined to go on.'));
  } else {
    return false;
  }
  return true;
}

/** Milliseconds between the revert and the close of a file that is closed without saving. */
const closeDelay = 150;

function brokenSentence(reason: Broken, file: string): string {
  switch (reason) {
    case 'closed':
      return vscode.l10n.t('{0} was closed, so the generation was stopped. Open it and generate again.', file);
    case 'deleted':
      return vscode.l10n.t('{0} was deleted, so the generation was stopped.', file);
    case 'readOnly':
      return vscode.l10n.t('{0} is read-only, so no code can be written into it.', file);
    case 'touched':
      return vscode.l10n.t('You changed the code that was being edited, so the edit was stopped there.');
    case 'replaced':
      return vscode.l10n.t(
        'The place in {0} was replaced meanwhile, so the generation was stopped. Generate again.',
        file,
      );
  }
}

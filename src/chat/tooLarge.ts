import * as vscode from 'vscode';
import { estimateTokens } from '../context/tokens';
import { branchOf, type Chip } from '../conversation/model';
import { overflowOf } from '../conversation/window';
import { modelInfo } from '../messages/models';
import type { Session, SessionDeps } from './session';

/** A message that does not fit; all in tokens. */
interface TooLarge {
  readonly needed: number;
  readonly model: string;
  readonly contextWindow: number;
  readonly chips: readonly Chip[];
}

/** Tokens of a message, about, from which it is worth knowing what the model reads at once. */
const worthAsking = 20_000;

/** What cannot fit into the model's window is not sent: it says so, and what to leave out. */
export async function isTooLarge(
  shown: Session,
  text: string,
  chips: readonly Chip[],
  connect: SessionDeps['connect'],
): Promise<boolean> {
  const added = chips.reduce((sum, { tokens }) => sum + tokens, estimateTokens(text));
  if (added < worthAsking) return false;
  // Without a key or an address, sending says so.
  const target = (await connect(shown.conversation().options).catch(() => undefined))?.target;
  const contextWindow = target && (target.info?.contextWindow ?? modelInfo(target.model)?.contextWindow);
  const needed = contextWindow && overflowOf(branchOf(shown.conversation()), added, contextWindow);
  if (!needed) return false;
  void offerToDrop(shown, { needed, model: target.model, contextWindow, chips });
  return true;
}

async function offerToDrop(shown: Session, { needed, model, contextWindow, chips }: TooLarge): Promise<void> {
  const { l10n, window } = vscode;
  const count = (tokens: number) => tokens.toLocaleString(vscode.env.language);
  const sentence = l10n.t(
    'This is about {0} tokens with all that was said before, and {1} reads {2}. It was not sent.',
    ...[count(needed), model, count(contextWindow)],
  );
  const largest = chips.reduce<Chip | undefined>((a, b) => (a && a.tokens >= b.tokens ? a : b), undefined);
  if (!largest) return void window.showWarningMessage(sentence);
  const drop = l10n.t('Leave out {0} ({1} tokens)', largest.label, count(largest.tokens));
  if ((await window.showWarningMessage(sentence, drop)) !== drop) return;
  const { draft } = shown.conversation();
  shown.setDraft({ text: draft.text, chips: draft.chips.filter(({ id }) => id !== largest.id) });
}

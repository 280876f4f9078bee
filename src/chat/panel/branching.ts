import * as vscode from 'vscode';
import { forkRecords } from '../../conversation/fork';
import type { Store } from '../../conversation/store';
import type { Session } from '../session/types';
import { joined } from './draftLink';

/** Another reply beside one, of a model that the person picks. The conversation's own model stays what it is. */
export async function retryWith(
  session: Session,
  turn: string,
  askForModel: (current: string) => Promise<string | undefined>,
  retry: (model: string) => Promise<void>,
): Promise<void> {
  const model = await askForModel(session.conversation().turns.get(turn)?.model ?? '');
  if (model !== undefined) await retry(model);
}

/** Writes a new conversation that goes on from a turn. Gives its id; undefined where there is no such turn. */
export async function writeFork(store: Store, session: Session, turn: string): Promise<string | undefined> {
  const id = crypto.randomUUID();
  const records = forkRecords(session.conversation(), turn, { id, at: Date.now(), title: forkTitle });
  if (!records) return undefined;
  await store.append(id, records);
  return id;
}

/** Goes on where a conversation is in a new one, with what was being written. */
export async function forkWithDraft(
  session: Session,
  fork: (session: Session, turn: string) => Promise<Session | undefined>,
): Promise<Session | undefined> {
  const { leaf, draft } = session.conversation();
  const forked = leaf === null ? undefined : await fork(session, leaf);
  if (!forked) return undefined;
  const asked = forked.conversation().draft;
  forked.setDraft({ text: joined(asked.text, draft.text), chips: [...asked.chips, ...draft.chips] });
  return forked;
}

/** A fork of a fork is marked once. */
function forkTitle(original: string): string {
  const mark = vscode.l10n.t('{0} (fork)', '');
  return original.endsWith(mark.trim()) ? original : vscode.l10n.t('{0} (fork)', original);
}

import * as vscode from 'vscode';
import { attachmentFrom, attachmentOf, imageChip, needsAsking, type Attachment } from '../../context/attach';
import { createCompleter, type Source } from '../../context/complete';
import { promptsFor, type Prompt } from '../../context/prompts';
import type { Chip } from '../../conversation/model';
import { base64, fromBase64 } from '../../context/recognize';
import { looksSecret } from '../../context/secrets';
import type { CompletionView, HostMessage, ViewMessage } from '../../protocol';
import type { Session } from '../session/types';
import type { EditorContext } from './context';

export interface AttacherDeps {
  post(message: HostMessage): void;
  readonly editor: Pick<EditorContext, 'selectionChip' | 'fileChip' | 'changesChip' | 'refusalText'>;
}

/** Brings what is not text to a message: what `@` and `/` complete, files that are picked, pasted or dropped. */
export interface Attacher {
  complete(message: Extract<ViewMessage, { type: 'complete' }>): Promise<void>;
  choose(session: Session, item: string): Promise<void>;
  pick(session: Session): Promise<void>;
  drop(session: Session, uris: readonly string[]): Promise<void>;
  takeFile(session: Session, file: Extract<ViewMessage, { type: 'attachFile' }>): Promise<void>;
  takeImage(session: Session, image: Extract<ViewMessage, { type: 'attachImage' }>): void;
  /** The view could not read it, or it is too large to try. */
  refuse(session: Session, file: Extract<ViewMessage, { type: 'fileRefused' }>): void;
}

/** Rows: of the last ten lists or so. */
const mostOffered = 200;

type Offered = { readonly source: Source } | { readonly prompt: Prompt };

export function createAttacher({ post, editor }: AttacherDeps): Attacher {
  const completer = createCompleter();
  /** What the view may choose from, oldest first: while one chooses, the list for the next letter may be on its way. */
  let offered: readonly (readonly [item: string, one: Offered])[] = [];
  let asked = '';

  const code = (): Chip | undefined => editor.selectionChip() ?? editor.fileChip();

  /** What is there already is there as it is now, in its place. */
  function add(session: Session, chips: readonly Chip[]): void {
    if (chips.length === 0) return;
    const { draft } = session.conversation();
    const added = new Map(chips.map((chip) => [chip.id, chip]));
    const known = new Set(draft.chips.map(({ id }) => id));
    const renewed = draft.chips.map((chip) => added.get(chip.id) ?? chip);
    const fresh = [...added.values()].filter(({ id }) => !known.has(id));
    session.setDraft({ text: draft.text, chips: [...renewed, ...fresh] });
  }

  function take(session: Session, attachments: readonly Attachment[]): void {
    add(
      session,
      attachments.flatMap((one) => (one.kind === 'chip' ? [one.chip] : [])),
    );
    for (const one of attachments) {
      if (one.kind === 'image') {
        post({ type: 'shrink', name: one.name, target: one.target, data: base64(one.bytes) });
      }
    }
    const refused = attachments.filter((one) => one.kind === 'refused');
    if (refused.length > 0) post({ type: 'refused', sentences: refused.map((one) => editor.refusalText(one)) });
  }

  /** Those that may be read: what looks secret is asked about, by name. */
  async function allowed(uris: readonly vscode.Uri[]): Promise<vscode.Uri[]> {
    const wanted: vscode.Uri[] = [];
    for (const uri of uris)
      if (!(await needsAsking(uri)) || (await mayGo(vscode.workspace.asRelativePath(uri)))) wanted.push(uri);
    return wanted;
  }

  async function files(session: Session, uris: readonly vscode.Uri[]): Promise<void> {
    take(session, await Promise.all((await allowed(uris)).map(attachmentOf)));
  }

  return {
    async complete({ id, trigger, query }) {
      asked = id;
      const found: Offered[] =
        trigger === '/'
          ? (await promptsFor(query)).map((prompt) => ({ prompt }))
          : (await completer.complete(query)).map((source) => ({ source }));
      // What takes longer to find may come after what was asked later.
      if (asked !== id) return;
      const items = found.map((one, index): [string, Offered] => [`${id}:${index}`, one]);
      offered = [...offered, ...items].slice(-mostOffered);
      post({ type: 'completions', id, items: items.map(([item, one]) => viewOf(item, one)) });
    },
    async choose(session, item) {
      // A page that was made anew counts its lists anew.
      const chosen = offered.findLast(([known]) => known === item)?.[1];
      if (!chosen) return;
      if ('prompt' in chosen) {
        const { takes, text } = chosen.prompt;
        const chip = takes === 'changes' ? await editor.changesChip() : takes === 'code' ? code() : undefined;
        if (chip) add(session, [chip]);
        post({ type: 'insert', text: await text() });
        return;
      }
      const { uris, take: get } = chosen.source;
      const wanted = uris ? await allowed(uris) : [];
      if (uris && wanted.length === 0) return;
      take(session, await get(wanted));
    },
    async pick(session) {
      const picked = await vscode.window.showOpenDialog({
        canSelectMany: true,
        openLabel: vscode.l10n.t('Attach'),
        defaultUri: vscode.workspace.workspaceFolders?.[0]?.uri,
      });
      if (picked) await files(session, picked);
    },
    async drop(session, uris) {
      const dropped = uris.flatMap((text) => parsed(text));
      await files(session, dropped);
    },
    async takeFile(session, { name, size, data }) {
      if (looksSecret(name) && !(await mayGo(name))) return;
      const bytes = fromBase64(data);
      const whole = bytes?.length === size;
      take(session, [whole ? await attachmentFrom(name, '', bytes) : { kind: 'refused', why: 'tooLarge', name }]);
    },
    takeImage(session, { name, target, mediaType, data, width, height }) {
      add(session, [imageChip(name, target, mediaType, data, { width, height })]);
    },
    refuse: (session, { name, why }) => take(session, [{ kind: 'refused', why, name }]),
  };
}

function viewOf(item: string, one: Offered): CompletionView {
  if ('prompt' in one) return { item, kind: 'prompt', label: `/${one.prompt.name}`, detail: one.prompt.detail };
  const { kind, label, detail } = one.source;
  return { item, kind, label, detail };
}

async function mayGo(name: string): Promise<boolean> {
  const attach = vscode.l10n.t('Attach');
  const chosen = await vscode.window.showWarningMessage(
    vscode.l10n.t('{0} may hold secrets, or is kept out of git. Send it to the model?', name),
    { modal: true },
    attach,
  );
  return chosen === attach;
}

function parsed(text: string): vscode.Uri[] {
  try {
    return [vscode.Uri.parse(text, true)];
  } catch {
    return [];
  }
}

import * as vscode from 'vscode';
import { type EditDeps } from './edit';
import { replacement } from '../text/replacement';
import { looksLikePatch } from './answer/patch';
import { placeBlock, type Block, type Candidate, type Placed } from './answer/placeBlock';
import { type Proposals } from '../proposal/proposals';
import { againBy } from './request/again';
import { isReadOnly } from '../proposal/readonly';
import { baseName } from '../util/baseName';

/** A code block of the chat; as a command's argument it is plain data. */
export interface ApplyArgs {
  readonly text: string;
  /** The label of the fence. */
  readonly language?: string;
  /** All that stands behind the fence, label included. */
  readonly info?: string;
  /** The sentences in front of the block. */
  readonly before?: string;
}

export type ApplyOutcome =
  | ('pending' | 'unchanged' | 'cancelled' | 'refused' | 'readOnly' | 'busy' | 'newFile' | 'inserted' | 'nothing')
  | 'discarded';

/** Files larger than this, in characters, are not compared with a block. */
const maxFile = 500_000;

/** Puts a code block of the chat where it belongs, as a proposal; where that is not certain, the reader says where. */
export async function apply(deps: EditDeps, proposals: Proposals, args: ApplyArgs): Promise<ApplyOutcome> {
  if (typeof args?.text !== 'string' || args.text.trim() === '') return 'nothing';
  const block: Block = { text: args.text, info: args.info ?? args.language ?? '', before: args.before ?? '' };
  const documents = await candidates(block);
  const files: Candidate[] = documents.map((document) => ({
    path: vscode.workspace.asRelativePath(document.uri),
    text: document.getText().replaceAll('\r\n', '\n'),
  }));
  const placed = placeBlock(block, files);
  switch (placed.kind) {
    case 'refused':
      deps.say(vscode.l10n.t('The change does not fit any open file, so nothing was changed.'));
      return 'refused';
    case 'ask':
      return ask(deps, proposals, args, documents, placed);
    case 'new':
      await vscode.window.showTextDocument(await newDocument(placed.text, languageOf(args)));
      return 'newFile';
    case 'several': {
      let last: ApplyOutcome = 'nothing';
      for (const { file, text } of placed.changes) last = await propose(deps, proposals, documents[file]!, text);
      return last;
    }
    case 'whole':
    case 'region':
    case 'diff':
      return propose(deps, proposals, documents[placed.file]!, placed.text);
  }
}

/** The open files, and those that the block may name. */
async function candidates({ info, before, text }: Block): Promise<vscode.TextDocument[]> {
  const found = new Set<vscode.TextDocument>();
  const add = async (uri: vscode.Uri) => {
    const { scheme } = uri;
    if (scheme !== 'untitled' && vscode.workspace.fs.isWritableFileSystem(scheme) !== true) return;
    const document = await vscode.workspace.openTextDocument(uri).then(undefined, () => undefined);
    if (document && document.getText().length <= maxFile) found.add(document);
  };
  // Documents live on for a while after their tab was closed: what has a tab is what is open to the reader.
  for (const { input } of vscode.window.tabGroups.all.flatMap(({ tabs }) => tabs)) {
    if (input instanceof vscode.TabInputText) await add(input.uri);
  }
  const told = `${info}\n${before}\n${text.split('\n').slice(0, 3).join('\n')}`;
  for (const path of new Set(filesMentioned(told).slice(0, maxMentioned))) {
    const name = path.replace(/^(\.\/|[ab]\/)/, '');
    const uris = await vscode.workspace.findFiles(`**/${name.replace(/[[\]{}*?]/g, '')}`, '**/node_modules/**', 5);
    for (const uri of uris) await add(uri);
  }
  return [...found];
}

const maxMentioned = 8;

/** The names with an extension in a text, with their folders. */
function filesMentioned(text: string): string[] {
  const tokens = text.match(/[\w@.~-]+(?:\/[\w@.~-]+)*/g) ?? [];
  return tokens.flatMap((token) => {
    const extension = [...token.matchAll(/\.\w+/g)].at(-1);
    const end = extension ? extension.index + extension[0].length : 0;
    return /[^/]\.\w+$/.test(token.slice(0, end)) ? [token.slice(0, end)] : [];
  });
}

async function propose(
  deps: EditDeps,
  proposals: Proposals,
  document: vscode.TextDocument,
  text: string,
): Promise<ApplyOutcome> {
  const now = document.getText().replaceAll('\r\n', '\n');
  if (text === now) {
    deps.say(vscode.l10n.t('{0} has this code already.', baseName(document.uri.path)));
    return 'unchanged';
  }
  if (await isReadOnly(document)) {
    deps.say(vscode.l10n.t('{0} is read-only, so no code can be written into it.', baseName(document.uri.path)));
    return 'readOnly';
  }
  // Whole lines around what differs, so that hunks are those of the file.
  const change = replacement(now, text);
  const start = now.lastIndexOf('\n', change.offset - 1) + 1;
  const newline = now.indexOf('\n', change.offset + change.length);
  const end = newline < 0 ? now.length : newline + 1;
  const lineOf = (offset: number) => now.slice(0, offset).split('\n').length - 1;
  const last =
    end === now.length && !now.endsWith('\n') ? document.lineAt(document.lineCount - 1).range.end : undefined;
  const range = new vscode.Range(new vscode.Position(lineOf(start), 0), last ?? new vscode.Position(lineOf(end), 0));
  if (proposals.in(document).some((one) => one.range.intersection(range)?.isEmpty === false)) {
    deps.say(vscode.l10n.t('There is pending code in the selection. Keep or discard it first.'));
    return 'busy';
  }
  const editor = await vscode.window.showTextDocument(document, { preview: false });
  editor.revealRange(range, vscode.TextEditorRevealType.InCenterIfOutsideViewport);
  const fresh = text.slice(start, text.length - (now.length - end));
  const again = () => againBy(deps.showError, () => propose(deps, proposals, document, text)).retry();
  const proposal = proposals.begin({ document, kind: 'edit', range, lead: '', tail: '', origin: range.start, again });
  await proposal.finish(fresh);
  return proposal.state === 'pending' ? 'pending' : 'discarded';
}

/**
 * The reader says where: in a file that has a place for it, at the cursor of a file, or in a new one. Nothing is chosen
 * for them.
 */
async function ask(
  deps: EditDeps,
  proposals: Proposals,
  args: ApplyArgs,
  documents: readonly vscode.TextDocument[],
  { files, fits, name }: Extract<Placed, { kind: 'ask' }>,
): Promise<ApplyOutcome> {
  const active = vscode.window.activeTextEditor?.document;
  const places = fits.map(({ file, text }) => ({ document: documents[file]!, text }));
  const cursors = [...new Set([...files.map((n) => documents[n]!), ...(active ? [active] : [])])];
  const item = (label: string, document: vscode.TextDocument, text?: string) => ({
    label,
    description: vscode.workspace.asRelativePath(document.uri),
    document,
    text,
  });
  const items = [
    ...places.map(({ document, text }) =>
      item(vscode.l10n.t('Apply to {0}', baseName(document.uri.path)), document, text),
    ),
    // A patch says where it belongs, and is no code that could stand anywhere else.
    ...(looksLikePatch(args.text) ? [] : cursors).map((document) =>
      item(vscode.l10n.t('Insert at the cursor of {0}', baseName(document.uri.path)), document),
    ),
  ];
  const fresh = { label: vscode.l10n.t('New file'), description: name ?? '', document: undefined, text: undefined };
  const placeHolder = vscode.l10n.t('It is not certain where this code belongs. Where shall it go?');
  const chosen = await vscode.window.showQuickPick([...items, fresh], { placeHolder });
  if (!chosen) return 'cancelled';
  if (!chosen.document) {
    await vscode.window.showTextDocument(await newDocument(args.text, languageOf(args)));
    return 'newFile';
  }
  if (chosen.text !== undefined) return propose(deps, proposals, chosen.document, chosen.text);
  const editor = await vscode.window.showTextDocument(chosen.document);
  return (await editor.edit((builder) => builder.replace(editor.selection, args.text))) ? 'inserted' : 'cancelled';
}

function languageOf({ language }: ApplyArgs): string | undefined {
  return language === 'diff' || language === 'patch' ? undefined : language;
}

async function newDocument(content: string, language: string | undefined): Promise<vscode.TextDocument> {
  const known = language && (await vscode.languages.getLanguages()).includes(language);
  return vscode.workspace.openTextDocument({ content, ...(known ? { language } : {}) });
}

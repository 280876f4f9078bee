import * as vscode from 'vscode';
import type { ContentBlock } from '../messages/types';
import { gitApi } from './git';
import { base64, recognize, type ImageType } from './recognize';
import { looksSecret } from './secrets';
import { baseName } from '../util/baseName';
import type { Refusal } from './refusal';
import type { CodeChip } from './selection';
import { estimateTokens } from './tokens';

/** What goes along with a question: code, or a block of another kind. */
export interface Attached extends CodeChip {
  readonly block?: ContentBlock;
}

export type Attachment =
  | { readonly kind: 'chip'; readonly chip: Attached }
  /** The view makes it as small as the API wants it: only there is something that reads images. */
  | { readonly kind: 'image'; readonly name: string; readonly target: string; readonly bytes: Uint8Array }
  | { readonly kind: 'refused'; readonly why: Refusal; readonly name: string };

/** Bytes. An image is made smaller afterwards; a request of the API is at most 32 MB, in base64. */
const most = { text: 2_000_000, image: 30_000_000, pdf: 20_000_000 };

/** Pages of a PDF that the API reads. */
const mostPages = 100;

/** A page is text and picture: 1,500 to 3,000 tokens each, says the API's documentation. */
const tokensAPage = 2_000;

/** Whether a file may hold what nobody else should see: by its name, or because git is told to leave it alone. */
export async function needsAsking(uri: vscode.Uri): Promise<boolean> {
  if (looksSecret(uri.path)) return true;
  const repository = gitApi()?.getRepository(uri);
  if (!repository?.checkIgnore) return false;
  const ignored = await repository.checkIgnore([uri.fsPath]).catch(() => new Set<string>());
  return ignored.size > 0;
}

/** A file or folder as it is now: with what is typed and not saved, if it is open. */
export async function attachmentOf(uri: vscode.Uri): Promise<Attachment> {
  const name = labelOf(uri);
  const open = vscode.workspace.textDocuments.find((document) => document.uri.toString() === uri.toString());
  // Before the disk is asked: what was never saved is not there.
  if (open) return textChip(name, uri.toString(), open.getText(), open.languageId);
  try {
    const { type, size } = await vscode.workspace.fs.stat(uri);
    if (type & vscode.FileType.Directory) return await folder(uri, name);
    if (size > most.image) return { kind: 'refused', why: 'tooLarge', name };
    return attachmentFrom(name, uri.toString(), await vscode.workspace.fs.readFile(uri));
  } catch {
    return { kind: 'refused', why: 'unreadable', name };
  }
}

/** The bytes of a file, wherever they come from. `target` is empty for what is in no place here. */
export async function attachmentFrom(name: string, target: string, bytes: Uint8Array): Promise<Attachment> {
  const refused = (why: Refusal): Attachment => ({ kind: 'refused', why, name });
  const found = recognize(bytes);
  switch (found.kind) {
    case 'refused':
      return refused(found.why);
    case 'image':
    case 'otherImage':
      return bytes.length > most.image ? refused('tooLarge') : { kind: 'image', name, target, bytes };
    case 'pdf':
      if (bytes.length > most.pdf) return refused('tooLarge');
      if (found.pages > mostPages) return refused('tooManyPages');
      return { kind: 'chip', chip: pdfChip(name, target, bytes, found.pages) };
    case 'text':
      if (bytes.length > most.text) return refused('tooLarge');
      return textChip(name, target, found.text, languageOf(name));
    case 'unknown': {
      // Text in the encodings that are left has no zero bytes.
      if (bytes.includes(0)) return refused('binary');
      if (bytes.length > most.text) return refused('tooLarge');
      const text = await decoded(bytes, target);
      return typeof text === 'string' ? textChip(name, target, text, languageOf(name)) : refused(text.why);
    }
  }
}

/**
 * Text as VS Code reads it, by its `files.encoding` and `files.autoGuessEncoding` settings. Where that leaves
 * replacement characters the encoding is another one, and a model would be sent garbage.
 */
async function decoded(bytes: Uint8Array, target: string): Promise<string | { readonly why: 'binary' | 'encoding' }> {
  const { workspace, Uri } = vscode;
  try {
    const text = await (target === '' ? workspace.decode(bytes) : workspace.decode(bytes, { uri: Uri.parse(target) }));
    return text.includes('\ufffd') ? { why: 'encoding' } : text;
  } catch {
    return { why: 'binary' };
  }
}

function textChip(name: string, target: string, text: string, languageId: string): Attachment {
  if (text.trim() === '') return { kind: 'refused', why: 'empty', name };
  // In an editor it may be larger than on the disk.
  if (text.length > most.text) return { kind: 'refused', why: 'tooLarge', name };
  const chip = { id: idOf(name, target), label: name, target, code: text, languageId, tokens: estimateTokens(text) };
  return { kind: 'chip', chip };
}

function pdfChip(name: string, target: string, bytes: Uint8Array, pages: number): Attached {
  const source = { type: 'base64', media_type: 'application/pdf', data: base64(bytes) };
  return {
    ...{ id: idOf(name, target), label: name, target, code: '', languageId: '', tokens: pages * tokensAPage },
    block: { type: 'document', source, title: baseName(name) },
  };
}

/** An image as the view has made it ready. */
export function imageChip(
  name: string,
  target: string,
  mediaType: ImageType,
  data: string,
  { width, height }: { readonly width: number; readonly height: number },
): Attached {
  return {
    ...{ id: idOf(name, target), label: name, target, code: '', languageId: '' },
    // As the API's documentation estimates it, in pixels.
    tokens: Math.ceil((width * height) / 750),
    block: { type: 'image', source: { type: 'base64', media_type: mediaType, data } },
  };
}

/** Files of a folder that are named; of more it is only said that there are. */
const mostNames = 500;

async function folder(uri: vscode.Uri, name: string): Promise<Attachment> {
  const pattern = new vscode.RelativePattern(uri, '**/*');
  const found = await vscode.workspace.findFiles(pattern, excluded(uri), mostNames + 1);
  const base = uri.path.replace(/\/?$/, '/');
  const paths = found.slice(0, mostNames).map(({ path }) => path.slice(base.length));
  paths.sort((a, b) => (a < b ? -1 : 1));
  const listing = [...paths, ...(found.length > mostNames ? ['[…]'] : [])].join('\n');
  return textChip(`${name}/`, uri.toString(), listing, '');
}

/** What VS Code's own search leaves out, as a glob. */
export function excluded(scope?: vscode.Uri): string | undefined {
  const on = (section: string) => {
    const patterns = vscode.workspace.getConfiguration(section, scope).get<Record<string, unknown>>('exclude') ?? {};
    return Object.entries(patterns).flatMap(([glob, value]) => (value === true ? [glob] : []));
  };
  const globs = [...new Set([...on('files'), ...on('search')])];
  return globs.length === 0 ? undefined : `{${globs.join(',')}}`;
}

/** As the model is told of it: the path in the workspace, with the folder's name where there are several. */
export function labelOf(uri: vscode.Uri): string {
  const inWorkspace = vscode.workspace.getWorkspaceFolder(uri) !== undefined;
  return inWorkspace ? vscode.workspace.asRelativePath(uri) : baseName(uri.path);
}

/** What was pasted has no place; another one under the same name is another one. */
function idOf(name: string, target: string): string {
  return target === '' ? `${name}#${crypto.randomUUID()}` : target;
}

/** For the fence it travels in: what stands after the last point is a good name for it. */
function languageOf(name: string): string {
  return /\.(\w{1,12})$/.exec(name)?.[1]?.toLowerCase() ?? '';
}

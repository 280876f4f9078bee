import * as vscode from 'vscode';
import { baseName } from '../util/baseName';
import { type Comment } from './comment/comment';
import { createCodeStream, type CodeOfReply } from './answer/codeStream';
import { type Comments, type FoundComment } from './comment/comments';
import { documentLines } from './comment/documentLines';
import { editorOptions } from './prompt/editorOptions';
import { generatePrompt, surroundings } from './prompt/prompt';
import { type Proposal } from '../proposal/proposal';
import { type Proposals } from '../proposal/proposals';
import { isReadOnly } from '../proposal/readonly';
import { againBy, type Again, type Over } from './request/again';
import { askingWith } from './request/ask';
import { receive, reportAborted, reportCut, streamInto, type GenerateDeps, type Received } from './request/reply';
import { type Around } from './answer/insertedLines';
import { scopeAt } from './prompt/scope';
import { movePoint } from '../text/track';

/** Where to generate; as a command's argument it is plain data. */
export interface GenerateArgs {
  readonly uri?: string;
  /** Zero-based. */
  readonly line?: number;
  readonly character?: number;
}

export type GenerateOutcome =
  | 'pending'
  | 'kept'
  | 'discarded'
  | 'prose'
  | 'nothing'
  | 'misfit'
  | 'failed'
  | 'noEditor'
  | 'noComment'
  | 'readOnly'
  | 'running';

/** Streams the code that a comment asks for below it, as a proposal. Resolves when the stream is over. */
export async function generate(
  deps: GenerateDeps,
  comments: Comments,
  proposals: Proposals,
  args: GenerateArgs = {},
): Promise<GenerateOutcome> {
  const place = await placeOf(args);
  if (!place) {
    deps.say(vscode.l10n.t('Open a file and put the cursor on a comment to generate code from it.'));
    return 'noEditor';
  }
  const { document } = place;
  let running: Promise<GenerateOutcome>;
  // The reader, or another stream, may change the document before this one has its own place in it.
  const spot = followPosition(document, place.position);
  try {
    if (await isReadOnly(document)) {
      deps.say(vscode.l10n.t('{0} is read-only, so no code can be written into it.', baseName(document.uri.path)));
      return 'readOnly';
    }
    let found = await findComment(comments, document, spot);
    // The same comment again: instead of a second proposal below the first.
    const before = found && proposals.in(document).find((one) => isIn(found!.comment, one.origin));
    if (before?.state === 'streaming') return 'running';
    if (before) {
      await before.discard();
      found = await findComment(comments, document, spot);
    }
    if (!found || found.comment.text.trim() === '') {
      deps.say(
        vscode.l10n.t('There is no comment at the cursor. Write what you want as a comment, and put the cursor on it.'),
      );
      return 'noComment';
    }
    // No await between the look and here: the proposal takes over following.
    running = run(deps, comments, proposals, document, found);
  } finally {
    spot.dispose();
  }
  return running;
}

interface Followed extends vscode.Disposable {
  readonly position: vscode.Position;
}

function followPosition(document: vscode.TextDocument, position: vscode.Position): Followed {
  let offset = document.offsetAt(position);
  const following = vscode.workspace.onDidChangeTextDocument((event) => {
    if (event.document !== document) return;
    for (const { rangeOffset, rangeLength, text } of event.contentChanges) {
      offset = movePoint(offset, { offset: rangeOffset, length: rangeLength, text });
    }
  });
  return {
    get position() {
      return document.positionAt(offset);
    },
    dispose: () => following.dispose(),
  };
}

/** Looks again when the document changed while it was tokenised. */
async function findComment(
  comments: Comments,
  document: vscode.TextDocument,
  spot: Followed,
): Promise<FoundComment | undefined> {
  for (let attempt = 0; attempt < maxLooks; attempt++) {
    const { version } = document;
    const found = await comments.at(document, spot.position);
    if (document.version === version || document.isClosed) return found;
  }
  return undefined;
}

/** A reader who types without a pause longer than one look takes that many looks. */
const maxLooks = 50;

async function run(
  deps: GenerateDeps,
  comments: Comments,
  proposals: Proposals,
  document: vscode.TextDocument,
  found: FoundComment,
): Promise<GenerateOutcome> {
  const { comment } = found;
  const origin = new vscode.Position(comment.start.line, comment.start.character);
  const startAt = ({ line, character }: vscode.Position, over?: Over) =>
    generate(askingWith(deps, over), comments, proposals, { uri: document.uri.toString(), line, character });
  const again = againBy(deps.showError, (over) => startAt(proposal.origin, over));
  const proposal: Proposal = proposals.begin({
    ...{ document, kind: 'insert', ...target(document, comment), origin },
    again: () => again.retry(),
  });
  return streamInto(deps, proposal, again, () => stream(deps, proposal, found, again));
}

async function stream(
  deps: GenerateDeps,
  proposal: Proposal,
  { comment, languageId }: FoundComment,
  again: Again,
): Promise<GenerateOutcome> {
  const { document } = proposal;
  const options = editorOptions(document);
  // As the file is now: it may change before the request is made.
  const asked = {
    file: vscode.workspace.asRelativePath(document.uri),
    languageId,
    comment,
    ...surroundings(documentLines(document), comment),
    ...options,
  };

  const code = createCodeStream(
    { languageId, around: around(document, comment), indent: indentFor(document, comment), ...options },
    proposal,
  );

  const scope = await scopeAt(document, comment, `${asked.before}\n${asked.after}`, proposal.signal, deps.scopeTime);
  const reply = await receive(deps.ask, generatePrompt({ ...asked, scope }), proposal, code.feed);
  const stripped = code.end();
  await proposal.finish();
  return report(deps, proposal, stripped, reply, again);
}

/** What of the file a reply may repeat: more than this many characters each way is too long for a reply. */
const maxEcho = 40_000;

function around(document: vscode.TextDocument, comment: Comment): Around {
  const before: string[] = [];
  const after: string[] = [];
  // Of a longer file the nearest lines, which a reply may repeat as well.
  let first = comment.start.line;
  for (let size = 0; first > 0 && size <= maxEcho; first--) size += document.lineAt(first - 1).text.length + 1;
  for (let n = first; n <= comment.end.line; n++) before.push(document.lineAt(n).text);
  let room = maxEcho;
  for (let n = comment.end.line + 1; n < document.lineCount && room > 0; n++) {
    const { text } = document.lineAt(n);
    after.push(text);
    room -= text.length + 1;
  }
  const commentLines = comment.end.line - comment.start.line + 1;
  return { before, commentLines, after, file: baseName(document.uri.path) };
}

async function report(
  deps: GenerateDeps,
  proposal: Proposal,
  stripped: CodeOfReply,
  reply: Received,
  again: Again,
): Promise<GenerateOutcome> {
  if (proposal.broken) {
    await reportAborted(deps, proposal, proposal.broken);
    return proposal.state === 'pending' ? 'pending' : 'failed';
  }
  if (reply !== 'aborted' && 'error' in reply) {
    deps.showError(reply.error, again);
    return proposal.state === 'pending' ? 'pending' : 'failed';
  }
  if (proposal.state === 'pending' || proposal.state === 'kept') {
    reportCut(deps, reply);
    return proposal.state;
  }
  if (reply === 'aborted') return 'discarded';
  if (!stripped.code && stripped.prose !== '') {
    deps.showProse(stripped.prose);
    return 'prose';
  }
  if (stripped.misfit) {
    deps.say(vscode.l10n.t('The answer does not fit the file, so nothing was changed. Try again.'));
    return 'misfit';
  }
  deps.say(vscode.l10n.t('The model sent no code. Say more in the comment, or try again.'));
  return 'nothing';
}

async function placeOf(
  args: GenerateArgs,
): Promise<{ document: vscode.TextDocument; position: vscode.Position } | undefined> {
  const editor = vscode.window.activeTextEditor;
  let document = editor?.document;
  // A menu of the editor gives the file instead: then the cursor tells.
  if (typeof args?.uri !== 'string' || typeof args.line !== 'number') args = {};
  if (args.uri !== undefined && document?.uri.toString() !== args.uri) {
    document = vscode.workspace.textDocuments.find((one) => one.uri.toString() === args.uri);
    document ??= await vscode.workspace.openTextDocument(vscode.Uri.parse(args.uri)).then(undefined, () => undefined);
  }
  if (!document) return undefined;
  const position =
    args.line === undefined ? editor?.selection.active : new vscode.Position(args.line, args.character ?? 0);
  return position && { document, position: document.validatePosition(position) };
}

/**
 * The line below the comment; the end of the file where the comment is its last line. At the start of a line the code
 * needs a line end behind it, at the end of the file one in front.
 */
function target(
  document: vscode.TextDocument,
  comment: Comment,
): { range: vscode.Range; lead: '' | '\n'; tail: '' | '\n' } {
  const below = comment.end.line + 1;
  const position =
    below < document.lineCount ? new vscode.Position(below, 0) : document.lineAt(comment.end.line).range.end;
  const atEnd = below >= document.lineCount;
  return { range: new vscode.Range(position, position), lead: atEnd ? '\n' : '', tail: atEnd ? '' : '\n' };
}

/** The comment's indentation; behind code that opens a block, the block's. */
function indentFor(document: vscode.TextDocument, comment: Comment): string {
  if (!comment.trailing) return comment.indent;
  const { text } = document.lineAt(comment.start.line);
  const behind = comment.start.line === comment.end.line ? text.slice(comment.end.character).trim() : '';
  const opens = behind === '' && /[{([:]\s*$|\b(do|then|begin)\s*$/.test(text.slice(0, comment.start.character));
  const { insertSpaces, tabSize } = editorOptions(document);
  const deeper = comment.indent + (insertSpaces ? ' '.repeat(tabSize) : '\t');
  for (let n = comment.end.line + 1; n < document.lineCount; n++) {
    const line = document.lineAt(n);
    if (line.isEmptyOrWhitespace) continue;
    const indent = line.text.slice(0, line.firstNonWhitespaceCharacterIndex);
    if (opens && indent.length <= comment.indent.length) return deeper;
    return indent.startsWith(comment.indent) ? indent : comment.indent;
  }
  return opens ? deeper : comment.indent;
}

function isIn(comment: Comment, position: vscode.Position): boolean {
  const range = new vscode.Range(comment.start.line, comment.start.character, comment.end.line, comment.end.character);
  return range.contains(position);
}

import * as vscode from 'vscode';
import { estimateTokens } from '../../context';
import { documentLines } from '../comment/documentLines';
import { type Comment } from '../comment/comment';
import { mentionsAround } from './mentions';
import { type Scope } from './prompt';
import { paragraphAt } from './ranges';
import { rangeOf, symbolPath, symbolsOf } from './symbols';

/** What goes along, at most. */
const budget = {
  /** Tokens, estimated, of all definitions. */
  tokens: 1500,
  /** Lines of one; of a longer one its members' first lines, or its first lines. */
  lines: 40,
  /** Names that are looked up: each is a request to a language server. */
  names: 24,
  /** Names of the comment that are searched for in the workspace. */
  searches: 4,
};

/** Milliseconds for all of it, since the reader waits. */
const patience = 1000;
/** The part of it that the symbols around the place get: they help to rank the names. */
const symbolShare = 0.3;

interface Found {
  readonly uri: vscode.Uri;
  /** All of the definition where the provider tells, else its name. */
  readonly range: vscode.Range;
}

/**
 * What language extensions know of the place: the symbols around it, and the definitions of what is named near it, as
 * far as they are files of the workspace and not among the lines that go along anyway. What has not come in time, or
 * when `signal` aborts, is left out.
 *
 * @param known the lines of the file that the model is given
 * @param time milliseconds
 */
export async function scopeAt(
  document: vscode.TextDocument,
  comment: Comment,
  known: string,
  signal: AbortSignal,
  time = patience,
): Promise<Scope> {
  const inside: string[] = [];
  const texts: ({ file: string; text: string } | undefined)[] = [];
  const gathering = gather(document, comment, known, time * symbolShare, inside, texts).catch(() => undefined);
  let timer: ReturnType<typeof setTimeout>;
  await Promise.race([
    gathering,
    new Promise((resolve) => {
      timer = setTimeout(resolve, time);
      signal.addEventListener('abort', resolve, { once: true });
    }),
  ]);
  clearTimeout(timer!);
  return { inside: [...inside], definitions: withinBudget(texts) };
}

async function gather(
  document: vscode.TextDocument,
  comment: Comment,
  known: string,
  symbolTime: number,
  inside: string[],
  texts: ({ file: string; text: string } | undefined)[],
): Promise<void> {
  const at = new vscode.Position(comment.start.line, comment.start.character);
  const around = await symbolsOf(document.uri, symbolTime).then((symbols) => symbolPath(symbols, at));
  inside.push(...around.map(({ name }) => name));
  const smallest = around.at(-1);
  const { inCode, onlyInComment } = mentionsAround({
    source: documentLines(document),
    comment,
    text: comment.text,
    signature: smallest && rangeOf(smallest).start.line,
  });
  const lookUps = [
    ...onlyInComment.slice(0, budget.searches).map((name) => () => search(name)),
    ...inCode.slice(0, budget.names).map(
      ({ line, character }) =>
        () =>
          definitionAt(document, line, character),
    ),
  ];
  const seen = new Set<string>();
  await Promise.all(
    lookUps.map(async (lookUp, index) => {
      // One that cannot be read takes nothing from the others.
      const found = await lookUp().catch(() => undefined);
      if (!found || !isOurs(found.uri)) return;
      const key = `${found.uri.toString()}#${found.range.start.line}`;
      if (seen.has(key)) return;
      seen.add(key);
      const text = await textOf(found).catch(() => '');
      if (text.trim() === '' || known.includes(text.split('\n', 1)[0]!.trim())) return;
      // By rank, whichever came first.
      texts[index] = { file: vscode.workspace.asRelativePath(found.uri), text };
    }),
  );
}

/** Of a name in the file, what the language extension that knows it says. */
async function definitionAt(
  document: vscode.TextDocument,
  line: number,
  character: number,
): Promise<Found | undefined> {
  const found = await vscode.commands.executeCommand<(vscode.Location | vscode.LocationLink)[] | undefined>(
    'vscode.executeDefinitionProvider',
    document.uri,
    new vscode.Position(line, character),
  );
  const [first] = found ?? [];
  if (!first) return undefined;
  return 'targetUri' in first
    ? { uri: first.targetUri, range: first.targetRange }
    : { uri: first.uri, range: first.range };
}

/** Of a name that only the comment says, the symbol of the workspace with exactly this name. */
async function search(name: string): Promise<Found | undefined> {
  const symbols = await vscode.commands.executeCommand<vscode.SymbolInformation[] | undefined>(
    'vscode.executeWorkspaceSymbolProvider',
    name,
  );
  const exact = symbols?.find((one) => one.name.split('(', 1)[0] === name && isOurs(one.location.uri));
  return exact && { uri: exact.location.uri, range: exact.location.range };
}

/** What belongs to a library, or to nobody's workspace, stays out: it is known, long, or private. */
function isOurs(uri: vscode.Uri): boolean {
  return (
    vscode.workspace.getWorkspaceFolder(uri) !== undefined &&
    !/\/(node_modules|site-packages|\.venv|vendor)\//.test(uri.path)
  );
}

async function textOf({ uri, range }: Found): Promise<string> {
  const document = await vscode.workspace.openTextDocument(uri);
  const symbol = symbolPath(await symbolsOf(uri), range.start).at(-1);
  const { start, end } = range.isSingleLine ? (symbol ? rangeOf(symbol) : below(document, range)) : range;
  const lines: string[] = [];
  for (let n = start.line; n <= end.line; n++) lines.push(document.lineAt(n).text);
  if (lines.length <= budget.lines) return lines.join('\n');
  const members = symbol && 'children' in symbol && rangeOf(symbol).start.line === start.line ? symbol.children : [];
  if (members.length === 0) return [...lines.slice(0, budget.lines), '[…]'].join('\n');
  const starts = [...new Set(members.map((one) => one.range.start.line))].sort((a, b) => a - b);
  return [lines[0]!, ...starts.slice(0, budget.lines).map((n) => document.lineAt(n).text), '[…]'].join('\n');
}

/** Where nobody tells how far it reaches: the lines up to the next blank one, a few. */
function below(document: vscode.TextDocument, { start }: vscode.Range): vscode.Range {
  const paragraph = paragraphAt(document, start);
  return new vscode.Range(start.line, 0, Math.min(paragraph?.end.line ?? start.line, start.line + 12), 0);
}

function withinBudget(
  texts: readonly ({ file: string; text: string } | undefined)[],
): { file: string; text: string }[] {
  let room = budget.tokens;
  return texts.flatMap((one) => {
    if (!one) return [];
    const cost = estimateTokens(one.file + one.text);
    if (cost > room) return [];
    room -= cost;
    return [one];
  });
}

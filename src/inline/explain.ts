import * as vscode from 'vscode';
import { codeChip, type CodeChip } from '../context';

/** Characters of code that one explanation takes: about 40,000 tokens. */
export const maxExplained = 150_000;

export type ExplainTarget =
  | { readonly kind: 'code'; readonly text: string; readonly chip: CodeChip }
  /** Nothing is sent; the sentence says why and how to go on. */
  | { readonly kind: 'refused'; readonly sentence: string };

/** What Explain is about: the selection, else the symbol at the cursor, else the paragraph around it. */
export async function explainTarget(editor = vscode.window.activeTextEditor): Promise<ExplainTarget> {
  if (!editor) {
    return refused(vscode.l10n.t('Open a file and select the code to explain.'));
  }
  const { document, selection } = editor;
  const range = selection.isEmpty
    ? ((await symbolAt(document, selection.active)) ?? paragraphAt(document, selection.active))
    : new vscode.Range(selection.start, selection.end);
  if (!range || isBlank(document, range)) {
    return refused(vscode.l10n.t('There is no code at the cursor. Select the code to explain.'));
  }
  const size = document.offsetAt(range.end) - document.offsetAt(range.start);
  if (size > maxExplained) {
    return refused(
      vscode.l10n.t(
        'The selection has {0} characters; at most {1} can be explained at once. Select a smaller part, such as one function.',
        size.toLocaleString(vscode.env.language),
        maxExplained.toLocaleString(vscode.env.language),
      ),
    );
  }
  return { kind: 'code', text: vscode.l10n.t('Explain this code.'), chip: codeChip(document, range) };
}

function refused(sentence: string): ExplainTarget {
  return { kind: 'refused', sentence };
}

/** Looks at no more than the bound: the whole text of a large range is not fetched to learn that it is not empty. */
function isBlank(document: vscode.TextDocument, range: vscode.Range): boolean {
  for (let n = range.start.line; n <= range.end.line; n++) {
    const line = document.lineAt(n);
    const part = line.text.slice(
      n === range.start.line ? range.start.character : 0,
      n === range.end.line ? range.end.character : undefined,
    );
    if (part.trim() !== '') return false;
  }
  return true;
}

/** Language servers may take their time to start; the reader should not wait for it. */
const symbolTimeout = 1500;

/** The smallest symbol around a position, where a language extension knows any. */
export async function symbolAt(
  document: vscode.TextDocument,
  position: vscode.Position,
): Promise<vscode.Range | undefined> {
  const asked = vscode.commands
    .executeCommand<(vscode.DocumentSymbol | vscode.SymbolInformation)[] | undefined>(
      'vscode.executeDocumentSymbolProvider',
      document.uri,
    )
    .then(
      (symbols) => symbols,
      () => undefined,
    );
  const waited = new Promise<undefined>((resolve) => setTimeout(() => resolve(undefined), symbolTimeout));
  const symbols = (await Promise.race([asked, waited])) ?? [];
  return smallestAround(symbols, position);
}

function smallestAround(
  symbols: readonly (vscode.DocumentSymbol | vscode.SymbolInformation)[],
  position: vscode.Position,
): vscode.Range | undefined {
  let best: vscode.Range | undefined;
  for (const symbol of symbols) {
    const range = 'range' in symbol ? symbol.range : symbol.location.range;
    if (!range.contains(position)) continue;
    const inner = 'children' in symbol ? smallestAround(symbol.children, position) : undefined;
    const found = inner ?? range;
    if (!best || best.contains(found)) best = found;
  }
  return best;
}

/** The lines around the cursor up to the next blank ones. */
export function paragraphAt(document: vscode.TextDocument, position: vscode.Position): vscode.Range | undefined {
  const blank = (n: number) => document.lineAt(n).isEmptyOrWhitespace;
  if (blank(position.line)) return undefined;
  let first = position.line;
  let last = position.line;
  while (first > 0 && !blank(first - 1)) first--;
  while (last + 1 < document.lineCount && !blank(last + 1)) last++;
  return new vscode.Range(first, 0, last, document.lineAt(last).text.length);
}

import * as vscode from 'vscode';
import { codeChip, type CodeChip } from '../context';
import { linesAround, listed, type Problem } from './prompt/problems';
import { paragraphAt } from './prompt/ranges';
import { symbolAt } from './prompt/symbols';

/** Characters of code that one explanation takes: about 40,000 tokens. */
export const maxExplained = 150_000;

export type ExplainTarget =
  | { readonly kind: 'code'; readonly text: string; readonly chip: CodeChip }
  /** Nothing is sent; the sentence says why and how to go on. */
  | { readonly kind: 'refused'; readonly sentence: string };

/** Problems that a language extension reports, as a command's argument plain data. */
export interface ExplainArgs {
  readonly uri: string;
  readonly problems: readonly Problem[];
}

/** What Explain is about: problems, else the selection, else the symbol at the cursor, else the paragraph around it. */
export async function explainTarget(args?: ExplainArgs): Promise<ExplainTarget> {
  if (args?.problems?.length) return explainProblems(args);
  const editor = vscode.window.activeTextEditor;
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

async function explainProblems({ uri, problems }: ExplainArgs): Promise<ExplainTarget> {
  const document = await vscode.workspace.openTextDocument(vscode.Uri.parse(uri)).then(undefined, () => undefined);
  if (!document) return refused(vscode.l10n.t('Open a file and select the code to explain.'));
  const range = await linesAround(document, problems);
  const question =
    problems.length > 1
      ? vscode.l10n.t('Explain these problems, and how to solve them:')
      : vscode.l10n.t('Explain this problem, and how to solve it:');
  return { kind: 'code', text: `${question}\n\n${listed(document, problems)}`, chip: codeChip(document, range) };
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

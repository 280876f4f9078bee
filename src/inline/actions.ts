import * as vscode from 'vscode';
import { type Comments } from './comment/comments';
import { isDirective } from './comment/directive';
import { longestLine } from './lightbulb';
import { problemOf, type Problem } from './prompt/problems';

/** What the lightbulb offers, and the command behind it. */
export const actionCommands = {
  generate: 'aside.generate',
  explain: 'aside.explain',
  edit: 'aside.edit',
  fix: 'aside.fix',
} as const;

export const generateKind = () => vscode.CodeActionKind.RefactorRewrite.append('aside');
export const editKind = () => vscode.CodeActionKind.RefactorRewrite.append('aside.edit');
export const explainKind = () => vscode.CodeActionKind.Empty.append('aside.explain');

/**
 * The lightbulb's offers: Fix on a problem, Generate on a comment, Explain and Edit on a selection. VS Code asks at every move of the cursor, so a
 * line that cannot be a comment costs next to nothing.
 */
export async function provideCodeActions(
  comments: Comments,
  document: vscode.TextDocument,
  range: vscode.Range,
  context: vscode.CodeActionContext,
  token: vscode.CancellationToken,
): Promise<vscode.CodeAction[]> {
  const wanted = (kind: vscode.CodeActionKind) => context.only === undefined || context.only.contains(kind);
  const fixes = wanted(vscode.CodeActionKind.QuickFix) ? problemActions(document, context.diagnostics) : [];
  if (!range.isEmpty) {
    return [
      ...fixes,
      ...(wanted(explainKind())
        ? [action(vscode.l10n.t('Explain with Aside'), explainKind(), actionCommands.explain)]
        : []),
      ...(wanted(editKind()) ? [action(vscode.l10n.t('Edit with Aside…'), editKind(), actionCommands.edit)] : []),
    ];
  }
  if (fixes.length > 0 || !wanted(generateKind()) || token.isCancellationRequested) return fixes;
  const line = document.lineAt(range.start.line);
  if (line.isEmptyOrWhitespace || line.text.length > longestLine) return [];
  if (!(await comments.mayBeAt(document, range.start))) return [];
  const found = await comments.at(document, range.start, token);
  if (!found || token.isCancellationRequested || !/[\p{L}\p{N}]/u.test(found.comment.text)) return [];
  if (isDirective(found.comment.text)) return [];
  return [
    action(vscode.l10n.t('Generate code from this comment'), generateKind(), actionCommands.generate, {
      uri: document.uri.toString(),
      line: range.start.line,
      character: range.start.character,
    }),
  ];
}

/** To fix: one for each problem, the first few, and one for all of them. To explain: one for all. */
function problemActions(document: vscode.TextDocument, diagnostics: readonly vscode.Diagnostic[]): vscode.CodeAction[] {
  const [first] = diagnostics;
  if (!first) return [];
  const make = (title: string, command: string, about: readonly vscode.Diagnostic[]) => {
    const problems: Problem[] = about.map(problemOf);
    const made = action(title, vscode.CodeActionKind.QuickFix, command, { uri: document.uri.toString(), problems });
    made.diagnostics = [...about];
    return made;
  };
  const fixes = diagnostics
    .slice(0, maxFixes)
    .map((one) => make(vscode.l10n.t('Fix with Aside: {0}', shortened(one)), actionCommands.fix, [one]));
  if (diagnostics.length === 1) {
    return [
      ...fixes,
      make(vscode.l10n.t('Explain with Aside: {0}', shortened(first)), actionCommands.explain, [first]),
    ];
  }
  const { length } = diagnostics;
  return [
    ...fixes,
    make(vscode.l10n.t('Fix all {0} problems here with Aside', length), actionCommands.fix, diagnostics),
    make(vscode.l10n.t('Explain all {0} problems here with Aside', length), actionCommands.explain, diagnostics),
  ];
}

function shortened({ message }: vscode.Diagnostic): string {
  const line = message.split('\n', 1)[0]!;
  return line.length > maxTitle ? `${line.slice(0, maxTitle)}…` : line;
}

const maxFixes = 3;
const maxTitle = 60;

function action(title: string, kind: vscode.CodeActionKind, command: string, argument?: unknown): vscode.CodeAction {
  const made = new vscode.CodeAction(title, kind);
  made.command = { title, command, arguments: argument === undefined ? [] : [argument] };
  return made;
}

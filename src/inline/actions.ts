import * as vscode from 'vscode';
import { type Comments } from './comments';
import { problemOf } from './fix';

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
  const fixes = wanted(vscode.CodeActionKind.QuickFix) ? fixActions(document, context.diagnostics) : [];
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
  if (line.isEmptyOrWhitespace || line.text.length > maxLine) return [];
  if (!(await comments.mayBeAt(document, range.start))) return [];
  const found = await comments.at(document, range.start, token);
  if (!found || token.isCancellationRequested || !/[\p{L}\p{N}]/u.test(found.comment.text)) return [];
  return [
    action(vscode.l10n.t('Generate code from this comment'), generateKind(), actionCommands.generate, {
      uri: document.uri.toString(),
      line: range.start.line,
      character: range.start.character,
    }),
  ];
}

/** One for each problem, the first few, and one for all of them. */
function fixActions(document: vscode.TextDocument, diagnostics: readonly vscode.Diagnostic[]): vscode.CodeAction[] {
  const make = (title: string, problems: readonly vscode.Diagnostic[]) => {
    const made = action(title, vscode.CodeActionKind.QuickFix, actionCommands.fix, {
      uri: document.uri.toString(),
      problems: problems.map(problemOf),
    });
    made.diagnostics = [...problems];
    return made;
  };
  const single = diagnostics.slice(0, maxFixes).map((one) => {
    const message = one.message.split('\n', 1)[0]!;
    const short = message.length > maxTitle ? `${message.slice(0, maxTitle)}…` : message;
    return make(vscode.l10n.t('Fix with Aside: {0}', short), [one]);
  });
  if (diagnostics.length < 2) return single;
  return [...single, make(vscode.l10n.t('Fix all {0} problems here with Aside', diagnostics.length), diagnostics)];
}

const maxFixes = 3;
const maxTitle = 60;

/** Minified code has no comments worth a lightbulb. */
const maxLine = 10_000;

function action(title: string, kind: vscode.CodeActionKind, command: string, argument?: unknown): vscode.CodeAction {
  const made = new vscode.CodeAction(title, kind);
  made.command = { title, command, arguments: argument === undefined ? [] : [argument] };
  return made;
}

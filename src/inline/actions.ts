import * as vscode from 'vscode';
import { type Comments } from './comments';

/** What the lightbulb offers, and the command behind it. */
export const actionCommands = { generate: 'aside.generate', explain: 'aside.explain', edit: 'aside.edit' } as const;

export const generateKind = () => vscode.CodeActionKind.RefactorRewrite.append('aside');
export const editKind = () => vscode.CodeActionKind.RefactorRewrite.append('aside.edit');
export const explainKind = () => vscode.CodeActionKind.Empty.append('aside.explain');

/**
 * The lightbulb's offers: Generate on a comment, Explain and Edit on a selection. VS Code asks at every move of the cursor, so a
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
  if (!range.isEmpty) {
    return [
      ...(wanted(explainKind())
        ? [action(vscode.l10n.t('Explain with Aside'), explainKind(), actionCommands.explain)]
        : []),
      ...(wanted(editKind()) ? [action(vscode.l10n.t('Edit with Aside…'), editKind(), actionCommands.edit)] : []),
    ];
  }
  if (!wanted(generateKind()) || token.isCancellationRequested) return [];
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

/** Minified code has no comments worth a lightbulb. */
const maxLine = 10_000;

function action(title: string, kind: vscode.CodeActionKind, command: string, argument?: unknown): vscode.CodeAction {
  const made = new vscode.CodeAction(title, kind);
  made.command = { title, command, arguments: argument === undefined ? [] : [argument] };
  return made;
}

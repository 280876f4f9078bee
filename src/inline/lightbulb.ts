import * as vscode from 'vscode';
import { documentLines } from './comment/documentLines';
import { mayBeCommentIn } from './comment/prefilter';

/** Minified code has no comments worth a lightbulb. */
export const longestLine = 10_000;

/**
 * Registers for the lightbulb. VS Code asks with every move of the cursor from the first file on, so that what answers
 * is loaded only where it may have something to offer.
 */
export function registerLightbulb(
  inline: () => Promise<vscode.CodeActionProvider>,
  files: vscode.DocumentSelector = { pattern: '**' },
): vscode.Disposable {
  const { QuickFix, RefactorRewrite, Empty } = vscode.CodeActionKind;
  return vscode.languages.registerCodeActionsProvider(
    files,
    {
      provideCodeActions: async (document, range, context, token) =>
        mayOffer(document, range, context)
          ? (await inline()).provideCodeActions(document, range, context, token)
          : undefined,
    },
    { providedCodeActionKinds: [QuickFix, RefactorRewrite, Empty] },
  );
}

/** Whether there may be something to offer at a place. What is asked for on purpose gets a closer look. */
export function mayOffer(
  document: vscode.TextDocument,
  range: vscode.Range,
  { diagnostics, triggerKind }: Pick<vscode.CodeActionContext, 'diagnostics' | 'triggerKind'>,
): boolean {
  const asked = triggerKind === vscode.CodeActionTriggerKind.Invoke;
  if (asked || !range.isEmpty || diagnostics.length > 0) return true;
  const line = document.lineAt(range.start.line);
  if (line.isEmptyOrWhitespace || line.text.length > longestLine) return false;
  return mayBeCommentIn(document.languageId, documentLines(document), line.lineNumber);
}

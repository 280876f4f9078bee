import * as vscode from 'vscode';

/** From a line's start to the start of the line behind the last, or to the file's end. */
export function wholeLines(document: vscode.TextDocument, first: number, last: number): vscode.Range {
  return document.validateRange(new vscode.Range(first, 0, last + 1, 0));
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

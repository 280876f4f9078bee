import * as vscode from 'vscode';
import { findOnce, hasLines } from './findText';
import { codeChip, type CodeChip } from './selection';

/** Documents of VS Code's own, or copies of others: nobody means them. */
const notMeant = new Set([
  ...['output', 'git', 'debug', 'comment', 'walkThrough', 'search-editor', 'aside-options', 'vscode-settings'],
  ...['vscode-scm', 'vscode-local-history', 'vscode-chat-code-block', 'interactive-input'],
]);

/** Characters that are looked through for one paste, so that nobody waits for it. */
const mostSearched = 20_000_000;

/** Code that was pasted, as a chip, when it is in exactly one place of the open documents; undefined for all else. */
export function pastedChip(text: string): CodeChip | undefined {
  if (!hasLines(text)) return undefined;
  const documents = vscode.workspace.textDocuments.filter(
    ({ uri, isClosed }) => !isClosed && !notMeant.has(uri.scheme),
  );
  const contents: string[] = [];
  let size = 0;
  for (const document of documents) {
    const content = document.getText();
    size += content.length;
    // In one that is not looked through it may be again.
    if (size > mostSearched) return undefined;
    contents.push(content);
  }
  const found = findOnce(text, contents);
  if (!found) return undefined;
  const { index, start, end } = found;
  return codeChip(documents[index]!, new vscode.Range(start.line, start.character, end.line, end.character));
}

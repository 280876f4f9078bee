import type * as vscode from 'vscode';
import type { LineSource } from '../../textmate';

/** A document as lines, as it is whenever one is asked for. */
export function documentLines(document: vscode.TextDocument): LineSource {
  return {
    get lineCount() {
      return document.lineCount;
    },
    lineAt: (n) => document.lineAt(n).text,
  };
}

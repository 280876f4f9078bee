import * as vscode from 'vscode';
import { wholeLines } from './ranges';
import { symbolAt } from './symbols';

/** A diagnostic, as the model and the reader are told of it. */
export interface Problem {
  /** Zero-based. */
  readonly line: number;
  readonly endLine: number;
  readonly message: string;
  /** Such as `ts 2322`. */
  readonly source: string;
}

export function problemOf({ range, message, source, code }: vscode.Diagnostic): Problem {
  const id = typeof code === 'object' ? code.value : code;
  return {
    line: range.start.line,
    endLine: range.end.line,
    message,
    source: [source, id].filter((one) => one !== undefined && one !== '').join(' '),
  };
}

/** A function of more lines is not rewritten for one problem. */
const maxSymbol = 150;
const around = 8;

/** The lines that problems are about: the symbol around the problems, else some lines around them. */
export async function linesAround(document: vscode.TextDocument, problems: readonly Problem[]): Promise<vscode.Range> {
  const first = Math.min(...problems.map((one) => one.line));
  const last = Math.max(...problems.map((one) => one.endLine));
  const symbol = await symbolAt(
    document,
    document.validatePosition(new vscode.Position(first, Number.MAX_SAFE_INTEGER)),
  );
  if (symbol && symbol.end.line >= last && symbol.end.line - symbol.start.line < maxSymbol) {
    return wholeLines(document, symbol.start.line, symbol.end.line);
  }
  return wholeLines(document, Math.max(0, first - around), Math.min(document.lineCount - 1, last + around));
}

/** The problems as the model is told of them, a line each. */
export function listed(document: vscode.TextDocument, problems: readonly Problem[]): string {
  const told = problems.map(({ line, message, source }) => {
    const code = line < document.lineCount ? document.lineAt(line).text.trim() : '';
    return `- in \`${code}\`: ${message}${source === '' ? '' : ` (${source})`}`;
  });
  return told.join('\n');
}

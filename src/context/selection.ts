import * as vscode from 'vscode';
import { baseName } from '../util/baseName';
import { estimateTokens } from './tokens';

/** A piece of a file that goes to the model, and how the reader gets back to it. */
export interface CodeChip {
  readonly id: string;
  /** `file.ts:3-9` */
  readonly label: string;
  /** `uri#L3-L9` */
  readonly target: string;
  readonly code: string;
  readonly languageId: string;
  /** Estimated. */
  readonly tokens: number;
}

/** The active selection as a chip; undefined where nothing is selected. */
export function selectionChip(editor: vscode.TextEditor | undefined): CodeChip | undefined {
  if (!editor || editor.selection.isEmpty) return undefined;
  return codeChip(editor.document, editor.selection);
}

/** The most characters of a file that a suggestion takes along: about 40,000 tokens. */
const maxFile = 150_000;

/** The active editor's whole file as a chip; undefined where it is empty or too large to go along unasked. */
export function fileChip(editor: vscode.TextEditor | undefined): CodeChip | undefined {
  if (!editor) return undefined;
  const { document } = editor;
  const end = document.lineAt(document.lineCount - 1).range.end;
  if (document.offsetAt(end) === 0 || document.offsetAt(end) > maxFile) return undefined;
  return codeChip(document, new vscode.Range(new vscode.Position(0, 0), end));
}

/** A range of a document as a chip. */
export function codeChip(document: vscode.TextDocument, range: vscode.Range): CodeChip {
  const code = document.getText(range);
  const lines = lineNumbers(range.start, range.end);
  const target = `${document.uri.toString()}#${lines.map((n) => `L${n}`).join('-')}`;
  return {
    id: target,
    label: labelOf(document, lines),
    target,
    code,
    languageId: document.languageId,
    tokens: estimateTokens(code),
  };
}

/** `file.ts:3-9`; of a notebook, whose cells share a path, which cell it is. */
function labelOf(document: vscode.TextDocument, lines: readonly number[]): string {
  const name = baseName(document.uri.path);
  const cell = cellNumber(document);
  if (cell === undefined) return `${name}:${lines.join('-')}`;
  return lines.length === 1
    ? vscode.l10n.t('{0}, cell {1}, line {2}', name, cell, lines[0]!)
    : vscode.l10n.t('{0}, cell {1}, lines {2}', name, cell, lines.join('-'));
}

/** Counted from one; undefined for a document that is no cell of an open notebook. */
function cellNumber(document: vscode.TextDocument): number | undefined {
  if (document.uri.scheme !== 'vscode-notebook-cell') return undefined;
  for (const notebook of vscode.workspace.notebookDocuments) {
    const cell = notebook.getCells().find((one) => one.document === document);
    if (cell) return cell.index + 1;
  }
  return undefined;
}

/** First and last line, counted from one; a selection that ends before a line's first character does not include it. */
export function lineNumbers(start: vscode.Position, end: vscode.Position): number[] {
  const last = end.character === 0 && end.line > start.line ? end.line - 1 : end.line;
  return last === start.line ? [start.line + 1] : [start.line + 1, last + 1];
}

/** `uri#L3-L9` back to a place; undefined for anything else. */
export function parseTarget(target: string): { uri: vscode.Uri; range: vscode.Range | undefined } | undefined {
  const match = /^([a-zA-Z][\w+.-]*:[^#]*)(?:#L(\d+)(?:-L(\d+))?)?$/.exec(target);
  if (!match) return undefined;
  const uri = vscode.Uri.parse(match[1]!, true);
  if (match[2] === undefined) return { uri, range: undefined };
  const first = Math.max(1, Number(match[2]));
  const last = Math.max(first, Number(match[3] ?? match[2]));
  return { uri, range: new vscode.Range(first - 1, 0, last - 1, Number.MAX_SAFE_INTEGER) };
}

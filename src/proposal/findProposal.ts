/** Which proposal or hunk a command means. */
import * as vscode from 'vscode';
import { type Hunk } from '../text/lineDiff';
import { hunkKey, hunkLines } from './hunks';
import { type Proposal } from './proposal';

/**
 * The proposal with this id; without one, the one at the cursor, else the nearest in the active editor, else the only
 * one there is.
 */
export function findProposal(all: readonly Proposal[], id?: string): Proposal | undefined {
  if (id !== undefined) return all.find((one) => one.id === id);
  const editor = vscode.window.activeTextEditor;
  const here = editor ? all.filter((one) => one.document === editor.document) : [];
  if (editor && here.length > 0) return nearest(here, (one) => one.range, editor.selection.active.line);
  return all.length === 1 ? all[0] : undefined;
}

/** The hunk that a code lens means, or the one at the cursor, else the nearest in the active editor. */
export function findHunk(proposal: Proposal, key?: number): Hunk | undefined {
  const { hunks } = proposal;
  if (key !== undefined) return hunks.find((one) => hunkKey(one) === key);
  const line = vscode.window.activeTextEditor?.selection.active.line ?? 0;
  return nearest(hunks, (hunk) => hunkLines(proposal, hunk), line);
}

function nearest<T>(all: readonly T[], rangeOf: (one: T) => vscode.Range, line: number): T | undefined {
  const far = (one: T) => distance(rangeOf(one), line);
  return [...all].sort((a, b) => far(a) - far(b))[0];
}

function distance({ start, end }: vscode.Range, line: number): number {
  return line < start.line ? start.line - line : Math.max(0, line - end.line);
}

/** Where a hunk of a pending edit stands in its document. */
import * as vscode from 'vscode';
import { type Hunk } from '../text/lineDiff';
import { type Proposal } from './proposal';

/** The lines of a hunk in the document; of one that only takes lines away, the line that follows. */
export function hunkLines(proposal: Proposal, hunk: Hunk): vscode.Range {
  const first = proposal.range.start.line;
  const last = Math.max(hunk.start, hunk.end - 1);
  const { lineCount } = proposal.document;
  const at = (line: number) => Math.min(first + line, lineCount - 1);
  return new vscode.Range(at(hunk.start), 0, at(last), Number.MAX_SAFE_INTEGER);
}

/** What a hunk is called in commands: its first line in the range, which changes elsewhere do not move. */
export function hunkKey(hunk: Hunk): number {
  return hunk.start;
}

/** What marks pending code in the editors. */
import * as vscode from 'vscode';
import { linesText, wordChanges, type Hunk } from '../text/lineDiff';
import { disposeAll } from '../util/disposable';
import { hunkLines } from './hunks';
import { type Proposal } from './proposal';

export interface Marks extends vscode.Disposable {
  show(editor: vscode.TextEditor, proposals: readonly Proposal[]): void;
}

export function createMarks(): Marks {
  const added = vscode.window.createTextEditorDecorationType({
    isWholeLine: true,
    backgroundColor: new vscode.ThemeColor('diffEditor.insertedLineBackground'),
    // High contrast themes have no background: there the bar alone marks the lines.
    borderStyle: 'solid',
    borderWidth: '0 0 0 3px',
    borderColor: new vscode.ThemeColor('editorGutter.addedBackground'),
    overviewRulerColor: new vscode.ThemeColor('editorOverviewRuler.addedForeground'),
    overviewRulerLane: vscode.OverviewRulerLane.Left,
    rangeBehavior: vscode.DecorationRangeBehavior.ClosedClosed,
  });
  const word = vscode.window.createTextEditorDecorationType({
    backgroundColor: new vscode.ThemeColor('diffEditor.insertedTextBackground'),
    rangeBehavior: vscode.DecorationRangeBehavior.ClosedClosed,
  });
  const taken = vscode.window.createTextEditorDecorationType({
    before: {
      backgroundColor: new vscode.ThemeColor('diffEditor.removedTextBackground'),
      textDecoration: 'line-through',
    },
    rangeBehavior: vscode.DecorationRangeBehavior.ClosedClosed,
  });
  const removed = vscode.window.createTextEditorDecorationType({
    isWholeLine: true,
    borderStyle: 'solid',
    borderWidth: '2px 0 0 0',
    borderColor: new vscode.ThemeColor('editorGutter.deletedBackground'),
    overviewRulerColor: new vscode.ThemeColor('editorOverviewRuler.deletedForeground'),
    overviewRulerLane: vscode.OverviewRulerLane.Left,
    rangeBehavior: vscode.DecorationRangeBehavior.ClosedClosed,
  });
  return {
    show(editor, proposals) {
      const lines: vscode.DecorationOptions[] = [];
      const words: vscode.Range[] = [];
      const gone: vscode.DecorationOptions[] = [];
      const cuts: vscode.DecorationOptions[] = [];
      for (const proposal of proposals) {
        if (proposal.kind === 'insert') {
          if (proposal.lines) lines.push({ range: proposal.lines });
          continue;
        }
        for (const hunk of proposal.hunks) {
          const range = hunkLines(proposal, hunk);
          const hoverMessage = originalOf(proposal, hunk);
          if (hunk.start === hunk.end) {
            cuts.push({ range, hoverMessage });
          } else {
            lines.push({ range, hoverMessage });
            markWords(proposal, hunk, words, gone);
          }
        }
      }
      editor.setDecorations(added, lines);
      editor.setDecorations(word, words);
      editor.setDecorations(taken, gone);
      editor.setDecorations(removed, cuts);
    },
    dispose: () => disposeAll([added, word, taken, removed]),
  };
}

function markWords(proposal: Proposal, hunk: Hunk, added: vscode.Range[], gone: vscode.DecorationOptions[]): void {
  const after = linesText(proposal.text, hunk.start, hunk.end);
  const changes = wordChanges(linesText(proposal.base, hunk.baseStart, hunk.baseEnd), after);
  if (!changes) return;
  const { document } = proposal;
  const first = document.offsetAt(proposal.range.start) + linesText(proposal.text, 0, hunk.start).length;
  const at = (offset: number) => document.positionAt(first + offset);
  for (const { start, end } of changes.added) added.push(new vscode.Range(at(start), at(end)));
  for (const { at: offset, text } of changes.removed) {
    // Attached text has one line; more is in the hover.
    if (text.includes('\n') || text.length > maxTaken) continue;
    const range = new vscode.Range(at(offset), at(offset));
    gone.push({ range, renderOptions: { before: { contentText: text.replaceAll(' ', '\u00a0') } } });
  }
}

const maxTaken = 80;

/** What stood there, for the hover: as code, so that nothing in it is a link or a command. */
function originalOf(proposal: Proposal, hunk: Hunk): vscode.MarkdownString | undefined {
  if (hunk.baseStart === hunk.baseEnd) return undefined;
  const text = linesText(proposal.base, hunk.baseStart, hunk.baseEnd);
  return new vscode.MarkdownString().appendCodeblock(text, proposal.document.languageId);
}

import * as vscode from 'vscode';
import { linesText, wordChanges, type Hunk } from './lineDiff';
import { type Proposal } from './proposal';

/** Commands that the lenses call, each with the proposal's id, some with a hunk's place as well. */
export const proposalCommands = {
  keep: 'aside.keep',
  discard: 'aside.discard',
  tryAgain: 'aside.tryAgain',
  stop: 'aside.stop',
  keepHunk: 'aside.keepHunk',
  discardHunk: 'aside.discardHunk',
  refine: 'aside.refine',
  compare: 'aside.compare',
} as const;

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

export function lensesOf(proposal: Proposal): vscode.CodeLens[] {
  const line = proposal.lines?.start.line ?? proposal.range.start.line;
  const lens = (at: number, title: string, command: string, ...more: unknown[]) =>
    new vscode.CodeLens(new vscode.Range(at, 0, at, 0), { title, command, arguments: [proposal.id, ...more] });
  if (proposal.state === 'streaming') {
    const title = proposal.kind === 'edit' ? vscode.l10n.t('Editing… Stop') : vscode.l10n.t('Generating… Stop');
    return [
      lens(line, `$(loading~spin) ${title}`, proposalCommands.stop),
      lens(line, vscode.l10n.t('Discard'), proposalCommands.discard),
    ];
  }
  const { hunks } = proposal;
  const many = proposal.kind === 'edit' && hunks.length > 1;
  const top = proposal.kind === 'edit' && hunks[0] ? hunkLines(proposal, hunks[0]).start.line : line;
  const all = [
    lens(top, `$(check) ${many ? vscode.l10n.t('Keep all') : vscode.l10n.t('Keep')}`, proposalCommands.keep),
    lens(top, `$(discard) ${many ? vscode.l10n.t('Discard all') : vscode.l10n.t('Discard')}`, proposalCommands.discard),
  ];
  if (proposal.canTryAgain) all.push(lens(top, `$(refresh) ${vscode.l10n.t('Try again')}`, proposalCommands.tryAgain));
  if (proposal.kind === 'insert') return all;
  if (proposal.canRefine) all.push(lens(top, `$(edit) ${vscode.l10n.t('Refine…')}`, proposalCommands.refine));
  all.push(lens(top, `$(diff) ${vscode.l10n.t('Compare')}`, proposalCommands.compare));
  if (!many) return [...all, ...removedNote(proposal, hunks[0], lens)];
  return [
    ...all,
    ...hunks.flatMap((hunk) => {
      const at = hunkLines(proposal, hunk).start.line;
      return [
        lens(at, `$(check) ${vscode.l10n.t('Keep this')}`, proposalCommands.keepHunk, hunkKey(hunk)),
        lens(at, `$(discard) ${vscode.l10n.t('Discard this')}`, proposalCommands.discardHunk, hunkKey(hunk)),
        ...removedNote(proposal, hunk, lens),
      ];
    }),
  ];
}

/** How much was taken away there; VS Code has no place for the lines themselves but the comparison. */
function removedNote(
  proposal: Proposal,
  hunk: Hunk | undefined,
  lens: (at: number, title: string, command: string) => vscode.CodeLens,
): vscode.CodeLens[] {
  if (!hunk || hunk.baseEnd === hunk.baseStart) return [];
  const title = `−${hunk.baseEnd - hunk.baseStart} +${hunk.end - hunk.start}`;
  return [lens(hunkLines(proposal, hunk).start.line, title, proposalCommands.compare)];
}

/** What marks pending text in the editors. */
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
    dispose() {
      for (const one of [added, word, taken, removed]) one.dispose();
    },
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

/** The code lenses above pending code. */
import * as vscode from 'vscode';
import { type Hunk } from '../text/lineDiff';
import { Disposables } from '../util/disposable';
import { hunkKey, hunkLines } from './hunks';
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

export interface Lenses extends vscode.Disposable {
  /** Something that a lens shows has changed. */
  readonly onDidChange: vscode.Event<void>;
  /** A proposal has changed: lenses are asked for again where they say something else now. */
  update(): void;
  in(document: vscode.TextDocument): vscode.CodeLens[];
}

/** The lenses of all proposals. Their provider registers itself with the first one. */
export function createLenses(all: () => readonly Proposal[]): Lenses {
  const disposables = new Disposables();
  const changed = disposables.add(new vscode.EventEmitter<void>());
  let registered = false;
  let shown = '';

  function inDocument(document: vscode.TextDocument): vscode.CodeLens[] {
    return all()
      .filter((one) => one.document === document)
      .flatMap(lensesOf);
  }

  return {
    onDidChange: changed.event,
    update() {
      // Lenses follow their lines by themselves.
      const now = all().map(lensState).join();
      if (now === shown) return;
      shown = now;
      if (now !== '' && !registered) {
        registered = true;
        disposables.add(
          vscode.languages.registerCodeLensProvider('*', {
            onDidChangeCodeLenses: changed.event,
            provideCodeLenses: inDocument,
          }),
        );
      }
      changed.fire();
    },
    in: inDocument,
    dispose: () => disposables.dispose(),
  };
}

/** What the lenses of a proposal depend on, beside the lines that VS Code moves by itself. */
function lensState(one: Proposal): string {
  const hunks = one.state === 'pending' ? one.hunks.map((hunk) => Object.values(hunk).join(':')) : [];
  return `${one.id}${one.state}${one.lines === undefined}${hunks.join()}`;
}

function lensesOf(proposal: Proposal): vscode.CodeLens[] {
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

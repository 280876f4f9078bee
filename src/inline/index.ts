import * as vscode from 'vscode';
import { Disposables } from '../util/disposable';
import { type Log } from '../util/log';
import { provideCodeActions } from './actions';
import { apply, type ApplyArgs, type ApplyOutcome } from './apply';
import { createComments, type FoundComment } from './comment/comments';
import { createCompletions, type Completions } from './completion/complete';
import { createCommitMessages, type CommitDeps, type CommitOutcome } from './commit/commitMessage';
import { edit, type EditArgs, type EditDeps, type EditOutcome } from './edit';
import { explainTarget, type ExplainArgs, type ExplainTarget } from './explain';
import { addDocumentation, fix, type FixArgs } from './fix';
import { generate, type GenerateArgs, type GenerateOutcome } from './generate';
import { createLanguages, type Languages } from './comment/grammars';
import { createProposals, type ProposalsDeps } from '../proposal/proposals';
import { type Again, type ShowError } from './request/again';
import { type Ask } from './request/ask';
import { hunkLines } from '../proposal/hunks';
import { writeTests } from './writeTests';

export {
  type ApplyArgs,
  type Again,
  type ApplyOutcome,
  type Ask,
  type CommitOutcome,
  type EditArgs,
  type EditOutcome,
  type ExplainArgs,
  type ExplainTarget,
  type FixArgs,
  type FoundComment,
  type GenerateArgs,
  type GenerateOutcome,
  type ShowError,
};

export interface InlineDeps extends EditDeps, Pick<CommitDeps, 'git' | 'choose'>, ProposalsDeps {
  readonly log: Log;
  /** Made anew unless given, and then left to whoever has made it. */
  readonly languages?: Languages;
}

/** Everything that Aside does in an editor. Made on first use. */
export interface Inline extends vscode.Disposable {
  /** Code from the comment at the cursor, or at a place. Resolves when its stream is over. */
  generate(args?: GenerateArgs): Promise<GenerateOutcome>;
  /** Changes the selection as the reader says, hunk by hunk. Resolves when its stream is over. */
  edit(args?: EditArgs): Promise<EditOutcome>;
  /** Fixes problems that a language extension reports, and says whether they went away. */
  fix(args?: FixArgs): Promise<EditOutcome>;
  /** Writes the documentation comment of the selection, or of the symbol at the cursor. */
  document(args?: EditArgs): Promise<EditOutcome>;
  /** Writes tests for the selection, or for the symbol at the cursor, into the file's test file. */
  tests(args?: EditArgs): Promise<EditOutcome>;
  /** Puts a code block of the chat where it belongs, as a proposal; asks where that is not certain. */
  apply(args: ApplyArgs): Promise<ApplyOutcome>;
  /** Another instruction for a pending edit. False where there is none. */
  refine(id?: string): Promise<boolean>;
  /** One hunk, named by its code lens; without one, the hunk at the cursor. False where there is none. */
  keepHunk(id?: string, hunk?: number): boolean;
  discardHunk(id?: string, hunk?: number): Promise<boolean>;
  /** Moves the cursor to the next or previous hunk of the active editor, from the last to the first. */
  goToHunk(direction: 'next' | 'previous'): boolean;
  /** Shows the file without the proposal beside the file. */
  compare(id?: string): Promise<boolean>;
  /** Without an id: the proposal at the cursor, or the only one. False where there is none. */
  keep(id?: string): boolean;
  discard(id?: string): Promise<boolean>;
  tryAgain(id?: string): Promise<boolean>;
  /** Ends a stream; what has arrived stays pending. Without an id: those of the active editor, else all. */
  stop(id?: string): boolean;
  /** Writes a commit message into the input box of a repository; without a root, of the one that is meant. */
  commitMessage(rootUri?: vscode.Uri): Promise<CommitOutcome>;
  /** Ends a commit message that is being written. */
  stopCommitMessage(): boolean;
  /** The ghost text at a place; see `Completions`. */
  readonly complete: Completions['at'];
  explainTarget(args?: ExplainArgs): Promise<ExplainTarget>;
  commentAt(document: vscode.TextDocument, position: vscode.Position): Promise<FoundComment | undefined>;
  provideCodeActions(
    document: vscode.TextDocument,
    range: vscode.Range,
    context: vscode.CodeActionContext,
    token: vscode.CancellationToken,
  ): Promise<vscode.CodeAction[]>;
  /** The lenses of the pending proposals; a provider for them registers itself with the first one. */
  provideCodeLenses(document: vscode.TextDocument): vscode.CodeLens[];
}

export function createInline(deps: InlineDeps): Inline {
  const disposables = new Disposables();
  const languages = deps.languages ?? disposables.add(createLanguages(deps.log));
  const comments = disposables.add(createComments(languages));
  const proposals = disposables.add(createProposals(deps));
  const completions = createCompletions(deps);
  const commitMessages = disposables.add(createCommitMessages(deps));

  return {
    generate: (args) => generate(deps, comments, proposals, args),
    edit: (args) => edit(deps, proposals, args),
    fix: (args) => fix(deps, proposals, args),
    document: (args) => addDocumentation(deps, proposals, args),
    tests: (args) => writeTests(deps, proposals, args),
    apply: (args) => apply(deps, proposals, args),
    async refine(id) {
      const found = proposals.find(own(id));
      await found?.refine();
      return found?.canRefine ?? false;
    },
    keepHunk(id, key) {
      const found = proposals.findHunk(own(id), hunkKeyOf(key));
      return found?.proposal.keepHunk(found.hunk) ?? false;
    },
    async discardHunk(id, key) {
      const found = proposals.findHunk(own(id), hunkKeyOf(key));
      return (await found?.proposal.discardHunk(found.hunk)) ?? false;
    },
    goToHunk(direction) {
      const editor = vscode.window.activeTextEditor;
      if (!editor) return false;
      const starts = proposals
        .in(editor.document)
        .flatMap((one) => (one.kind === 'edit' ? one.hunks.map((hunk) => hunkLines(one, hunk)) : (one.lines ?? [])))
        .map((lines) => lines.start)
        .sort((a, b) => a.compareTo(b));
      const { line } = editor.selection.active;
      const target =
        direction === 'next'
          ? (starts.find((start) => start.line > line) ?? starts[0])
          : (starts.findLast((start) => start.line < line) ?? starts.at(-1));
      if (!target) return false;
      editor.selection = new vscode.Selection(target, target);
      editor.revealRange(new vscode.Range(target, target), vscode.TextEditorRevealType.InCenterIfOutsideViewport);
      return true;
    },
    async compare(id) {
      const found = proposals.find(own(id));
      if (found) await proposals.compare(found);
      return found !== undefined;
    },
    keep(id) {
      const found = proposals.find(own(id));
      found?.keep();
      return found !== undefined;
    },
    async discard(id) {
      const found = proposals.find(own(id));
      if (!found) return false;
      const done = await found.discard();
      if (!done) deps.say(vscode.l10n.t('The pending code cannot be taken away: the file is read-only now.'));
      return done;
    },
    async tryAgain(id) {
      const found = proposals.find(own(id));
      await found?.tryAgain();
      return found !== undefined;
    },
    stop(id) {
      const document = vscode.window.activeTextEditor?.document;
      const streaming = proposals.all.filter((one) => one.state === 'streaming' && (id === undefined || one.id === id));
      const here = id === undefined ? streaming.filter((one) => one.document === document) : [];
      const ending = here.length > 0 ? here : streaming;
      for (const one of ending) one.stop();
      return ending.length > 0;
    },
    commitMessage: (rootUri) => commitMessages.write(rootUri),
    stopCommitMessage: () => commitMessages.stop(),
    // A stream into the document moves the cursor's place, and every edit of it would ask again.
    complete: async (document, ...rest) =>
      proposals.in(document).some(({ state }) => state === 'streaming') ? undefined : completions.at(document, ...rest),
    explainTarget: (args) => explainTarget(args),
    commentAt: (document, position) => comments.at(document, position),
    provideCodeActions: (document, range, context, token) =>
      provideCodeActions(comments, document, range, context, token),
    provideCodeLenses: (document) => proposals.lenses(document),
    dispose: () => disposables.dispose(),
  };
}

/** A command's argument: a proposal's id from a code lens, but the file from a menu of the editor. */
function own(id: unknown): string | undefined {
  return typeof id === 'string' ? id : undefined;
}

function hunkKeyOf(key: unknown): number | undefined {
  return typeof key === 'number' ? key : undefined;
}

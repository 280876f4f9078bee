import * as vscode from 'vscode';
import { editRange, editTarget, type EditArgs, type EditDeps, type EditOutcome } from './edit';
import { linesAround, listed, problemOf, type Problem } from './prompt/problems';
import { type Proposals } from '../proposal/proposals';

/** What to fix; as a command's argument it is plain data. Without problems: all at the cursor. */
export interface FixArgs {
  readonly uri?: string;
  readonly problems?: readonly Problem[];
}

/** Has the model fix problems that a language extension reports, and says whether they went away. */
export async function fix(deps: EditDeps, proposals: Proposals, args: FixArgs = {}): Promise<EditOutcome> {
  const target = await documentOf(args);
  if (!target) {
    deps.say(vscode.l10n.t('Open a file and put the cursor on a problem to fix it.'));
    return 'noEditor';
  }
  const { document, range } = target;
  const problems = args.problems ?? diagnosticsIn(document, range).map(problemOf);
  if (problems.length === 0) {
    deps.say(vscode.l10n.t('There is no problem at the cursor.'));
    return 'nothing';
  }
  const watch = watchProblems(document);
  try {
    const lines = await linesAround(document, problems);
    const outcome = await editRange(deps, proposals, {
      document,
      range: lines,
      instructions: [
        `${problems.length > 1 ? 'Fix these problems:' : 'Fix this problem:'}\n${listed(document, problems)}`,
      ],
    });
    if (outcome === 'pending' || outcome === 'kept') deps.say(verdict(problems, await watch.left(problems)));
    return outcome;
  } finally {
    watch.dispose();
  }
}

async function documentOf(args: FixArgs): Promise<{ document: vscode.TextDocument; range: vscode.Range } | undefined> {
  if (args.uri !== undefined) {
    const line = args.problems?.[0]?.line ?? 0;
    return editTarget({ uri: args.uri, line });
  }
  const editor = vscode.window.activeTextEditor;
  return editor && { document: editor.document, range: editor.selection };
}

function diagnosticsIn(document: vscode.TextDocument, range: vscode.Range): vscode.Diagnostic[] {
  const lines = new vscode.Range(range.start.line, 0, range.end.line, Number.MAX_SAFE_INTEGER);
  return vscode.languages.getDiagnostics(document.uri).filter((one) => one.range.intersection(lines) !== undefined);
}

/** Milliseconds that a language extension gets to look at the new code. */
const verdictTimeout = 8000;

interface ProblemWatch extends vscode.Disposable {
  /** Those that are still reported, once the language extension has said something new, or nothing for a while. */
  left(problems: readonly Problem[]): Promise<readonly Problem[]>;
}

function watchProblems(document: vscode.TextDocument): ProblemWatch {
  let changed: (() => void) | undefined;
  const listening = vscode.languages.onDidChangeDiagnostics(({ uris }) => {
    if (uris.some((uri) => uri.toString() === document.uri.toString())) changed?.();
  });
  // The same sentence may be about several places: as many as are asked about must be fewer.
  const count = () => {
    const counts = new Map<string, number>();
    for (const { message } of vscode.languages.getDiagnostics(document.uri)) {
      counts.set(message, (counts.get(message) ?? 0) + 1);
    }
    return counts;
  };
  const before = count();
  const still = (problems: readonly Problem[]) => {
    const now = count();
    const gone = new Map([...before].map(([message, number]) => [message, number - (now.get(message) ?? 0)]));
    return problems.filter(({ message }) => {
      const left = gone.get(message) ?? (now.has(message) ? 0 : 1);
      gone.set(message, left - 1);
      return left <= 0;
    });
  };
  return {
    left: (problems) =>
      new Promise((resolve) => {
        const done = () => {
          clearTimeout(timer);
          changed = undefined;
          resolve(still(problems));
        };
        const timer = setTimeout(done, verdictTimeout);
        // A first report may still be about the old code: only one without the problems ends the wait.
        changed = () => still(problems).length === 0 && done();
        changed();
      }),
    dispose: () => listening.dispose(),
  };
}

function verdict(problems: readonly Problem[], left: readonly Problem[]): string {
  if (left.length === 0) {
    return problems.length > 1 ? vscode.l10n.t('The problems are gone.') : vscode.l10n.t('The problem is gone.');
  }
  return left.length < problems.length
    ? vscode.l10n.t('{0} of {1} problems are still reported: {2}', left.length, problems.length, left[0]!.message)
    : vscode.l10n.t('Still reported: {0}', left[0]!.message);
}

const documentInstruction =
  'Add a documentation comment to what is selected, in the form that is usual for the language, and where the file has such comments, in their style: what it does, its parameters, result and errors, where they are not obvious. Where there is one already, bring it up to date. Change nothing else.';

/** Has the model write the documentation comment of the selection or of the symbol at the cursor. */
export async function addDocumentation(
  deps: EditDeps,
  proposals: Proposals,
  args: EditArgs = {},
): Promise<EditOutcome> {
  const target = await editTarget(args);
  if (!target) {
    deps.say(vscode.l10n.t('Open a file and select the code to document.'));
    return 'noEditor';
  }
  return editRange(deps, proposals, { ...target, instructions: [documentInstruction] });
}

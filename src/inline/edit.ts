import * as vscode from 'vscode';
import { baseName } from '../util/baseName';
import { documentLines } from './comment/documentLines';
import { previewEdit, readEditAnswer, type EditInput, type FileEdit } from './answer/editAnswer';
import { editPrompt } from './prompt/editPrompt';
import { maxExplained } from './explain';
import { editorOptions } from './prompt/editorOptions';
import { type Proposal } from '../proposal/proposal';
import { type Proposals } from '../proposal/proposals';
import { paragraphAt, wholeLines } from './prompt/ranges';
import { isReadOnly } from '../proposal/readonly';
import { againBy, type Again, type Over } from './request/again';
import { askingWith } from './request/ask';
import { isCut, receive, reportAborted, reportCut, streamInto, type GenerateDeps } from './request/reply';
import { symbolAt } from './prompt/symbols';

export interface EditDeps extends GenerateDeps {
  /** Asks the reader what to do; undefined when they think better of it. */
  instruct(title: string): Promise<string | undefined>;
}

/** What to edit; as a command's argument it is plain data. */
export interface EditArgs {
  readonly uri?: string;
  /** Zero-based lines, the last one included. */
  readonly line?: number;
  readonly endLine?: number;
  readonly instruction?: string;
}

export type EditOutcome =
  | ('pending' | 'kept' | 'discarded' | 'prose' | 'nothing' | 'unchanged' | 'misfit' | 'failed')
  | ('noEditor' | 'cancelled' | 'readOnly' | 'busy' | 'tooLarge');

export interface EditRequest {
  readonly document: vscode.TextDocument;
  /** Whole lines. */
  readonly range: vscode.Range;
  /** What to do, as the model is told, the latest last. */
  readonly instructions: readonly string[];
}

/** Changes the selected lines, or the symbol at the cursor, as the reader says. Resolves when the stream is over. */
export async function edit(deps: EditDeps, proposals: Proposals, args: EditArgs = {}): Promise<EditOutcome> {
  const target = await editTarget(args);
  if (!target) {
    deps.say(vscode.l10n.t('Open a file and select the code to edit.'));
    return 'noEditor';
  }
  const instruction = args?.instruction ?? (await deps.instruct(vscode.l10n.t('What shall be changed?')));
  if (!instruction?.trim()) return 'cancelled';
  return editRange(deps, proposals, { ...target, instructions: [instruction] });
}

/** The lines to edit: those given, the selected ones, else the symbol at the cursor, else its paragraph or line. */
export async function editTarget(
  args: EditArgs = {},
): Promise<{ document: vscode.TextDocument; range: vscode.Range } | undefined> {
  const editor = vscode.window.activeTextEditor;
  if (typeof args?.uri === 'string' && typeof args.line === 'number') {
    const wanted = vscode.Uri.parse(args.uri);
    const open = vscode.workspace.textDocuments.find((one) => one.uri.toString() === wanted.toString());
    const document = open ?? (await vscode.workspace.openTextDocument(wanted).then(undefined, () => undefined));
    return document && { document, range: wholeLines(document, args.line, args.endLine ?? args.line) };
  }
  if (!editor) return undefined;
  const { document, selection } = editor;
  const range = selection.isEmpty
    ? ((await symbolAt(document, selection.active)) ?? paragraphAt(document, selection.active) ?? selection)
    : selection;
  // A selection that ends before a line's first character does not include that line.
  const last = range.end.character === 0 && range.end.line > range.start.line ? range.end.line - 1 : range.end.line;
  return { document, range: wholeLines(document, range.start.line, last) };
}

/** One edit of some lines, as a proposal with hunks. */
export async function editRange(deps: EditDeps, proposals: Proposals, request: EditRequest): Promise<EditOutcome> {
  const { document } = request;
  const { version } = document;
  if (await isReadOnly(document)) {
    deps.say(vscode.l10n.t('{0} is read-only, so no code can be written into it.', baseName(document.uri.path)));
    return 'readOnly';
  }
  // Changed while that was looked up: the lines may be others now.
  const range = document.version === version ? request.range : document.validateRange(request.range);
  if (document.offsetAt(range.end) - document.offsetAt(range.start) > maxExplained) {
    deps.say(
      vscode.l10n.t(
        'At most {0} characters can be edited at once. Select a smaller part, such as one function.',
        maxExplained.toLocaleString(vscode.env.language),
      ),
    );
    return 'tooLarge';
  }
  const there = proposals
    .in(document)
    .find((one) => !range.isEmpty && one.range.intersection(range)?.isEmpty === false);
  if (there) {
    deps.say(vscode.l10n.t('There is pending code in the selection. Keep or discard it first.'));
    return 'busy';
  }
  const restart = (over?: Over) => editRange(askingWith(deps, over), proposals, { ...request, range: proposal.range });
  const again = againBy(deps.showError, async (over) => {
    if (await proposal.discard()) await restart(over);
  });
  const proposal: Proposal = proposals.begin({
    document,
    kind: 'edit',
    range,
    lead: '',
    tail: '',
    origin: range.start,
    again: () => againBy(deps.showError, restart).retry(),
    refine: () => refine(deps, proposal, request.instructions, again),
  });
  return stream(deps, proposal, request.instructions, again);
}

/** Goes on from what is pending with one more instruction. */
async function refine(deps: EditDeps, proposal: Proposal, earlier: readonly string[], again: Again): Promise<void> {
  const instruction = await deps.instruct(vscode.l10n.t('What shall be changed in it?'));
  if (!instruction?.trim() || proposal.state !== 'pending') return;
  proposal.resume();
  await stream(deps, proposal, [...earlier, instruction], again);
}

function stream(
  deps: EditDeps,
  proposal: Proposal,
  instructions: readonly string[],
  again: Again,
): Promise<EditOutcome> {
  return streamInto(deps, proposal, again, () => streamAnswer(deps, proposal, instructions, again));
}

async function streamAnswer(
  deps: EditDeps,
  proposal: Proposal,
  instructions: readonly string[],
  again: Again,
): Promise<EditOutcome> {
  const { document } = proposal;
  const from = proposal.text;
  const { start } = proposal.range;
  const lines = from.split('\n').length - (from.endsWith('\n') || from === '' ? 1 : 0);
  const prompt = editPrompt({
    file: vscode.workspace.asRelativePath(document.uri),
    languageId: document.languageId,
    source: documentLines(document),
    first: start.line,
    last: start.line + lines - 1,
    ...editorOptions(document),
    instructions,
  });
  const scope: Scope = { head: '', asked: from, foot: '' };
  let answer = '';
  const show = () => {
    const shown = previewEdit(inputOf(proposal, scope), answer);
    const text = shown && textFor(proposal, scope, shown);
    if (text !== undefined) proposal.show(text);
    return text;
  };
  const preview = createPreview(show);
  const reply = await receive(deps.ask, prompt, proposal, (delta) => {
    answer += delta;
    preview.soon();
  }).finally(preview.end);
  if (preview.wrong) throw preview.wrong.error;
  if (reply === 'aborted') {
    await proposal.finish();
    if (proposal.broken) await reportAborted(deps, proposal, proposal.broken);
    return outcomeOf(proposal);
  }
  if ('error' in reply || isCut(reply)) {
    // What the answer has not come to stays as it was.
    await proposal.finish(show());
    if ('error' in reply) deps.showError(reply.error, again);
    else reportCut(deps, reply);
    return outcomeOf(proposal, 'failed');
  }
  const result = readEditAnswer(inputOf(proposal, scope), answer);
  let text = result.kind === 'edit' ? textFor(proposal, scope, result) : undefined;
  // What was shown of it so far took it for an answer about less of the file.
  if (result.kind === 'edit' && text === undefined && (await proposal.rewind())) {
    text = textFor(proposal, scope, result);
  }
  await proposal.finish(text);
  if (proposal.broken) {
    await reportAborted(deps, proposal, proposal.broken);
    return outcomeOf(proposal, 'failed');
  }
  if (result.kind === 'prose') {
    if (result.prose === '') deps.say(vscode.l10n.t('The model sent no code. Say more, or try again.'));
    else deps.showProse(result.prose, instructions.at(-1));
    return result.prose === '' ? 'nothing' : 'prose';
  }
  if (text === undefined) {
    deps.say(vscode.l10n.t('The answer does not fit the file, so nothing was changed. Try again.'));
    return 'misfit';
  }
  if (proposal.state === 'discarded' && !proposal.signal.aborted) {
    deps.say(vscode.l10n.t('The model would leave the code as it is.'));
    return 'unchanged';
  }
  return outcomeOf(proposal);
}

/** Milliseconds between two looks at a reply that is coming. */
const previewPause = 40;

/** Calls `show` now and then while a reply is coming. What it throws ends that, and is there at the end. */
function createPreview(show: () => unknown) {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let wrong: { readonly error: unknown } | undefined;

  function look(): void {
    timer = undefined;
    try {
      show();
    } catch (error) {
      wrong = { error };
    }
  }

  return {
    get wrong() {
      return wrong;
    },
    soon() {
      if (!wrong) timer ??= setTimeout(look, previewPause);
    },
    end: () => clearTimeout(timer),
  };
}

function outcomeOf({ state }: Proposal, otherwise: EditOutcome = 'discarded'): EditOutcome {
  return state === 'pending' || state === 'kept' ? state : otherwise;
}

/** What was asked about, and what else of the file is in the proposal's range since an answer was about more. */
interface Scope {
  head: string;
  readonly asked: string;
  foot: string;
}

/** The file as it was when the stream began, in front of the proposal, in it and behind it, with "\n" as line end. */
function partsOf({ document, range }: Proposal, { head, asked, foot }: Scope): [string, string, string] {
  const text = document.getText();
  const lf = (part: string) => part.replaceAll('\r\n', '\n');
  const before = text.slice(0, document.offsetAt(range.start));
  return [lf(before), lf(head + asked + foot), lf(text.slice(document.offsetAt(range.end)))];
}

function inputOf(proposal: Proposal, scope: Scope): EditInput {
  const [before, middle, after] = partsOf(proposal, scope);
  const start = before.length + scope.head.replaceAll('\r\n', '\n').length;
  const end = start + scope.asked.replaceAll('\r\n', '\n').length;
  return { file: before + middle + after, start, end, languageId: proposal.document.languageId };
}

/**
 * An edit of the file as the new text of the proposal's range. The range grows where the answer is about more of the
 * file; undefined where it is and something has been written already.
 */
function textFor(proposal: Proposal, scope: Scope, edit: FileEdit): string | undefined {
  const [before, middle, after] = partsOf(proposal, scope);
  const file = before + middle + after;
  let start = before.length;
  let end = start + middle.length;
  const whole = file.slice(0, edit.start) + edit.text + file.slice(edit.end);
  if (edit.start < start || edit.end > end) {
    const wider = { start: Math.min(start, edit.start), end: Math.max(end, edit.end) };
    if (proposal.move(new vscode.Range(placeIn(file, wider.start), placeIn(file, wider.end)))) {
      scope.head = file.slice(wider.start, start) + scope.head;
      scope.foot += file.slice(end, wider.end);
      ({ start, end } = wider);
    } else if (!whole.startsWith(before) || !whole.endsWith(after) || whole.length < before.length + after.length) {
      return undefined;
    }
  }
  return whole.slice(start, whole.length - (file.length - end));
}

function placeIn(text: string, offset: number): vscode.Position {
  const before = text.slice(0, offset);
  return new vscode.Position(before.split('\n').length - 1, offset - before.lastIndexOf('\n') - 1);
}

import * as vscode from 'vscode';
import { documentLines } from '../comment/documentLines';
import { createCompletionCache, type CachePlace } from './completionCache';
import { completionText, maxLines, type CompletionPlace } from './completionText';
import { editorOptions } from '../prompt/editorOptions';
import { surroundings, type Prompt } from '../prompt/prompt';
import { editableWithoutFiles } from '../../proposal/readonly';
import { logFailure } from '../../wording/failures';
import { type Log } from '../../util/log';
import { type ShowError } from '../request/again';
import { type Ask } from '../request/ask';
import { withoutThoughts } from '../request/thoughts';

export interface CompletionDeps {
  readonly ask: Ask;
  say(sentence: string): void;
  readonly showError: ShowError;
  readonly log: Log;
}

/** Tokens, estimated, of the file that go along: less than for an edit, since an answer is wanted at once. */
const budget = { before: 2000, after: 700, head: 300 };
/** Characters on both sides of the cursor by which an answer is known again. */
const window = 2000;
/** Milliseconds without typing before something is asked that nobody has asked for. */
const pause = 350;
/** Milliseconds after a failure until something is asked again that nobody has asked for. */
const rest = 60_000;

/** VS Code asks again then, with nothing but the place: so the model is that of the settings. */
const triggerCommand = 'editor.action.inlineSuggest.trigger';

const system = [
  'You complete code inside an editor. The user gives you a file with <cursor/> where the cursor is.',
  'Reply with exactly the text to insert at the cursor and nothing else: no explanation, no Markdown fence, nothing that stands before or after the cursor already.',
  'Complete the statement, or the few lines that obviously follow; stop where the intent is no longer clear. Fit the indentation, names and style of the file.',
  'If nothing sensible can follow there, reply with nothing.',
].join('\n');

export interface Completions {
  /** The ghost text at a place; undefined where there is none. Ends with the token, which typing cancels. */
  at(
    document: vscode.TextDocument,
    position: vscode.Position,
    trigger: vscode.InlineCompletionTriggerKind,
    token: vscode.CancellationToken,
  ): Promise<vscode.InlineCompletionItem[] | undefined>;
}

export function createCompletions(deps: CompletionDeps): Completions {
  const cache = createCompletionCache();
  /** Milliseconds since the epoch. */
  let restUntil = 0;

  async function ask(
    document: vscode.TextDocument,
    position: vscode.Position,
    token: vscode.CancellationToken,
  ): Promise<string> {
    const { prompt, place } = describe(document, position);
    const abort = new AbortController();
    const typing = token.onCancellationRequested(() => abort.abort());
    if (token.isCancellationRequested) abort.abort();
    let reply = '';
    let enough = false;
    try {
      await withoutThoughts(deps.ask)(prompt, {
        signal: abort.signal,
        onText(delta) {
          reply += delta;
          // One line more than is shown: the last one may be cut.
          enough ||= reply.split('\n').length > maxLines + 2;
          if (enough) abort.abort();
        },
      });
    } catch (error) {
      if (!enough) throw error;
    } finally {
      typing.dispose();
    }
    return completionText(reply, place);
  }

  async function at(
    document: vscode.TextDocument,
    position: vscode.Position,
    trigger: vscode.InlineCompletionTriggerKind,
    token: vscode.CancellationToken,
  ): Promise<vscode.InlineCompletionItem[] | undefined> {
    const invoked = trigger === vscode.InlineCompletionTriggerKind.Invoke;
    const place = placeOf(document, position);
    const cached = cache.get(place);
    if (cached !== undefined) return itemsOf(cached, document, position);
    if (!invoked) {
      if (Date.now() < restUntil || !isCode(document)) return undefined;
      await new Promise((resolve) => setTimeout(resolve, pause));
      if (token.isCancellationRequested) return undefined;
    }
    try {
      const asking = ask(document, position, token);
      const text = await (invoked ? withStatus(asking) : asking);
      if (token.isCancellationRequested) return undefined;
      if (text !== '') cache.put(place, text);
      else if (invoked) deps.say(vscode.l10n.t('There is nothing to complete here.'));
      return itemsOf(text, document, position);
    } catch (error) {
      if (token.isCancellationRequested) return undefined;
      if (invoked) {
        deps.showError(error, { retry: () => void vscode.commands.executeCommand(triggerCommand) });
      } else {
        // Nobody has asked for it: a message with every pause in typing would be worse than nothing.
        logFailure(deps.log, 'completion', error, 'debug');
        restUntil = Date.now() + rest;
      }
      return undefined;
    }
  }

  return { at };
}

/** Inputs of VS Code's own, such as the one for commit messages, are documents too. */
function isCode({ uri: { scheme } }: vscode.TextDocument): boolean {
  return editableWithoutFiles.has(scheme) || vscode.workspace.fs.isWritableFileSystem(scheme) === true;
}

function itemsOf(
  text: string,
  document: vscode.TextDocument,
  position: vscode.Position,
): vscode.InlineCompletionItem[] | undefined {
  if (text === '' || position.line >= document.lineCount) return undefined;
  return [new vscode.InlineCompletionItem(text, new vscode.Range(position, position))];
}

function placeOf(document: vscode.TextDocument, position: vscode.Position): CachePlace {
  const offset = document.offsetAt(position);
  const text = (from: number, to: number) =>
    document.getText(new vscode.Range(document.positionAt(from), document.positionAt(to)));
  return {
    uri: document.uri.toString(),
    before: text(Math.max(0, offset - window), offset),
    after: text(offset, offset + window),
  };
}

function describe(
  document: vscode.TextDocument,
  position: vscode.Position,
): { readonly prompt: Prompt; readonly place: CompletionPlace } {
  const { line, character } = position;
  const at = { start: { line }, end: { line: line - 1 } };
  const { before, after } = surroundings(documentLines(document), at, budget, line + 1);
  const { text } = document.lineAt(line);
  const place = { prefix: text.slice(0, character), suffix: text.slice(character), after };
  const { insertSpaces, tabSize } = editorOptions(document);
  const user = [
    `File: ${vscode.workspace.asRelativePath(document.uri)}`,
    `Language: ${document.languageId}`,
    `Indentation: ${insertSpaces ? `${tabSize} spaces` : 'tabs'}`,
    '',
    '<file>',
    ...(before === '' ? [] : [before]),
    `${place.prefix}<cursor/>${place.suffix}`,
    ...(after === '' ? [] : [after]),
    '</file>',
  ].join('\n');
  return { prompt: { system, user }, place };
}

/** What was asked for takes a moment: the status bar says so. */
function withStatus<T>(asking: Promise<T>): Thenable<T> {
  const title = vscode.l10n.t('Completing with Aside…');
  return vscode.window.withProgress({ location: vscode.ProgressLocation.Window, title }, () => asking);
}

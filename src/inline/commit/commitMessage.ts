import * as vscode from 'vscode';
import { baseName } from '../../util/baseName';
import { changesToCommit, type GitApi, type Repository } from '../../context/git';
import { commitPrompt, messageIn } from './commitPrompt';
import { againBy, type Again, type Over, type ShowError } from '../request/again';
import { askingWith, type Ask } from '../request/ask';
import { withoutThoughts } from '../request/thoughts';

export interface CommitDeps {
  readonly ask: Ask;
  /** The built-in git extension's API; undefined where there is none. */
  git(): GitApi | undefined;
  /** Has the person choose among several repositories, by their names; undefined when they think better of it. */
  choose(names: readonly string[]): Promise<string | undefined>;
  say(sentence: string): void;
  readonly showError: ShowError;
}

export type CommitOutcome =
  'written' | 'stopped' | 'nothing' | 'noGit' | 'noRepository' | 'cancelled' | 'failed' | 'running';

/** True while a message is being written. */
const contextKey = 'aside.writingCommit';
const maxMessages = 20;

export interface CommitMessages extends vscode.Disposable {
  /**
   * Streams a message for what is staged, else for all changes, into the repository's input box. What stood there is a
   * hint, and is there again when nothing came of it. Typing into the box ends the stream and is never overwritten.
   *
   * @param rootUri of the repository; without it the only one, that of the active editor's file, or the one chosen
   */
  write(rootUri?: vscode.Uri): Promise<CommitOutcome>;
  /** Ends what is being written. False where nothing is. */
  stop(): boolean;
}

export function createCommitMessages(deps: CommitDeps): CommitMessages {
  let running: AbortController | undefined;

  async function write(rootUri?: vscode.Uri, over?: Over): Promise<CommitOutcome> {
    if (running) return 'running';
    const git = deps.git();
    if (!git) {
      deps.say(
        vscode.l10n.t('VS Code’s Git extension is not available here, so there is no commit to write a message for.'),
      );
      return 'noGit';
    }
    const repository = await repositoryFor(deps, git, rootUri);
    if (repository === undefined) {
      deps.say(vscode.l10n.t('There is no Git repository in this window.'));
      return 'noRepository';
    }
    if (repository === 'cancelled') return 'cancelled';
    // Another may have begun while the person chose.
    if (running) return 'running';
    const abort = new AbortController();
    running = abort;
    void vscode.commands.executeCommand('setContext', contextKey, true);
    const again = againBy(deps.showError, (other) => write(repository.rootUri, other));
    try {
      return await vscode.window.withProgress({ location: vscode.ProgressLocation.SourceControl }, () =>
        stream(askingWith(deps, over), repository, abort, again),
      );
    } finally {
      running = undefined;
      void vscode.commands.executeCommand('setContext', contextKey, false);
    }
  }

  function stop(): boolean {
    running?.abort();
    return running !== undefined;
  }

  return { write: (rootUri) => write(rootUri), stop, dispose: () => void stop() };
}

async function repositoryFor(
  deps: CommitDeps,
  git: GitApi,
  rootUri: vscode.Uri | undefined,
): Promise<Repository | 'cancelled' | undefined> {
  const { repositories } = git;
  if (rootUri) return repositories.find((one) => one.rootUri.toString() === rootUri.toString());
  if (repositories.length <= 1) return repositories[0];
  const active = vscode.window.activeTextEditor?.document.uri;
  const around = active && git.getRepository(active);
  if (around) return around;
  const names = repositories.map((one) => vscode.workspace.asRelativePath(one.rootUri));
  const chosen = await deps.choose(names);
  return chosen === undefined ? 'cancelled' : repositories[names.indexOf(chosen)];
}

async function stream(
  deps: CommitDeps,
  repository: Repository,
  abort: AbortController,
  again: Again,
): Promise<CommitOutcome> {
  const { inputBox } = repository;
  const draft = inputBox.value;
  let shown = draft;
  /** False once the person has typed something else: the box is theirs then. */
  const show = (text: string) => {
    if (inputBox.value !== shown) {
      abort.abort();
      return false;
    }
    inputBox.value = text;
    shown = inputBox.value;
    return true;
  };
  try {
    const diff = await changesToCommit(repository);
    if (diff.trim() === '') {
      deps.say(
        vscode.l10n.t('Nothing has changed in {0}, so there is nothing to commit.', baseName(repository.rootUri.path)),
      );
      return 'nothing';
    }
    // A repository without a commit has no log.
    const log = await repository.log({ maxEntries: maxMessages }).catch(() => []);
    const prompt = commitPrompt({ diff, messages: log.map(({ message }) => message), draft });
    let reply = '';
    await withoutThoughts(deps.ask)(prompt, {
      signal: abort.signal,
      onText(delta) {
        if (abort.signal.aborted) return;
        reply += delta;
        const message = messageIn(reply);
        if (message !== '') show(message);
      },
    });
    const message = messageIn(reply);
    if (abort.signal.aborted) return restored(show, draft);
    if (message === '') {
      deps.say(vscode.l10n.t('The model sent no message. Try again.'));
      return 'nothing';
    }
    return show(message) ? 'written' : 'stopped';
  } catch (error) {
    try {
      restored(show, draft);
    } catch {
      // The repository has gone, and its box with it: what is told is why it came to this.
    }
    if (abort.signal.aborted) return 'stopped';
    deps.showError(error, again);
    return 'failed';
  }
}

/** Half a message is of no use: what stood there comes back. */
function restored(show: (text: string) => boolean, draft: string): 'stopped' {
  show(draft);
  return 'stopped';
}

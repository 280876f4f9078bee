import * as vscode from 'vscode';
import { looksSecret } from './secrets';
import type { CodeChip } from './selection';
import { estimateTokens } from './tokens';

/** The part of the built-in git extension's API (version 1) that is used here. */
export interface GitApi {
  readonly repositories: readonly Repository[];
  getRepository(uri: vscode.Uri): Repository | null;
}

interface Change {
  readonly uri: vscode.Uri;
  /** The API's `Status`. */
  readonly status: number;
}

/** `Status.UNTRACKED` of the API: a file that `diff` does not show. */
const untracked = 7;

export interface Repository {
  readonly rootUri: vscode.Uri;
  readonly inputBox: { value: string };
  readonly state: {
    readonly workingTreeChanges: readonly Change[];
    readonly indexChanges: readonly Change[];
    /** Files that are not tracked, where the setting `git.untrackedChanges` keeps them apart. */
    readonly untrackedChanges?: readonly Change[];
  };
  /** Of the index to HEAD when `cached`, else of the working tree to the index. */
  diff(cached?: boolean): Promise<string>;
  /** Of these paths the ones that git is told to leave alone. Not in every version of the API. */
  checkIgnore?(paths: string[]): Promise<Set<string>>;
  log(options?: { readonly maxEntries?: number }): Promise<readonly { readonly message: string }[]>;
}

/** The most characters of changes that go along; the rest is left out, and the text says so. */
const maxDiff = 100_000;

/** Undefined where git is off, not there yet, or in another extension host. */
export function gitApi(): GitApi | undefined {
  const exported = vscode.extensions.getExtension<{ getAPI(version: 1): GitApi }>('vscode.git');
  try {
    return exported?.isActive ? exported.exports.getAPI(1) : undefined;
  } catch {
    return undefined;
  }
}

export function hasChanges(): boolean {
  return (gitApi()?.repositories ?? []).some(({ state }) =>
    [state.workingTreeChanges, state.indexChanges, state.untrackedChanges ?? []].some((changes) => changes.length > 0),
  );
}

/**
 * What a commit would hold, as a diff: what is staged, else everything, with the files that are not tracked yet as new
 * ones. Empty where nothing has changed.
 */
export async function changesToCommit(repository: Repository): Promise<string> {
  const { state } = repository;
  if (state.indexChanges.length > 0) return repository.diff(true);
  const tracked = state.workingTreeChanges.some(({ status }) => status !== untracked);
  const diffs = [tracked ? await repository.diff(false) : '', ...(await newFiles(repository))];
  return diffs.filter((diff) => diff !== '').join('\n');
}

async function newFiles(repository: Repository): Promise<string[]> {
  const { workingTreeChanges, untrackedChanges = [] } = repository.state;
  const added = [...workingTreeChanges, ...untrackedChanges].filter(({ status }) => status === untracked);
  const diffs: string[] = [];
  for (const { uri } of added) diffs.push(await newFile(repository, uri));
  return diffs;
}

/** Bytes of a new file that are read; of a larger one it is only said that there is one. */
const maxNewFile = 200_000;

/** A file that is not tracked, as the diff that it would be. */
async function newFile({ rootUri }: Repository, uri: vscode.Uri): Promise<string> {
  const path = uri.path.slice(rootUri.path.replace(/\/$/, '').length + 1);
  const head = `diff --git a/${path} b/${path}\nnew file`;
  // Nobody has chosen it by its name, so that nobody could be asked.
  if (looksSecret(path)) return head;
  try {
    const { size } = await vscode.workspace.fs.stat(uri);
    const bytes = size <= maxNewFile ? await vscode.workspace.fs.readFile(uri) : undefined;
    if (!bytes || bytes.includes(0)) return `${head}\nBinary files /dev/null and b/${path} differ`;
    const lines = new TextDecoder().decode(bytes).replace(/\n$/, '').split('\n');
    const body = lines.map((line) => `+${line}`).join('\n');
    return `${head}\n--- /dev/null\n+++ b/${path}\n@@ -0,0 +1,${lines.length} @@\n${body}`;
  } catch {
    // Gone since git has looked, or a folder.
    return head;
  }
}

/** What changed since the last commit, staged and not, and what is new, of every repository. */
export async function changesChip(): Promise<CodeChip | undefined> {
  const diffs: string[] = [];
  for (const repository of gitApi()?.repositories ?? []) {
    diffs.push(await repository.diff(true), await repository.diff(false), ...(await newFiles(repository)));
  }
  const all = diffs.filter((diff) => diff !== '').join('\n');
  if (all === '') return undefined;
  const code = all.length > maxDiff ? `${all.slice(0, maxDiff)}\n[… cut: ${all.length} characters in all]` : all;
  const label = vscode.l10n.t('Changes');
  return { id: 'git:changes', label, target: '', code, languageId: 'diff', tokens: estimateTokens(code) };
}

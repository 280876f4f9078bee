import * as vscode from 'vscode';
import type { CodeChip } from './selection';
import { estimateTokens } from './tokens';

/** The part of the built-in git extension's API (version 1) that is used here. */
interface GitApi {
  readonly repositories: readonly Repository[];
}

interface Repository {
  readonly state: { readonly workingTreeChanges: readonly unknown[]; readonly indexChanges: readonly unknown[] };
  /** Of the index to HEAD when `cached`, else of the working tree to the index. */
  diff(cached?: boolean): Promise<string>;
}

/** The most characters of changes that go along; the rest is left out, and the text says so. */
const maxDiff = 100_000;

/** Undefined where git is off, not there yet, or in another extension host. */
function gitApi(): GitApi | undefined {
  const exported = vscode.extensions.getExtension<{ getAPI(version: 1): GitApi }>('vscode.git');
  try {
    return exported?.isActive ? exported.exports.getAPI(1) : undefined;
  } catch {
    return undefined;
  }
}

export function hasChanges(): boolean {
  return (gitApi()?.repositories ?? []).some(
    ({ state }) => state.workingTreeChanges.length > 0 || state.indexChanges.length > 0,
  );
}

/** What changed since the last commit, staged and not, of every repository. */
export async function changesChip(): Promise<CodeChip | undefined> {
  const diffs: string[] = [];
  for (const repository of gitApi()?.repositories ?? []) {
    diffs.push(await repository.diff(true), await repository.diff(false));
  }
  const all = diffs.filter((diff) => diff !== '').join('\n');
  if (all === '') return undefined;
  const code = all.length > maxDiff ? `${all.slice(0, maxDiff)}\n[… cut: ${all.length} characters in all]` : all;
  const label = vscode.l10n.t('Changes');
  return { id: 'git:changes', label, target: '', code, languageId: 'diff', tokens: estimateTokens(code) };
}

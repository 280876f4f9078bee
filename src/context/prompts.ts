import * as vscode from 'vscode';
import { splitPrompt } from './promptFile';
import { rank } from './rank';
import { baseName } from '../util/baseName';

/** Something that is asked often, by a short name. */
export interface Prompt {
  readonly name: string;
  readonly detail: string;
  /** What it is asked about: the selection or else the open file, or what git knows as changed. */
  readonly takes?: 'code' | 'changes';
  text(): Promise<string>;
}

/** What `/` and the beginning of a name may mean: what everybody asks, and the workspace's prompt files. */
export async function promptsFor(query: string): Promise<Prompt[]> {
  return rank([...builtIn(), ...(await promptFiles())], ({ name }) => name, query, 12);
}

function builtIn(): Prompt[] {
  const { l10n } = vscode;
  const prompt = (name: string, takes: Prompt['takes'], text: string): Prompt => ({
    ...{ name, takes, detail: text },
    text: () => Promise.resolve(text),
  });
  return [
    prompt('explain', 'code', l10n.t('Explain this code: what it does, how, and what to watch out for.')),
    prompt('fix', 'code', l10n.t('Find what is wrong with this code, and fix it.')),
    prompt('tests', 'code', l10n.t('Write tests for this code.')),
    prompt('doc', 'code', l10n.t('Write documentation comments for this code.')),
    prompt('review', 'changes', l10n.t('Review these changes: mistakes first, then what could be simpler.')),
    prompt('commit', 'changes', l10n.t('Write a commit message for these changes.')),
  ];
}

async function promptFiles(): Promise<Prompt[]> {
  const uris = await vscode.workspace.findFiles('.github/prompts/*.prompt.md', undefined, 100);
  return Promise.all(
    uris.map(async (uri) => {
      const read = async () => new TextDecoder().decode(await vscode.workspace.fs.readFile(uri));
      const { description } = splitPrompt(await read().catch(() => ''));
      return {
        name: baseName(uri.path).replace(/\.prompt\.md$/, ''),
        detail: description ?? vscode.workspace.asRelativePath(uri),
        text: async () => splitPrompt(await read()).body,
      };
    }),
  );
}

import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type ColoursPart } from '../../src/protocol';
import { readContributions } from '../../src/textmate/contributions';
import { readTokenColors, rulesInForce } from '../../src/textmate/theme';

/** What the host hands the view to colour TypeScript with, from the extensions of VS Code's server. */
export interface EditorColours {
  readonly languages: Extract<ColoursPart, { kind: 'languages' }>;
  readonly theme: Extract<ColoursPart, { kind: 'theme' }>;
  /** Scope name -> the grammar's file. */
  readonly grammars: Readonly<Record<string, string>>;
}

/**
 * @param server the folder of VS Code's server
 * @param script the text of the view's worker
 */
export async function readEditorColours(server: string, script: string): Promise<EditorColours> {
  const extensions = join(server, 'extensions');
  const languages = join(extensions, 'typescript-basics');
  const manifest: unknown = JSON.parse(await readFile(join(languages, 'package.json'), 'utf8'));
  const { names, injections, grammars } = readContributions([manifest]);
  const files = [...grammars].map(
    async ([scope, { path }]) => [scope, await readFile(join(languages, path), 'utf8')] as const,
  );
  const themes = join(extensions, 'theme-defaults');
  const read = (path: string) => readFile(join(themes, path), 'utf8');
  const tokenColors = await readTokenColors('./themes/dark_modern.json', read);
  return {
    languages: { kind: 'languages', script, names, injections },
    theme: { kind: 'theme', rules: rulesInForce(tokenColors, undefined, 'Dark Modern', 'vs-dark') },
    grammars: Object.fromEntries(await Promise.all(files)),
  };
}

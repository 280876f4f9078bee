import * as vscode from 'vscode';
import { installedLanguages } from '../../languages/installed';
import type { ColoursPart } from '../../protocol';
import { readTokenColors, rulesInForce, type ThemeKind, type ThemeRule } from '../../textmate/theme';
import { Disposables } from '../../util/disposable';
import { logError, type Log } from '../../util/log';

/**
 * What one view needs to colour code as the editor does, read on demand from the extensions of this VS Code. What a
 * page has asked for is sent again when it changes.
 */
export interface Colours extends vscode.Disposable {
  languages(): Promise<void>;
  /** @param id the name that settings use for the theme */
  theme(id: string): Promise<void>;
  grammar(scopeName: string): Promise<void>;
}

const customizations = 'editor.tokenColorCustomizations';

export function createColours(
  { extensionUri, log }: { readonly extensionUri: vscode.Uri; readonly log: Log },
  send: (part: ColoursPart) => void,
): Colours {
  const disposables = new Disposables();
  const installed = disposables.add(installedLanguages());
  let themeId: string | undefined;

  async function sendLanguages(): Promise<void> {
    const { names, injections } = installed.contributions();
    const script = await readFile(vscode.Uri.joinPath(extensionUri, 'dist', 'webview', 'colours.js'));
    send({ kind: 'languages', script: decode(script), names, injections });
  }

  async function sendTheme(): Promise<void> {
    const id = themeId;
    if (id === undefined) return;
    const rules = await rulesOf(id).catch((error: unknown) => {
      logError(log, `The theme ${id} cannot be read`, error, 'warn');
      return undefined;
    });
    // Another one may have become active meanwhile.
    if (id === themeId) send({ kind: 'theme', rules });
  }

  const failed = (error: unknown) => logError(log, 'The colours of code', error);
  disposables.add(
    vscode.workspace.onDidChangeConfiguration((event) => {
      if (event.affectsConfiguration(customizations)) sendTheme().catch(failed);
    }),
  );
  disposables.add(
    installed.onDidChange(() => {
      if (themeId !== undefined) Promise.all([sendLanguages(), sendTheme()]).catch(failed);
    }),
  );

  return {
    languages: sendLanguages,
    theme(id) {
      themeId = id;
      return sendTheme();
    },
    async grammar(scopeName) {
      const uri = installed.grammarFile(scopeName);
      let file: Uint8Array | undefined;
      try {
        file = uri && (await readFile(uri));
      } catch (error) {
        logError(log, `The grammar ${scopeName} (${uri?.path}) cannot be read`, error, 'warn');
      }
      send({ kind: 'grammar', scopeName, file });
    },
    dispose: () => disposables.dispose(),
  };
}

/** Undefined where no extension of this host brings the theme. */
async function rulesOf(id: string): Promise<ThemeRule[] | undefined> {
  for (const { extensionUri, packageJSON } of vscode.extensions.all) {
    const theme = contributedThemes(packageJSON).find((one) => (one.id ?? one.label) === id);
    if (!theme) continue;
    const tokenColors = await readTokenColors(theme.path, async (path) =>
      decode(await readFile(vscode.Uri.joinPath(extensionUri, path))),
    );
    const custom = vscode.workspace.getConfiguration().get<unknown>(customizations);
    return rulesInForce(tokenColors, custom, id, theme.kind);
  }
  return undefined;
}

interface ContributedTheme {
  readonly id?: string;
  readonly label?: string;
  readonly path: string;
  readonly kind: ThemeKind;
}

function contributedThemes(manifest: unknown): ContributedTheme[] {
  const themes = (manifest as { contributes?: { themes?: unknown } | null }).contributes?.themes;
  if (!Array.isArray(themes)) return [];
  return (themes as Record<string, unknown>[]).flatMap((theme) => {
    const { id, label, path, uiTheme } = theme ?? {};
    if (typeof path !== 'string') return [];
    const kind = kinds.find((one) => one === uiTheme) ?? 'vs-dark';
    return [{ id: textOf(id), label: textOf(label), path, kind }];
  });
}

const kinds: readonly ThemeKind[] = ['vs', 'vs-dark', 'hc-black', 'hc-light'];

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}

/** Extensions may be on another file system than this process. */
async function readFile(uri: vscode.Uri): Promise<Uint8Array> {
  // A copy: what comes may be Node's Buffer, which goes to a view as JSON instead of bytes.
  return new Uint8Array(await vscode.workspace.fs.readFile(uri));
}

function decode(bytes: Uint8Array): string {
  return new TextDecoder().decode(bytes);
}

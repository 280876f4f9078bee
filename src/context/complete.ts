import * as vscode from 'vscode';
import { attachmentOf, excluded, labelOf, type Attached, type Attachment } from './attach';
import { changesChip, hasChanges } from './git';
import { rank } from './rank';
import { codeChip, selectionChip } from './selection';
import { estimateTokens } from './tokens';

export type SourceKind = 'selection' | 'editors' | 'problems' | 'changes' | 'terminal' | 'file' | 'folder' | 'symbol';

/** Something that can go along, and how to get it. */
export interface Source {
  readonly kind: SourceKind;
  readonly label: string;
  readonly detail?: string;
  /** Of files: each may have to be asked about before it is read. */
  readonly uris?: readonly vscode.Uri[];
  /** @param uris those of its files that may be read */
  take(uris: readonly vscode.Uri[]): Promise<readonly Attachment[]>;
}

/** Files that are looked through. In a larger workspace those that a query names are searched for. */
const mostFiles = 20_000;
/** ms for which the list of files is good: one is not made for each letter that is typed. */
const freshFor = 15_000;
/** ms that language servers have for a query. */
const patience = 700;
const mostShown = 12;

export interface Completer {
  /** What a query after an `@` may mean, best first. */
  complete(query: string): Promise<Source[]>;
}

export function createCompleter(): Completer {
  let listing: { readonly at: number; readonly files: Promise<readonly vscode.Uri[]> } | undefined;

  function files(): Promise<readonly vscode.Uri[]> {
    if (!listing || Date.now() - listing.at > freshFor) {
      const found = Promise.resolve(vscode.workspace.findFiles('**/*', excluded(), mostFiles));
      listing = { at: Date.now(), files: found.catch(() => []) };
    }
    return listing.files;
  }

  async function filesFor(query: string): Promise<readonly vscode.Uri[]> {
    const known = await files();
    if (known.length < mostFiles || query.length < 2) return known;
    const glob = `**/*${[...query].map(anyCase).join('*')}*`;
    const named = await Promise.resolve(vscode.workspace.findFiles(glob, excluded(), 200)).catch(() => []);
    return [...named, ...known];
  }

  return {
    async complete(query) {
      const fixed = rank(places(), ({ label }) => label, query, 6);
      const [uris, symbols] = await Promise.all([filesFor(query), query.length < 2 ? [] : symbolsOf(query)]);
      const open = openFiles();
      const ordered = query === '' ? open : unique([...open, ...uris]);
      const folders = query === '' ? [] : foldersOf(uris);
      const paths: Source[] = rank([...ordered.map(fileSource), ...folders], ({ label }) => label, query, mostShown);
      return [...fixed, ...paths, ...symbols].slice(0, mostShown + symbols.length);
    },
  };
}

/** What there is to take along right now, beside files and symbols. */
function places(): Source[] {
  const { l10n, window } = vscode;
  const selection = selectionChip(window.activeTextEditor);
  const sources: (Source | undefined)[] = [
    selection && {
      kind: 'selection',
      label: l10n.t('Selection'),
      detail: selection.label,
      take: () => Promise.resolve([{ kind: 'chip', chip: selection }]),
    },
    openFiles().length > 1
      ? {
          kind: 'editors',
          label: l10n.t('Open editors'),
          detail: `${openFiles().length}`,
          uris: openFiles(),
          take: takeFiles,
        }
      : undefined,
    problemCount() > 0
      ? {
          kind: 'problems',
          label: l10n.t('Problems'),
          detail: `${problemCount()}`,
          take: () => Promise.resolve([{ kind: 'chip', chip: problemsChip() }]),
        }
      : undefined,
    hasChanges()
      ? { kind: 'changes', label: l10n.t('Git changes'), take: async () => orNothing(await changesChip()) }
      : undefined,
    window.activeTerminal && {
      kind: 'terminal',
      label: l10n.t('Terminal selection'),
      detail: window.activeTerminal.name,
      take: async () => orNothing(await terminalChip()),
    },
  ];
  return sources.filter((source) => source !== undefined);
}

function orNothing(chip: Attached | undefined): Attachment[] {
  return [chip ? { kind: 'chip', chip } : { kind: 'refused', why: 'nothing', name: '' }];
}

/** The files of the tabs, the active one first. */
function openFiles(): vscode.Uri[] {
  const active = vscode.window.activeTextEditor?.document.uri;
  const inputs = vscode.window.tabGroups.all.flatMap(({ tabs }) => tabs.map(({ input }) => input));
  const uris = inputs.flatMap((input) => (input instanceof vscode.TabInputText ? [input.uri] : []));
  return unique([...(active ? [active] : []), ...uris]).filter(({ scheme }) => !internal.has(scheme));
}

/** What is no file of the person's. */
const internal = new Set(['output', 'git', 'aside-options', 'aside-original', 'vscode-settings']);

function unique(uris: readonly vscode.Uri[]): vscode.Uri[] {
  return [...new Map(uris.map((uri) => [uri.toString(), uri])).values()];
}

function fileSource(uri: vscode.Uri): Source {
  return { kind: 'file', label: labelOf(uri), uris: [uri], take: takeFiles };
}

const takeFiles: Source['take'] = (uris) => Promise.all(uris.map(attachmentOf));

function foldersOf(uris: readonly vscode.Uri[]): Source[] {
  const folders = new Map<string, vscode.Uri>();
  for (const uri of uris) {
    const root = vscode.workspace.getWorkspaceFolder(uri)?.uri;
    if (!root) continue;
    for (
      let up = vscode.Uri.joinPath(uri, '..');
      up.path.length > root.path.length;
      up = vscode.Uri.joinPath(up, '..')
    ) {
      if (folders.has(up.toString())) break;
      folders.set(up.toString(), up);
    }
  }
  return [...folders.values()].map((uri) => ({
    kind: 'folder',
    label: `${labelOf(uri)}/`,
    uris: [uri],
    take: takeFiles,
  }));
}

async function symbolsOf(query: string): Promise<Source[]> {
  const asked = vscode.commands.executeCommand<vscode.SymbolInformation[]>(
    'vscode.executeWorkspaceSymbolProvider',
    query,
  );
  const late = new Promise<undefined>((resolve) => setTimeout(() => resolve(undefined), patience));
  const found = await Promise.race([Promise.resolve(asked).catch(() => undefined), late]);
  const own = (found ?? []).filter(({ location }) => vscode.workspace.getWorkspaceFolder(location.uri));
  return rank(own, ({ name }) => name, query, 5).map(({ name, location }) => ({
    kind: 'symbol',
    label: name,
    detail: labelOf(location.uri),
    uris: [location.uri],
    take: async () => {
      const document = await vscode.workspace.openTextDocument(location.uri);
      return [{ kind: 'chip', chip: codeChip(document, await wholeOf(document, location.range)) }];
    },
  }));
}

/** Many servers tell where a symbol's name is: what it names is the smallest symbol around that in its document. */
async function wholeOf(document: vscode.TextDocument, range: vscode.Range): Promise<vscode.Range> {
  if (!range.isSingleLine) return range;
  const symbols = await vscode.commands.executeCommand<vscode.DocumentSymbol[] | undefined>(
    'vscode.executeDocumentSymbolProvider',
    document.uri,
  );
  let around = document.lineAt(range.start.line).range;
  for (let level = symbols ?? []; level.length > 0;) {
    const inner = level.find((symbol) => 'children' in symbol && symbol.range.contains(range.start));
    if (!inner) break;
    around = inner.range;
    level = inner.children;
  }
  return around;
}

function problems(): { readonly uri: vscode.Uri; readonly one: vscode.Diagnostic }[] {
  return vscode.languages
    .getDiagnostics()
    .flatMap(([uri, all]) =>
      all.filter(({ severity }) => severity <= vscode.DiagnosticSeverity.Warning).map((one) => ({ uri, one })),
    );
}

const problemCount = (): number => problems().length;
const mostProblems = 200;

function problemsChip(): Attached {
  const lines = problems().map(({ uri, one: { range, message, severity, source, code } }) => {
    const place = `${labelOf(uri)}:${range.start.line + 1}:${range.start.character + 1}`;
    const from = [source, typeof code === 'object' ? code.value : code].filter((part) => part !== undefined).join(' ');
    return `${place}: ${severity === vscode.DiagnosticSeverity.Error ? 'error' : 'warning'}: ${message}${from && ` [${from}]`}`;
  });
  const shown = [...lines.slice(0, mostProblems), ...(lines.length > mostProblems ? ['[…]'] : [])].join('\n');
  const label = vscode.l10n.t('Problems');
  return { id: 'problems', label, target: '', code: shown, languageId: '', tokens: estimateTokens(shown) };
}

/** Terminals tell no extension what is selected in them: it goes by the clipboard, which is as it was afterwards. */
async function terminalChip(): Promise<Attached | undefined> {
  const { clipboard } = vscode.env;
  const before = await clipboard.readText();
  await clipboard.writeText('');
  let text: string;
  try {
    await vscode.commands.executeCommand('workbench.action.terminal.copySelection');
    text = await clipboard.readText();
  } finally {
    await clipboard.writeText(before);
  }
  if (text.trim() === '') return undefined;
  const label = vscode.l10n.t('Terminal');
  return {
    id: `terminal#${crypto.randomUUID()}`,
    label,
    target: '',
    code: text,
    languageId: 'console',
    tokens: estimateTokens(text),
  };
}

function anyCase(letter: string): string {
  if (!/[\p{L}\p{N}]/u.test(letter)) return '?';
  const [lower, upper] = [letter.toLowerCase(), letter.toUpperCase()];
  return lower === upper ? letter : `[${lower}${upper}]`;
}

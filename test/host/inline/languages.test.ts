import * as jsonc from 'jsonc-parser';
import * as vscode from 'vscode';
import { mayOffer } from '../../../src/inline/lightbulb';
import { closeAll, env, equal, fileUri, ok, setUp, type Setup } from './support';

/** What a language needs so that a sample is right in it; `|` is the cursor. */
interface Sample {
  /** Lines without which nothing that follows is code. */
  readonly head?: string;
  readonly code?: string;
  /** The marker of a comment where it starts none. Null where the language has no such place. */
  readonly string?: ((marker: string) => string) | null;
}

const inAttribute: Sample = { code: '<p>be|ta</p>', string: (marker) => `<p title="${marker} no|t this"></p>` };
const prose: Sample = { code: 'alpha be|ta gamma', string: (marker) => `\`${marker} no|t this\`` };
const wholeLines: Sample = { code: 'alpha be|ta', string: (marker) => `alpha${marker} no|t this` };
const member: Sample = { code: '{"al|pha": 1}', string: (marker) => `{"alpha": "${marker} no|t this"}` };
const rule: Sample = {
  code: 'a { color: re|d; }',
  string: (marker) => `a::before { content: "${marker} no|t this"; }`,
};
const statement: Sample = { code: 'alpha = be|ta;', string: (marker) => `alpha = "${marker} no|t this";` };

const samples: Readonly<Record<string, Sample>> = {
  bat: { code: 'copy al|pha beta', string: (marker) => `echo "${marker} no|t this"` },
  chatagent: prose,
  css: rule,
  diff: wholeLines,
  dockercompose: { code: 'alpha: be|ta', string: (marker) => `alpha: "${marker} no|t this"` },
  dockerfile: { code: 'RUN al|pha', string: (marker) => `RUN echo "${marker} no|t this"` },
  'git-commit': { ...wholeLines, head: 'Subject\n\n' },
  'git-rebase': { code: 'pick 0123abc be|ta', string: null },
  // Its comments are comments everywhere, in an attribute too.
  handlebars: { ...inAttribute, string: null },
  html: inAttribute,
  ignore: wholeLines,
  instructions: prose,
  jade: { code: 'p al|pha', string: (marker) => `p(title="${marker} no|t this")` },
  json: member,
  jsonc: member,
  jsonl: member,
  latex: { code: 'alpha be|ta', string: (marker) => `5\\${marker} no|t this` },
  less: rule,
  // Quotes mean nothing to make: the marker begins a comment in them as well.
  makefile: { code: 'ALPHA = be|ta', string: null },
  markdown: prose,
  markdown_latex_combined: prose,
  php: { ...statement, head: '<?php\n', string: (marker) => `$alpha = "${marker} no|t this";` },
  prompt: prose,
  properties: { code: 'alpha = be|ta', string: (marker) => `alpha = "${marker} no|t this"` },
  razor: inAttribute,
  restructuredtext: { code: 'alpha be|ta', string: (marker) => `alpha ${marker} no|t this` },
  scss: rule,
  skill: prose,
  snippets: member,
  sql: { code: 'select al|pha from beta;', string: (marker) => `select '${marker} no|t this';` },
  tex: { code: 'alpha be|ta', string: (marker) => `5\\${marker} no|t this` },
  xml: { code: '<a>be|ta</a>', string: (marker) => `<a b="${marker} no|t this"/>` },
  xsl: { code: '<a>be|ta</a>', string: (marker) => `<a b="${marker} no|t this"/>` },
  yaml: { code: 'alpha: be|ta', string: (marker) => `alpha: "${marker} no|t this"` },
};

/** Outside of its HLSL blocks the grammar knows line comments only, so VS Code colours a block as code, too. */
const knownWrong = ['shaderlab: alpha = beta;\n/*\nadd two| numbers\n*/\nalpha = beta;\n'];

/** The markers as the language's own extension names them, told here without Aside's reading of them. */
async function shipped(): Promise<Map<string, { readonly line: string[]; readonly block: [string, string][] }>> {
  const found = new Map<string, { line: string[]; block: [string, string][] }>();
  for (const extension of vscode.extensions.all) {
    const { contributes } = extension.packageJSON as {
      contributes?: {
        languages?: { id: string; configuration?: string }[];
        grammars?: { language?: string }[];
      };
    };
    for (const { id, configuration } of contributes?.languages ?? []) {
      if (configuration === undefined) continue;
      const uri = vscode.Uri.joinPath(extension.extensionUri, configuration);
      const text = new TextDecoder().decode(await vscode.workspace.fs.readFile(uri));
      const { comments } = jsonc.parse(text) as { comments?: Record<string, unknown> };
      const line = comments?.lineComment as string | { comment: string } | undefined;
      const block = comments?.blockComment as [string, string] | undefined;
      const entry = found.get(id) ?? { line: [], block: [] };
      const lineMarker = (typeof line === 'object' ? line.comment : (line ?? '')).trim();
      if (lineMarker !== '') entry.line.push(lineMarker);
      if (block && block[0].trim() !== '' && block[1].trim() !== '') entry.block.push(block);
      found.set(id, entry);
    }
  }
  return found;
}

/** Compiling every grammar takes long: without ASIDE_RUNS only every twelfth language is tried. */
const step = env.ASIDE_RUNS ? 1 : 12;

describe('generate is offered in every language that VS Code ships', () => {
  let setup: Setup;
  before(() => (setup = setUp({ chunks: [] })));
  after(async () => {
    setup.inline.dispose();
    await closeAll();
  });

  async function offered(language: string, text: string): Promise<boolean> {
    const cursor = text.indexOf('|');
    ok(cursor >= 0, `a cursor in ${text}`);
    const document = await vscode.workspace.openTextDocument({ language, content: text.replace('|', '') });
    return offeredAt(document, document.positionAt(cursor));
  }

  /** Where the cheap look, without which nothing is offered, has not seen what the grammar has. */
  const missed: string[] = [];

  async function offeredAt(document: vscode.TextDocument, at: vscode.Position): Promise<boolean> {
    const context = { only: undefined, diagnostics: [], triggerKind: vscode.CodeActionTriggerKind.Automatic };
    const { token } = new vscode.CancellationTokenSource();
    const range = new vscode.Range(at, at);
    const actions = await setup.inline.provideCodeActions(document, range, context, token);
    const found = actions.some(({ command }) => command?.command === 'aside.generate');
    if (found && !mayOffer(document, range, context))
      missed.push(`${document.languageId}: ${document.lineAt(at).text}`);
    return found;
  }

  it('on a comment, and not on code or in a string', async function () {
    this.timeout(120_000);
    const configured = await shipped();
    if (configured.size === 0) this.skip();
    const wrong: string[] = [];
    const without: string[] = [];
    const tried = { languages: 0, samples: 0 };
    const all = (await vscode.languages.getLanguages()).sort();
    for (const [index, language] of all.entries()) {
      const markers = configured.get(language);
      if (!markers || markers.line.length + markers.block.length === 0) {
        without.push(language);
        continue;
      }
      if (index % step > 0) continue;
      tried.languages++;
      const { head = '', code = 'alpha = be|ta', string = statement.string } = samples[language] ?? statement;
      const check = async (text: string, expected: boolean) => {
        tried.samples++;
        if ((await offered(language, head + text)) !== expected) wrong.push(`${language}: ${text}`);
      };
      const bare = code.replace('|', '');
      for (const marker of markers.line) {
        await check(`${bare}\n${marker} add two| numbers\n${bare}\n`, true);
        if (string) await check(`${string(marker)}\n`, false);
      }
      for (const [start, end] of markers.block) {
        await check(`${bare}\n${start}\nadd two| numbers\n${end}\n${bare}\n`, true);
        if (string && !/\w/.test(start)) await check(`${string(start)}\n`, false);
      }
      await check(`${code}\n`, false);
      const comment = markers.line[0] ? `${markers.line[0]} add` : markers.block[0]!.join(' add ');
      await check(`${comment}\n${code}\n`, false);
    }
    // The reporter shows titles only.
    const right = tried.samples - wrong.length;
    this.test!.title += `: ${tried.languages} languages, ${tried.samples} tried, ${right} right`;
    this.test!.title += `; without comments: ${without.join(', ')}`;
    equal(
      wrong.filter((one) => !knownWrong.includes(one)),
      [],
    );
    equal(missed.splice(0), [], 'comments that the cheap look has missed');
  });

  it('wherever a file has one, and hardly anywhere else is anything loaded for it', async function () {
    this.timeout(120_000);
    const { extensionUri } = vscode.extensions.getExtension('aside-dev.aside')!;
    const folder = vscode.Uri.joinPath(extensionUri, 'test', 'fixtures', 'languages');
    const files = await vscode.workspace.fs.readDirectory(folder).then(undefined, () => []);
    const names = files.map(([name]) => name).sort();
    if (names.length === 0) this.skip();
    const lines = { all: 0, offered: 0, looked: 0 };
    for (const name of names.filter((_name, index) => index % step === 0)) {
      const uri = fileUri(name.replace(/\.txt$/, ''));
      await vscode.workspace.fs.copy(vscode.Uri.joinPath(folder, name), uri, { overwrite: true });
      const document = await vscode.workspace.openTextDocument(uri);
      for (let n = 0; n < document.lineCount; n++) {
        const { text, firstNonWhitespaceCharacterIndex: first } = document.lineAt(n);
        const places = [first, Math.ceil((first + text.length) / 2), text.length].map(
          (at) => new vscode.Position(n, at),
        );
        let found = false;
        for (const place of places) found = (await offeredAt(document, place)) || found;
        lines.all++;
        if (found) lines.offered++;
        const range = new vscode.Range(places[0]!, places[0]!);
        const context = { diagnostics: [], triggerKind: vscode.CodeActionTriggerKind.Automatic };
        if (mayOffer(document, range, context)) lines.looked++;
      }
    }
    this.test!.title += `: ${lines.all} lines, ${lines.offered} with a comment, ${lines.looked} looked at`;
    ok(lines.offered > 0, 'comments in the files');
    equal(missed.splice(0), [], 'comments that the cheap look has missed');
  });
});

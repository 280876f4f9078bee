import * as vscode from 'vscode';
import { type GitApi } from '../../../src/context/git';
import { createInline, type Again, type GenerateOutcome, type Inline } from '../../../src/inline';
import { createLanguages, type Languages } from '../../../src/inline/comment/grammars';

// No assertion library: these suites also run in the web worker host.
export function equal(actual: unknown, expected: unknown, what = 'value'): void {
  if (JSON.stringify(actual) === JSON.stringify(expected)) return;
  throw new Error(`${what}:\n  expected ${JSON.stringify(expected)}\n  got      ${JSON.stringify(actual)}`);
}

export function ok(value: unknown, what: string): asserts value {
  if (!value) throw new Error(`expected ${what}`);
}

export const sleep = (milliseconds: number) => new Promise<void>((resolve) => setTimeout(resolve, milliseconds));

export async function until(
  condition: () => boolean | Promise<boolean>,
  what: string,
  milliseconds = 10_000,
): Promise<void> {
  const end = Date.now() + milliseconds;
  while (!(await condition())) {
    if (Date.now() > end) throw new Error(`timed out waiting for ${what}`);
    await sleep(10);
  }
}

export interface Scripted {
  readonly chunks: readonly string[];
  /** Milliseconds before each chunk. */
  readonly delay?: number;
  readonly stopReason?: string;
  /** Called before the chunk with that index is sent. */
  readonly before?: (index: number) => void | Promise<void>;
  /** Thrown at the end. */
  readonly error?: unknown;
}

export interface Setup {
  readonly inline: Inline;
  readonly said: string[];
  readonly prose: string[];
  readonly errors: unknown[];
  readonly retries: Again[];
  /** What the reader answers when asked for an instruction; undefined is Esc. */
  instruction: string | undefined;
  readonly prompts: { readonly system: string; readonly user: string }[];
  /** Whom each request asked; undefined is the model of the settings. */
  readonly models: (string | undefined)[];
  /** What the next requests get; the last one stays. */
  script: Scripted[];
  /** Whether the last request was aborted. */
  aborted: boolean;
  /** Characters that the last request has sent so far. */
  sent: number;
  git: GitApi | undefined;
  /** What outlives the window. */
  memory: readonly unknown[];
  /** Files that were closed with something pending, and what is answered. */
  readonly closed: string[];
  decision: 'keep' | 'discard' | undefined;
  /** Milliseconds to wait for language extensions. */
  scopeTime: number;
}

const log = { trace() {}, debug() {}, info() {}, warn() {}, error() {} };
let languages: Languages | undefined;
/** What `tearDown` has to end. */
const made: Inline[] = [];

/** An inline whose model plays a script. */
export function setUp(...script: Scripted[]): Setup {
  return setUpWith([], ...script);
}

/** The same, with what an earlier one has left in the workspace's state. */
export function setUpWith(memory: readonly unknown[], ...script: Scripted[]): Setup {
  const setup = {
    said: [],
    closed: [],
    memory,
    prose: [],
    errors: [],
    retries: [],
    prompts: [],
    models: [],
    script,
    aborted: false,
    sent: 0,
    // A language server that is slow to start would cost every test its whole time.
    scopeTime: 0,
  } as unknown as Setup;
  // As in an extension host: to read the grammar of a language takes far longer than a test.
  languages ??= createLanguages(log);
  const inline = createInline({
    log,
    languages,
    get scopeTime() {
      return setup.scopeTime;
    },
    memory: { read: () => setup.memory, write: (records) => (setup.memory = [...records]) },
    decide: (file) => {
      setup.closed.push(file);
      return Promise.resolve(setup.decision);
    },
    git: () => setup.git,
    choose: (names) => Promise.resolve(names.at(-1)),
    instruct: () => Promise.resolve(setup.instruction),
    say: (sentence) => setup.said.push(sentence),
    showProse: (text) => setup.prose.push(text),
    showError: (error, again) => {
      setup.errors.push(error);
      setup.retries.push(again);
    },
    async ask(request, { signal, onText, over }) {
      setup.prompts.push(request);
      setup.models.push(over?.model ?? undefined);
      setup.aborted = false;
      setup.sent = 0;
      const one = setup.script.length > 1 ? setup.script.shift()! : setup.script[0]!;
      for (const [index, chunk] of one.chunks.entries()) {
        await sleep(one.delay ?? 5);
        await one.before?.(index);
        if (signal.aborted) {
          setup.aborted = true;
          throw new Error('aborted');
        }
        setup.sent += chunk.length;
        onText(chunk);
      }
      if (one.error !== undefined) throw one.error;
      return { stopReason: one.stopReason ?? 'end_turn' };
    },
  });
  made.push(inline);
  (setup as { inline: Inline }).inline = inline;
  return setup;
}

/** What a model may answer. */
export const addFunction = 'export function add(a: number, b: number): number {\n  return a + b;\n}';

/** Cuts a text into pieces of a few characters, always the same way. */
export function pieces(text: string, size = 7): string[] {
  const cut: string[] = [];
  for (let at = 0, n = 0; at < text.length; n++) {
    const length = 1 + ((n * 5 + 3) % size);
    cut.push(text.slice(at, at + length));
    at += length;
  }
  return cut;
}

/** Whether this host has a grammar for a language. */
export function hasGrammar(languageId: string): boolean {
  return vscode.extensions.all.some((extension) => {
    const { contributes } = extension.packageJSON as { contributes?: { grammars?: { language?: string }[] } };
    return contributes?.grammars?.some(({ language }) => language === languageId) ?? false;
  });
}

interface WithProcess {
  readonly process?: { readonly env: Readonly<Record<string, string | undefined>> };
}

/** The environment, where there is one: the web worker host has none. */
export const env = (globalThis as WithProcess).process?.env ?? {};

let files = 0;

export function fileUri(name: string): vscode.Uri {
  const folder = vscode.workspace.workspaceFolders?.[0]?.uri;
  ok(folder, 'an open folder');
  return vscode.Uri.joinPath(folder, 'inline-tests', name);
}

/** A file on disk, shown in an editor, with the cursor at `|` in the text. */
export async function open(
  text: string,
  extension = 'ts',
  options: { insertSpaces?: boolean; tabSize?: number } = { insertSpaces: true, tabSize: 2 },
): Promise<vscode.TextEditor> {
  const cursor = text.indexOf('|');
  const plain = text.replace('|', '');
  const uri = fileUri(`file${++files}-${Math.random().toString(36).slice(2, 8)}.${extension}`);
  await vscode.workspace.fs.writeFile(uri, new TextEncoder().encode(plain));
  const document = await vscode.workspace.openTextDocument(uri);
  const editor = await vscode.window.showTextDocument(document, { preview: false });
  editor.options = options;
  const at = document.positionAt(Math.max(0, cursor));
  editor.selection = new vscode.Selection(at, at);
  return editor;
}

export async function onDisk(uri: vscode.Uri): Promise<string> {
  return new TextDecoder().decode(await vscode.workspace.fs.readFile(uri));
}

export async function closeAll(): Promise<void> {
  for (const document of vscode.workspace.textDocuments) {
    if (!document.isDirty || document.isUntitled) continue;
    await document.save().then(undefined, () => undefined);
  }
  await vscode.commands.executeCommand('workbench.action.closeAllEditors');
  await vscode.workspace.fs.delete(fileUri(''), { recursive: true }).then(undefined, () => undefined);
}

/** After a test: what `setUp` has made since the last time is over, and no editor is open. */
export async function tearDown(): Promise<void> {
  for (const inline of made.splice(0)) inline.dispose();
  await closeAll();
}

/** Types into the document as the reader would, somewhere else; retried while the stream is in the way. */
export async function type(editor: vscode.TextEditor, offset: () => number, text: string): Promise<void> {
  for (let attempt = 0; attempt < 500; attempt++) {
    const at = editor.document.positionAt(offset());
    const done = await editor.edit((builder) => builder.replace(new vscode.Range(at, at), text));
    if (done) return;
    await sleep(2);
  }
  throw new Error('the reader could not type');
}

export type { GenerateOutcome };

// Runs in the extension host. VS Code calls `run` (--extensionTestsPath), which posts one `Measured` after another.
import * as vscode from 'vscode';
import { createInline } from '../../src/inline';
import { createRandom, pieces } from '../fixtures/random';

export interface Measured {
  readonly variant: 'streamed' | 'inserted at the end';
  readonly tokensPerSecond: number;
  readonly tokens: number;
  readonly lines: number;
  /** Milliseconds that the stream lasts by its rate, and until everything was in the document. */
  readonly stream: number;
  readonly total: number;
  /** Milliseconds of each line from the arrival of its end until it was in the document. */
  readonly delays: readonly number[];
  readonly edits: number;
  /** Milliseconds of CPU of the extension host. */
  readonly cpu: number;
}

export type Report = { readonly measured: Measured } | { readonly begin: true } | { readonly failed: string } | 'end';

/** Long enough that a start is a small part of it: 15, 10 and 5 seconds. */
const sizes = [
  { tokensPerSecond: 50, tokens: 750 },
  { tokensPerSecond: 200, tokens: 2000 },
  { tokensPerSecond: 1000, tokens: 5000 },
];

export async function run(): Promise<void> {
  const url = vscode.workspace.getConfiguration('asideTest').get<string>('collector', '');
  const post = async (report: Report) => {
    await fetch(url, { method: 'POST', body: JSON.stringify([{ type: 'log', text: JSON.stringify(report) }]) });
  };
  try {
    // The first one pays for what is loaded and compiled once.
    await measure('streamed', { tokensPerSecond: 200, tokens: 200 }, streamed);
    for (const size of sizes) {
      for (const [variant, way] of [
        ['streamed', streamed],
        ['inserted at the end', inserted],
      ] as const) {
        await post({ begin: true });
        await post({ measured: await measure(variant, size, way) });
      }
    }
  } catch (error) {
    await post({ failed: (error as Error).stack ?? String(error) });
  }
  await post('end');
}

const head = 'import a from "a";\n';
const foot = '\nfoot();\n'.repeat(200);

type Way = (document: vscode.TextDocument, stream: (onText: (text: string) => void) => Promise<void>) => Promise<void>;

async function measure(
  variant: Measured['variant'],
  { tokensPerSecond, tokens }: (typeof sizes)[number],
  way: Way,
): Promise<Measured> {
  const code = codeOf(tokens * charactersPerToken);
  const document = await vscode.workspace.openTextDocument({
    language: 'typescript',
    content: `${head}// write it\n${foot}`,
  });
  const editor = await vscode.window.showTextDocument(document);
  editor.selection = new vscode.Selection(1, 5, 1, 5);
  const ends = [...code.matchAll(/\n/g)].map(({ index }) => index);

  const arrived: number[] = [];
  const there: number[] = [];
  let edits = 0;
  let inDocument = 0;
  const listening = vscode.workspace.onDidChangeTextDocument((event) => {
    if (event.document !== document || event.contentChanges.length === 0) return;
    edits++;
    for (const one of event.contentChanges) inDocument += one.text.length - one.rangeLength;
    while (there.length < ends.length && inDocument >= ends[there.length]!) there.push(performance.now());
  });

  const random = createRandom(tokens);
  const chunks = pieces(code, random, 1, 2 * charactersPerToken - 1);
  const every = 1000 / tokensPerSecond;
  let sent = 0;
  const started = performance.now();
  const before = process.cpuUsage();
  // What is due is sent, however late the timer: a slow document must not slow the stream down.
  const stream = async (onText: (text: string) => void) => {
    const begin = performance.now();
    for (const [index, chunk] of chunks.entries()) {
      const due = begin + (index + 1) * every;
      const wait = due - performance.now();
      if (wait > 0) await new Promise((resolve) => setTimeout(resolve, wait));
      sent += chunk.length;
      while (arrived.length < ends.length && sent > ends[arrived.length]!) arrived.push(performance.now());
      onText(chunk);
    }
  };
  await way(document, stream);
  const total = performance.now() - started;
  const { user, system } = process.cpuUsage(before);
  listening.dispose();
  const expected = `${head}// write it\n${code}${foot}`;
  if (document.getText() !== expected) throw new Error(`${variant} at ${tokensPerSecond}: the document is wrong`);
  await vscode.commands.executeCommand('workbench.action.revertAndCloseActiveEditor');
  return {
    variant,
    tokensPerSecond,
    tokens: chunks.length,
    lines: ends.length,
    stream: chunks.length * every,
    total,
    delays: ends.map((_end, n) => there[n]! - arrived[n]!),
    edits,
    cpu: (user + system) / 1000,
  };
}

const streamed: Way = async (_document, stream) => {
  const quiet = () => undefined;
  const inline = createInline({
    log: { trace: quiet, debug: quiet, info: quiet, warn: quiet, error: quiet },
    memory: { read: quiet, write: quiet },
    decide: () => Promise.resolve(undefined),
    git: quiet,
    choose: () => Promise.resolve(undefined),
    instruct: () => Promise.resolve(undefined),
    say: quiet,
    showProse: quiet,
    showError: quiet,
    scopeTime: 0,
    async ask(_prompt, { onText }) {
      await stream(onText);
      return { stopReason: 'end_turn' };
    },
  });
  try {
    const outcome = await inline.generate();
    if (outcome !== 'pending') throw new Error(`generate: ${outcome}`);
    inline.keep();
  } finally {
    inline.dispose();
  }
};

/** The least that is possible: nothing while the text comes, and one edit with all of it. */
const inserted: Way = async (document, stream) => {
  let text = '';
  await stream((chunk) => (text += chunk));
  const editor = vscode.window.visibleTextEditors.find((one) => one.document === document)!;
  while (!(await editor.edit((builder) => builder.insert(new vscode.Position(2, 0), text))));
};

const charactersPerToken = 4;

/** Seeded code of about that many characters, which ends with a line end. */
function codeOf(length: number): string {
  const random = createRandom(length);
  const lines: string[] = [];
  for (let n = 0, size = 0; size < length; n++) {
    const words = Array.from({ length: 1 + Math.floor(random() * 5) }, (_, at) => `value${n}_${at}`);
    const line =
      n % 7 === 0 ? `function f${n}(${words.join(', ')}) {` : n % 7 === 6 ? '}' : `  use(${words.join(', ')});`;
    lines.push(line);
    size += line.length + 1;
  }
  while (!/^}/.test(lines.at(-1)!)) lines.push('}');
  return `${lines.join('\n')}\n`;
}

/**
 * Code blocks in the colours of the editor. Nothing happens before there is a block that says its language; then the
 * host sends the worker and the theme. Lines go to the worker a few at a time, the block that changed last first, and
 * come back as styles.
 */
import { type ColoursPart } from '../../protocol';
import { type LanguageNames, scopeNameOf } from '../../textmate/contributions';
import { maxLineLength } from '../../textmate/style';
import { type CodeBlock, type Colourist, parseInfo, setColourist } from '../markdown/codeBlock';
import { listen, post } from '../kit/host';
import { type FromWorker, type ToWorker } from './messages';
import { createSheet } from './sheet';

/** As many as are shown without a frame getting late. */
const linesAtOnce = 64;
/**
 * Milliseconds without a word from the worker until it is ended: a pattern may take for ever, and nothing else stops
 * it. Generous, since a machine may be slow and C++ takes seconds to compile.
 */
const patience = 30_000;

interface Entry {
  readonly id: number;
  /** How many lines, from the top, the worker has been sent as they are now. */
  sent: number;
  /** Of its language; kept, since it is asked for with every line. */
  scope?: { readonly info: string; readonly names: LanguageNames; readonly name: string | undefined };
  /** Never again: the worker was lost over it. */
  hopeless?: boolean;
}

interface Request {
  readonly block: CodeBlock;
  readonly from: number;
  readonly texts: readonly string[];
  /** Lines from here on have changed since, and the answer is of no use for them unless they have only grown. */
  valid: number;
  /** What was asked makes no sense any more. */
  stale?: boolean;
}

const entries = new WeakMap<CodeBlock, Entry>();
const all = new Map<number, WeakRef<CodeBlock>>();
const gone = new FinalizationRegistry<number>((id) => {
  all.delete(id);
  tell({ type: 'forget', block: id });
});
/** In the order in which they changed. */
const pending = new Set<CodeBlock>();

let lastId = 0;
let asked = false;
let worker: Worker | undefined;
let script: string | undefined;
let names: LanguageNames = {};
let injections: Extract<ToWorker, { type: 'languages' }>['injections'] = {};
let theme: Extract<ToWorker, { type: 'theme' }> | undefined;
let paletteOf: ReturnType<typeof createSheet> | undefined;
let classOf: ((style: number) => string) | undefined;
let request: Request | undefined;
let watchdog: ReturnType<typeof setTimeout> | undefined;

export const colourist: Colourist = (block, from) => {
  let entry = entries.get(block);
  if (!entry) {
    if (block.info() === '') return;
    lastId += 1;
    entry = { id: lastId, sent: 0 };
    entries.set(block, entry);
    all.set(entry.id, new WeakRef(block));
    gone.register(block, entry.id);
  }
  entry.sent = Math.min(entry.sent, from);
  if (request?.block === block) request.valid = Math.min(request.valid, from);
  pending.delete(block);
  pending.add(block);
  ask();
  next();
};

setColourist(colourist);

/** Asks the host for what is needed, once. */
function ask(): void {
  if (asked) return;
  asked = true;
  listen((message) => {
    if (message.type === 'colours') receive(message.part);
  });
  post({ type: 'languages' });
  const sayTheme = () => post({ type: 'theme', id: document.body.dataset.vscodeThemeId ?? '' });
  new MutationObserver(sayTheme).observe(document.body, { attributeFilter: ['data-vscode-theme-id'] });
  sayTheme();
}

function receive(part: ColoursPart): void {
  switch (part.kind) {
    case 'languages':
      ({ names, injections } = part);
      if (script !== undefined) URL.revokeObjectURL(script);
      script = URL.createObjectURL(new Blob([part.script], { type: 'text/javascript' }));
      return startWorker();
    case 'theme':
      theme = { type: 'theme', rules: part.rules ?? [] };
      forgetAll();
      return tell(theme);
    case 'grammar':
      // The worker is at it, and that the host took long is not its fault.
      if (request) watch();
      return tell({ type: 'grammar', scopeName: part.scopeName, file: part.file });
  }
}

function startWorker(): void {
  worker?.terminate();
  clearTimeout(watchdog);
  forgetAll();
  request = undefined;
  worker = new Worker(script!);
  worker.onmessage = ({ data }: MessageEvent<FromWorker>) => hear(data);
  worker.onerror = ({ message }) => post({ type: 'failed', message: `The colours of code: ${message}` });
  tell({ type: 'languages', injections });
  if (theme) tell(theme);
}

/** Every block is coloured anew, from its first line. Until then it keeps its colours. */
function forgetAll(): void {
  classOf = undefined;
  if (request) request.stale = true;
  for (const ref of all.values()) {
    const block = ref.deref();
    const entry = block && entries.get(block);
    if (!block || !entry) continue;
    entry.sent = 0;
    pending.add(block);
  }
}

function hear(message: FromWorker): void {
  switch (message.type) {
    case 'need':
      clearTimeout(watchdog);
      return post({ type: 'grammar', scopeName: message.scopeName });
    case 'palette':
      paletteOf ??= createSheet();
      classOf = paletteOf(message.colours);
      return next();
    case 'styled': {
      clearTimeout(watchdog);
      const answered = request;
      request = undefined;
      if (answered && !answered.stale) show(answered, message.lines);
      return next();
    }
  }
}

function show({ block, from, texts, valid }: Request, lines: Extract<FromWorker, { type: 'styled' }>['lines']): void {
  if (!classOf || !lines) {
    if (!lines) pending.delete(block);
    return;
  }
  // The line that is being written has only grown: its beginning may be shown as it was.
  const good = Math.min(lines.length, valid - from + 1);
  block.paint(from, texts.slice(0, good), lines.slice(0, good), classOf);
}

/** Sends the next lines, if the worker has nothing to do. */
function next(): void {
  if (!worker || !classOf || request) return;
  for (const block of [...pending].reverse()) {
    const entry = entries.get(block)!;
    const scopeName = scopeOf(block, entry);
    const from = entry.sent;
    const texts = block.lines().slice(from, from + linesAtOnce);
    if (scopeName === undefined || entry.hopeless || texts.length === 0) {
      pending.delete(block);
      continue;
    }
    entry.sent = from + texts.length;
    request = { block, from, texts, valid: entry.sent };
    // Of what is too long for it, the worker needs to know only that.
    const lines = texts.map((text) => text.slice(0, maxLineLength + 1));
    tell({ type: 'style', block: entry.id, scopeName, from, lines });
    return watch();
  }
}

function scopeOf(block: CodeBlock, entry: Entry): string | undefined {
  const info = block.info();
  if (entry.scope?.info !== info || entry.scope.names !== names) {
    entry.scope = { info, names, name: scopeNameOf(names, parseInfo(info)) };
  }
  return entry.scope.name;
}

function watch(): void {
  clearTimeout(watchdog);
  watchdog = setTimeout(() => {
    const entry = request && entries.get(request.block);
    if (entry) entry.hopeless = true;
    startWorker();
  }, patience);
}

function tell(message: ToWorker): void {
  worker?.postMessage(message);
}

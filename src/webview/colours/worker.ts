/** Tokenises code in a thread of its own: the first use of a grammar takes many frames. */
import { createLineStyler, type LineStyler } from '../../textmate/colours';
import { injectionsInto } from '../../textmate/contributions';
import { parseGrammar } from '../../textmate/grammarFile';
import { createRegistry, type GrammarRegistry, type RawGrammar, type RawTheme } from '../../textmate/registry';
import { type StyledLine } from '../../textmate/style';
import { type FromWorker, type StyleRequest, type ToWorker } from './messages';

const waiting = new Map<string, (file: Uint8Array | undefined) => void>();
const blocks = new Map<number, { readonly scopeName: string; readonly styler: LineStyler }>();
let registry: GrammarRegistry | undefined;

self.onmessage = ({ data }: MessageEvent<ToWorker>) => {
  switch (data.type) {
    case 'languages': {
      const { injections } = data;
      registry = createRegistry({
        loadGrammar,
        injections: (scopeName) => injectionsInto(injections, scopeName),
        compile: 'onUse',
      });
      return;
    }
    case 'theme':
      return applyTheme(data.rules);
    case 'grammar':
      waiting.get(data.scopeName)?.(data.file);
      waiting.delete(data.scopeName);
      return;
    case 'style':
      void style(data)
        .catch(() => undefined)
        .then((lines) => post({ type: 'styled', lines }));
      return;
    case 'forget':
      blocks.delete(data.block);
      return;
  }
};

function applyTheme(rules: Extract<ToWorker, { type: 'theme' }>['rules']): void {
  blocks.clear();
  // The default colour is the page's own, so what is set to another colour has to differ from this one.
  const base = { settings: { foreground: '#00000001', background: '#00000002' } };
  registry?.setTheme({ settings: [base, ...rules] as RawTheme['settings'] });
  post({ type: 'palette', colours: registry?.colorMap() ?? [] });
}

async function style({ block, scopeName, from, lines }: StyleRequest): Promise<StyledLine[] | undefined> {
  const grammar = await registry?.grammar(scopeName);
  if (!grammar) return undefined;
  let known = blocks.get(block);
  if (!known || known.scopeName !== scopeName) {
    if (from > 0) return undefined;
    known = { scopeName, styler: createLineStyler(grammar) };
    blocks.set(block, known);
  }
  return from < known.styler.known ? known.styler.style(from, lines) : undefined;
}

async function loadGrammar(scopeName: string): Promise<RawGrammar | undefined> {
  const file = await new Promise<Uint8Array | undefined>((resolve) => {
    waiting.set(scopeName, resolve);
    post({ type: 'need', scopeName });
  });
  return file && parseGrammar(new TextDecoder().decode(file));
}

function post(message: FromWorker): void {
  self.postMessage(message);
}

import { type Env, type MarkdownIt, type Token } from 'markdown-it';
import { type StandardRules } from './rules';

/**
 * Shows what is unclosed at the end of a text as if it were closed: emphasis, strikethrough, inline code, a link whose
 * address is still coming. A partial line such as `-` is not yet the underline of a heading, since it may begin a list
 * item. Only for display and only while more may come: with `env.unfinished` set, at the end of the source. Neither the
 * source nor anything settled or final is changed.
 */
export function repairUnfinished(md: MarkdownIt, { block }: StandardRules): void {
  md.core.ruler.before('inline', 'repair', ({ src, tokens, env }) => {
    if (!env.unfinished) return;
    const last = lastOpenText(tokens, src);
    if (last) last.meta = { ...last.meta, mayGoOn: true };
  });
  md.block.ruler.at('lheading', (state, line, end, silent) => {
    if (!state.env.unfinished) return block.lheading(state, line, end, silent);
    const last = state.bMarks.length - 2;
    const isPartial = state.eMarks[last] === state.src.length;
    return block.lheading(state, line, isPartial ? Math.min(end, last) : end, silent);
  });
  md.core.ruler.after('inline', 'repaired_link', ({ tokens, env }) => {
    if (!env.unfinished) return;
    for (const { meta, children } of tokens) {
      if (!meta?.unfinishedLink) continue;
      const opened = children?.findLast(({ type }) => type === 'link_open');
      // An address that is not there yet leads nowhere.
      if (opened) opened.attrs = null;
    }
  });
}

/** A delimiter this far back, in characters, is more likely a character of its own than one still to be closed. */
const farthest = 500;

/** The text that what comes next goes on with: of a paragraph, a heading or the last cell that has begun. */
function lastOpenText(tokens: readonly Token[], source: string): Token | undefined {
  const lines = source.split('\n');
  const begun = lines.at(-1) === '' ? lines.length - 1 : lines.length;
  const ended = begun < lines.length;
  for (let index = tokens.length - 1; index > 0; index -= 1) {
    const token = tokens[index]!;
    if (token.nesting > 0 || /^(fence|code_block|hr)$/.test(token.type)) return undefined;
    if (token.type !== 'inline') continue;
    const parent = tokens[index - 1]!;
    const inCell = parent.type === 'td_open' || parent.type === 'th_open';
    if (inCell && token.content === '') {
      index -= 1;
      continue;
    }
    if (parent.type !== 'paragraph_open' && (ended || (inCell && /\|[ \t]*$/.test(lines.at(-1)!)))) return undefined;
    // A cell's text has no lines of its own; its row has.
    const end = (token.map ?? tokens.findLast(({ type }, at) => at < index && type === 'tr_open')?.map)?.[1] ?? 0;
    return end >= begun && token.content !== '' ? token : undefined;
  }
  return undefined;
}

/** Returns the last segment of a text with unclosed markup closed. `link` when its last link has no address yet. */
export function closeUnclosed(md: MarkdownIt, text: string, env: Env): { content: string; link: boolean } {
  const whole = { content: text, link: false };
  if (!/[*_~`]|\]\(/.test(text.slice(-farthest))) return whole;
  let content = text;
  let open = openIn(md, content, env);
  let link = false;
  if (open.backticks) {
    content = closeCode(content, open.backticks);
    open = openIn(md, content, env);
  } else if (open.bracket !== undefined) {
    const label = unfinishedLink.exec(content.slice(open.bracket))?.[1];
    if (label !== undefined) {
      content = `${content.slice(0, open.bracket)}[${label}](<>)`;
      link = label !== '';
      open = openIn(md, content, env);
    }
  }
  return { content: closeEmphasis(md, content, open.delimiters, env), link };
}

/** An address, and perhaps a title, that have begun and do not end. */
const unfinishedLink = /^!?\[((?:[^[\]\\]|\\.)*)\]\((?:<[^<>\n]*|[^\s()<\\]*(?:\s+(?:"[^"]*|'[^']*)?)?)$/s;

interface Open {
  /** Where the last link begins whose address may be on its way. */
  readonly bracket?: number;
  /** The first run of backticks that no other closes. */
  readonly backticks?: { readonly at: number; readonly length: number };
  /** The delimiters that open something that nothing closes, in their order. */
  readonly delimiters: string;
}

function openIn(md: MarkdownIt, content: string, env: Env): Open {
  const state = new md.inline.State(content, md, env, []);
  const rules = md.inline.ruler.getRules('');
  const starts: number[] = [];
  let bracket: number | undefined;
  let backticks: { at: number; length: number } | undefined;
  while (state.pos < state.posMax) {
    const start = state.pos;
    const before = state.tokens.length;
    if (!rules.some((rule) => rule(state, false))) state.pending += content[state.pos++];
    while (starts.length < state.tokens.length) starts.push(start);
    const isText = state.tokens.length === before;
    if (content.length - start > farthest || !isText) continue;
    const char = content[start];
    if (char === '`') backticks ??= { at: start, length: state.pos - start };
    else if ((char === '[' && content[start - 1] !== '!') || (char === '!' && content[start + 1] === '[')) {
      if (unfinishedLink.test(content.slice(start))) bracket = start;
    }
  }
  if (state.pending) state.pushPending();
  for (const rule of md.inline.ruler2.getRules('').slice(0, 1)) rule(state);
  let delimiters = '';
  for (const { open, end, token, marker } of state.delimiters) {
    const at = starts[token] ?? 0;
    if (!open || end >= 0 || content.length - at > farthest) continue;
    const char = String.fromCharCode(marker);
    if (!isProduct(content, at, char)) delimiters += char === '~' ? '~~' : char;
  }
  return { bracket, backticks, delimiters };
}

/** Between two letters or digits a delimiter is more likely a character of its own. */
function isProduct(content: string, at: number, char: string): boolean {
  let after = at;
  while (content[after] === char) after += 1;
  return /[\p{L}\p{N}]/u.test(content[at - 1] ?? '') && /[\p{L}\p{N}]/u.test(content[after] ?? '');
}

function closeCode(content: string, { at, length }: { readonly at: number; readonly length: number }): string {
  const code = content.slice(at + length);
  if (code.trim() === '') return content.slice(0, at).trimEnd();
  const closing = runAtEnd(code, '`').length;
  // A longer run within the code, at its end, is not the beginning of the closing one.
  return closing < length ? content + '`'.repeat(length - closing) : content;
}

/** How often a sign stands at the end of a text, as a text. */
function runAtEnd(text: string, sign: string): string {
  let start = text.length;
  while (start > 0 && text[start - 1] === sign) start--;
  return text.slice(start);
}

function closeEmphasis(md: MarkdownIt, content: string, delimiters: string, env: Env): string {
  let open = delimiters;
  let text = content;
  const run = /[*_~]/.test(content.slice(-1)) ? runAtEnd(content, content.slice(-1)) : '';
  const bare = content.slice(0, content.length - run.length);
  if (run !== '' && !/(?<!\\)(?:\\\\)*\\$/.test(bare)) {
    // Half of what closes something, or what may open something: that shows once there is something to open.
    const closes = open.includes(run[0]!);
    const mayOpen = run.length <= 3 && /(^|[\s\p{P}\p{S}])$/u.test(bare);
    if (closes || mayOpen) {
      text = closes ? bare : bare.trimEnd();
      open = openIn(md, text, env).delimiters;
    }
  }
  if (open === '') return text;
  const trimmed = text.trimEnd();
  return trimmed + [...open].reverse().join('') + text.slice(trimmed.length);
}

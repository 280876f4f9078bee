import { type Env, type MarkdownIt } from 'markdown-it';
import { beginText } from './bounds';

/**
 * Up to where the text of a paragraph keeps its meaning whatever follows; 0 if nowhere. Not past a delimiter or a
 * bracket that may still find its other half, nor within a word that may be an address.
 */
export function settledText(md: MarkdownIt, content: string, env: Env): number {
  if (mayBeDefinition(content) || content.length < shortest) return 0;
  beginText(env);
  const state = new md.inline.State(content, md, env, []);
  const rules = md.inline.ruler.getRules('');
  /** Where plain text begins and ends, at the outermost level. */
  const plain: { start: number; end: number; token: number }[] = [];
  const tokenStarts: number[] = [];
  let limit = content.length;
  let brackets = 0;
  let bracketStart = 0;
  while (state.pos < state.posMax) {
    const start = state.pos;
    const before = state.tokens.length;
    if (!rules.some((rule) => rule(state, false))) state.pending += content[state.pos++];
    while (tokenStarts.length < state.tokens.length) tokenStarts.push(start);
    const text = content.slice(start, state.pos);
    // What is a link by its label alone is another one if an address follows.
    if (/^!?\[.*\]$/s.test(text) && mayBeTarget(content.slice(state.pos, state.pos + 1000)))
      limit = Math.min(limit, start);
    if (state.tokens.length > before || !/^[[\]!`]/.test(text)) {
      if (/^[^\\`*_~[\]!<&\n]/.test(text)) plain.push({ start, end: state.pos, token: state.tokens.length });
      continue;
    }
    if (text.startsWith('`')) limit = Math.min(limit, start);
    else if (text.startsWith('[') || text.startsWith('![')) {
      // `[text][label]` is one link.
      if (brackets === 0 && content[start - 1] !== ']') bracketStart = start;
      brackets += 1;
    } else if (text.startsWith(']')) {
      brackets = Math.max(0, brackets - 1);
      // A target that is still to come or to be closed.
      if (mayBeTarget(content.slice(state.pos, state.pos + 1000))) limit = Math.min(limit, bracketStart);
    }
  }
  if (brackets > 0 || /\]$/.test(content)) limit = Math.min(limit, bracketStart);
  if (state.pending) state.pushPending();
  tokenStarts.push(content.length);
  for (const rule of md.inline.ruler2.getRules('').slice(0, 1)) rule(state);
  const spans: (readonly [number, number])[] = [];
  for (const { open, end, token } of state.delimiters) {
    if (end >= 0) spans.push([tokenStarts[token]!, tokenStarts[state.delimiters[end]!.token]!]);
    else if (open) limit = Math.min(limit, tokenStarts[token]!);
  }
  // Spans may overlap nothing but each other's inside: only the outermost matter.
  let spanIndex = spans.length - 1;
  spans.sort((a, b) => a[0] - b[0]);
  let reach = -1;
  const outer = spans.filter(([start, end]) => start > reach && (reach = end) >= 0);
  spanIndex = outer.length - 1;
  for (const { start, end } of plain.reverse()) {
    if (start >= limit) continue;
    while (spanIndex >= 0 && outer[spanIndex]![0] > start) spanIndex -= 1;
    if (spanIndex >= 0 && outer[spanIndex]![1] > start) continue;
    const at = lastGap(content, start, Math.min(end, limit));
    if (at > 0) return at;
  }
  return 0;
}

/** Whether what follows a label is its address, or may become that. */
function mayBeTarget(rest: string): boolean {
  return rest === '' || (rest.startsWith('(') && !/^\(\s*[^\s<]\S*\s+[^\s"'()]/.test(rest));
}

/** The last place in a piece of plain text between two characters that mean nothing, outside of any address. */
function lastGap(content: string, start: number, end: number): number {
  for (let at = end - 2; at > start + 1; at -= 1) {
    const [before, after] = [content[at - 1]!, content[at]!];
    if (!harmless.test(before) || !(harmless.test(after) || after === ' ')) continue;
    const word = Math.max(content.lastIndexOf(' ', at - 1), content.lastIndexOf('\n', at - 1)) + 1;
    const midWord = after !== ' ';
    if (midWord && at + longestScheme > content.length) continue;
    const address = addressLike.exec(content.slice(word, midWord ? at + longestScheme : at));
    if (!address) return at;
    // Up to where the word has what looks like an address, every other place in it is as good as this one.
    at = midWord ? Math.min(at, Math.max(word, word + address.index + address[0].length - longestScheme)) : word;
  }
  return 0;
}

/** In characters. The first few of a line tell what it is: the longest marker of a list item has ten. */
const shortest = 16;

/** Letters and digits; not half of a surrogate pair. */
const harmless = /^[\p{L}\p{N}]$/u;
const addressLike = /[:@&\\<]|www/i;

/** `mailto:`, and some room. A word that is cut must not turn out to begin an address. */
const longestScheme = 12;

/** `[label]: address "title …` is a definition once its title is closed, however many lines later. */
function mayBeDefinition(content: string): boolean {
  if (!content.startsWith('[')) return false;
  const label = /^\[(?:[^[\]\\]|\\.)*(\])?/s.exec(content);
  if (!label?.[1]) return content.length < 2100;
  const rest = content.slice(label[0].length);
  return rest === '' || (rest.startsWith(':') && !/^:\s*[^\s<]\S*[ \t]+[^\s"'(]/.test(rest));
}

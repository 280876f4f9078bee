import markdownIt, { type MarkdownIt, type Token } from 'markdown-it';
import { boundWork, textBounds } from './bounds';
import { collectDefinitions } from './definitions';
import { cjkFriendly } from './cjkFriendly';
import { lineBreaks } from './lineBreaks';
import { parseTexts } from './inline';
import { nestedFences } from './nestedFences';
import { repairUnfinished } from './repair';
import { standardRules } from './rules';
import { textMarks, trackStarts } from './spine';
import { taskLists } from './taskLists';

/**
 * The one Markdown parser: CommonMark without HTML, with GFM tables, strikethrough, task lists and autolinks. What it
 * renders is safe as it is (the view purifies it again): no HTML from the source, no image that is fetched, no link
 * but those of `isLink`.
 */
export function createParser(bounds = textBounds): MarkdownIt {
  const md = markdownIt({ html: false, linkify: true });
  // Only what says http: or mailto: itself. The fuzzy kind takes main.py and build.rs for sites in Paraguay and Serbia.
  md.linkify.set({ fuzzyLink: false, fuzzyEmail: false, fuzzyIP: false });
  md.validateLink = isLink;
  const standard = standardRules(md);
  md.use(boundWork, standard);
  md.use(parseTexts, standard, bounds);
  md.use(nestedFences, standard);
  md.use(cjkFriendly);
  md.use(lineBreaks);
  md.use(collectDefinitions);
  md.use(taskLists);
  md.use(repairUnfinished, standard);
  md.use(trackStarts);
  md.core.ruler.push('cell_align', alignCells);
  const { rules } = md.renderer;
  rules.image = (tokens, index) => imageAsLink(md, tokens, index);
  // A table wider than the panel scrolls by itself.
  rules.table_open = () => '<div class="table"><table>\n';
  rules.table_close = () => '</table></div>\n';
  rules.fence = (tokens, index) => codeHtml(md, tokens[index]!);
  rules.code_block = (tokens, index) => codeHtml(md, tokens[index]!);
  return md;
}

/** True for http(s), mailto, and what has no scheme: a path in the workspace, such as `src/a.ts:12`. */
export function isLink(href: string): boolean {
  const target = href.trim();
  // Anything that a URL parser would drop could hide a scheme.
  if (/[\u0000-\u0020\u007f-\u009f]/.test(target)) return false;
  if (/^(https?|mailto):/i.test(target)) return true;
  // `a.ts:12` and `a.ts:12:3` are a path and a place in it; any other colon before a slash ends a scheme.
  const written = target.replace(/[?#].*$/s, '');
  const [, place] = /^([^:]*)(?::\d+){1,2}$/.exec(written) ?? [];
  const path = place !== undefined && /[./]/.test(place) ? place : written;
  return !/^[^/]*:/.test(path) && !/^(\/|\\){2}/.test(target);
}

/** The language and the rest of a fence's info line, its escapes resolved. */
export function fenceInfo(md: MarkdownIt, token: Token): string {
  return token.type === 'fence' ? md.utils.unescapeAll(token.info).trim() : '';
}

function codeHtml(md: MarkdownIt, token: Token): string {
  const { escapeHtml } = md.utils;
  return `<pre data-info="${escapeHtml(fenceInfo(md, token))}"><code>${markedCode(md, token)}</code></pre>\n`;
}

/** The code, with the marks of a cut between its lines. */
function markedCode(md: MarkdownIt, token: Token): string {
  const { escapeHtml } = md.utils;
  const { meta } = token;
  // Whether the last line has its newline depends on where the source was cut.
  const content = token.content.replace(/[^\n]$/, '$&\n');
  if (meta?.from === undefined && meta?.to === undefined) return escapeHtml(content);
  const lines = content.split(/(?<=\n)/);
  const html = lines.map((line, index) => {
    const marks = (index === meta.from ? textMarks.from : '') + (index === meta.to ? textMarks.to : '');
    return marks + escapeHtml(line);
  });
  return html.join('') + (typeof meta.from === 'number' && meta.from >= lines.length ? textMarks.from : '');
}

/** Nothing is fetched: an image is a link to it, or, inside a link, its description. */
function imageAsLink(md: MarkdownIt, tokens: Token[], index: number): string {
  const { escapeHtml } = md.utils;
  const token = tokens[index]!;
  const source = String(token.attrGet('src') ?? '');
  const label = md.renderer.renderInlineAsText(token.children ?? [], md.options, {}) || source;
  const depth = tokens
    .slice(0, index)
    .reduce((sum, { type }) => sum + (type === 'link_open' ? 1 : type === 'link_close' ? -1 : 0), 0);
  return depth > 0 ? escapeHtml(label) : `<a class="image" href="${escapeHtml(source)}">${escapeHtml(label)}</a>`;
}

/** markdown-it aligns cells with a style attribute, which the view's content security policy refuses. */
function alignCells(state: { readonly tokens: Token[] }): void {
  for (const token of state.tokens) {
    if (token.type !== 'th_open' && token.type !== 'td_open') continue;
    const align = /^text-align:(\w+)$/.exec(String(token.attrGet('style') ?? ''))?.[1];
    token.attrs = align ? [['align', align]] : null;
  }
}

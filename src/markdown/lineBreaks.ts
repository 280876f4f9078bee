import { type MarkdownIt } from 'markdown-it';

/** Shows `<br>` as a line break: in a table cell, Markdown has no other. All other HTML is text. */
export function lineBreaks(md: MarkdownIt): void {
  md.inline.ruler.before('autolink', 'line_break', (state, silent) => {
    const tag = /^<br[ \t]*\/?>/i.exec(state.src.slice(state.pos, state.pos + longest))?.[0];
    if (!tag) return false;
    if (!silent) state.push('hardbreak', 'br', 0);
    state.pos += tag.length;
    return true;
  });
}

/** Characters of a tag with blanks in it. */
const longest = 12;

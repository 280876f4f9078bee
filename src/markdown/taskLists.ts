import { type MarkdownIt } from 'markdown-it';

/**
 * GFM task list items: `- [ ] open`, `- [x] done`. The marker is taken off before inline parsing, as GFM does, so that
 * `[x]` cannot become a reference link.
 */
export function taskLists(md: MarkdownIt): void {
  md.core.ruler.before('inline', 'task_marker', ({ tokens }) => {
    tokens.forEach((token, index) => {
      if (token.type !== 'inline' || tokens[index - 1]?.type !== 'paragraph_open') return;
      const item = tokens[index - 2];
      if (item?.type !== 'list_item_open') return;
      const marker = /^\[([ xX])\][ \t\n]+(?=\S)/.exec(token.content);
      if (!marker) return;
      token.content = token.content.slice(marker[0].length);
      token.meta = { ...token.meta, task: marker[1] === ' ' ? 'open' : 'done' };
      item.attrSet('class', 'task');
    });
  });
  md.core.ruler.after('inline', 'task_box', (state) => {
    for (const token of state.tokens) {
      const task: unknown = token.meta?.task;
      if (task === undefined) continue;
      const box = new state.Token('task_box', '', 0);
      box.meta = { done: task === 'done' };
      token.children?.unshift(box);
    }
  });
  md.renderer.rules.task_box = (tokens, index) =>
    `<input type="checkbox" disabled${tokens[index]?.meta?.done ? ' checked' : ''}> `;
}

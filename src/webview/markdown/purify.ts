import * as l10n from '@vscode/l10n';
import DOMPurify from 'dompurify';
import { isLink } from '../../markdown/parser';
import { linkTitle } from '../kit/linkTitle';

const purifier = DOMPurify(window);

purifier.addHook('uponSanitizeAttribute', (_node, data) => {
  if (data.attrName !== 'href') return;
  data.keepAttr = isLink(data.attrValue);
  // DOMPurify's own rule takes the `a.ts:` of `a.ts:12` for a scheme.
  data.forceKeepAttr = data.keepAttr;
});

/** What holds text of its own, and so has a direction of its own. Lists, quotes and tables follow: markdown.css. */
const directed = new Set(['p', 'h1', 'h2', 'h3', 'h4', 'h5', 'h6', 'li', 'th', 'td']);

purifier.addHook('afterSanitizeAttributes', (node) => {
  if (directed.has(node.localName)) node.setAttribute('dir', 'auto');
  const href = node.getAttribute('href');
  if (href !== null) node.setAttribute('title', linkTitle(href, node.getAttribute('title') ?? ''));
  // Of a task in a list: to the eye the box says it.
  if (node.localName === 'input') {
    node.setAttribute('aria-label', node.hasAttribute('checked') ? l10n.t('Done') : l10n.t('To do'));
  }
});

// Once: reading it takes longer than most blocks.
purifier.setConfig({
  ALLOWED_TAGS: [
    ...['p', 'h1', 'h2', 'h3', 'h4', 'h5', 'h6', 'hr', 'br', 'blockquote', 'ul', 'ol', 'li', 'pre', 'code', 'div'],
    ...['em', 'strong', 's', 'a', 'input', 'table', 'thead', 'tbody', 'tr', 'th', 'td', '#text'],
    // The marks of what is settled. The source cannot make one: it has no HTML, and the renderer takes them out.
    ...['#comment', 'wbr'],
  ],
  ALLOWED_ATTR: ['href', 'title', 'class', 'start', 'align', 'type', 'checked', 'disabled', 'data-info'],
  ALLOW_DATA_ATTR: false,
  ALLOW_ARIA_ATTR: false,
  RETURN_DOM_FRAGMENT: true,
});

/** HTML of a block as nodes. The parser renders nothing dangerous; this is the second wall. */
export function purify(html: string): DocumentFragment {
  return purifier.sanitize(html, { RETURN_DOM_FRAGMENT: true });
}

import { isLink } from '../../markdown/parser';
import { post } from './host';

/**
 * Follows a link of the transcript through the host. VS Code itself listens for clicks on links further out, and would
 * open the same address again, or a workspace path as an address of the page.
 */
export function followLink(event: MouseEvent): void {
  const link = event.target instanceof Element ? event.target.closest('a[href]') : null;
  if (!link) return;
  event.preventDefault();
  event.stopPropagation();
  const href = link.getAttribute('href') ?? '';
  if (event.button <= 1 && isLink(href)) post({ type: 'openLink', href });
}

/** What a reply rests on, and what a search of the server's found, as the view shows it. All of it is the model's. */
import type { ContentBlock } from '../../messages/types';
import type { BlockView, CitationView } from '../../protocol';

/** Undefined for what tells neither where it is from nor what it says. */
export function citationView(citation: unknown): CitationView | undefined {
  if (!isObject(citation)) return undefined;
  const { type, url, source, title, document_title, document_index, cited_text } = citation;
  const address = [url, source].find((one) => typeof one === 'string' && /^https?:/i.test(one)) as string | undefined;
  const name = [title, document_title, source].map(oneLine).find((one) => one !== '' && one !== address) ?? '';
  const text = typeof cited_text === 'string' ? cited_text.trim() : '';
  const document = typeof document_index === 'number' ? document_index + 1 : undefined;
  if (address === undefined && name === '' && text === '' && document === undefined) return undefined;
  const view: CitationView = { title: name, text };
  return {
    ...view,
    ...(address === undefined ? {} : { url: address }),
    ...(document === undefined ? {} : { document }),
    ...(type === 'page_location' ? pagesOf(citation) : {}),
  };
}

export function citationsOf(block: ContentBlock): readonly CitationView[] {
  const { citations } = block;
  return Array.isArray(citations) ? citations.flatMap((one: unknown) => citationView(one) ?? []) : [];
}

/** What a search of the server's found; undefined when the block is of another shape, and shown as it is. */
export function resultsView(block: ContentBlock): BlockView | undefined {
  const { content } = block;
  if (Array.isArray(content)) {
    const lines = content.flatMap((one: unknown) => {
      const [title, url] = isObject(one) ? [oneLine(one['title']), oneLine(one['url'])] : ['', ''];
      return url === '' ? [] : [title || url, url];
    });
    // What has no address is something else.
    return lines.length === 2 * content.length ? { kind: 'results', text: lines.join('\n') } : undefined;
  }
  const code = isObject(content) ? oneLine(content['error_code']) : '';
  return code === '' ? undefined : { kind: 'results', text: '', error: code };
}

/** The API counts pages from 1 and names the first one that is not meant any more. */
function pagesOf({ start_page_number: first, end_page_number: end }: Readonly<Record<string, unknown>>) {
  if (typeof first !== 'number') return {};
  const last = typeof end === 'number' && end > first ? end - 1 : first;
  return { pages: [first, last] as const };
}

function oneLine(value: unknown): string {
  return typeof value === 'string' ? value.replace(/\s+/g, ' ').trim() : '';
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}

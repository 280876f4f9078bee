import type { StoredError } from '../conversation/model';

/** The server's message as part of a sentence; the whole is behind "Show details". */
export function firstWords({ serverMessage, status }: StoredError): string {
  const said = serverMessage?.replace(/\s+/g, ' ').trim() ?? '';
  // Data instead of words says nothing in a sentence.
  const words = /^[[{<]/.test(said) ? '' : said.split(/[[{]\s*["'{]/, 1)[0]!.trim();
  return bounded(words === '' ? `HTTP ${status ?? '?'}` : words);
}

export function bounded(text: string): string {
  return text.length > 160 ? `${text.slice(0, 159)}…` : text;
}

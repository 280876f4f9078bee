/** What keeps the key out of what is shown, kept and logged. */

/**
 * Text to show behind "Show details": bounded, without control characters, and without the key. That is taken out after
 * the characters that could hide it, and before the bound: of one that it cuts, the beginning would stay.
 */
export function boundedText(text: string | undefined, redact: (text: string) => string): string | undefined {
  if (text === undefined) return undefined;
  return redact(text.replace(/[\u0000-\u0008\u000b-\u001f\u007f\u200b-\u200f\u202a-\u202e\u2060\ufeff]/g, ''))
    .trim()
    .slice(0, 2000);
}

/** Replaces a key wherever a server echoed it. Most echo it masked. */
export function redactor(key: string | undefined): (text: string) => string {
  const forms = keyForms(key);
  return (text) => forms.reduce((clean, form) => clean.replaceAll(form, keyMark), text);
}

/** What stands in the place of a key. */
export const keyMark = '[key]';

/**
 * A key as a server may echo it: as it is, URL-encoded, JSON-escaped or in base64. None for one so short that it is no
 * secret and would be found in ordinary words.
 */
export function keyForms(key: string | undefined): readonly string[] {
  const plain = key?.trim() ?? '';
  if (plain.length < 4) return [];
  const json = JSON.stringify(plain).slice(1, -1);
  const base64 = /^[\x20-\x7e]*$/.test(plain) ? [btoa(plain)] : [];
  return [...new Set([plain, encodeURIComponent(plain), json, json.replaceAll('/', '\\/'), ...base64])];
}

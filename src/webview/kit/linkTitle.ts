/**
 * What a link says when pointed at: where it really leads, before anything that the text claims. The address is as the
 * URL Standard reads it, so that a foreign alphabet's host is in Punycode, and what stands before an `@`, which no host
 * is, is left out.
 */
export function linkTitle(href: string, title: string): string {
  return visible(title === '' ? address(href) : `${address(href)}\n${title}`);
}

function address(href: string): string {
  if (!/^https?:/i.test(href)) return href;
  try {
    const url = new URL(href);
    url.username = '';
    url.password = '';
    return url.href;
  } catch {
    return href;
  }
}

/**
 * Characters that have no shape of their own or turn the order of the others around, by their code points. The joiners
 * stay: emoji and the scripts of Iran and India need them.
 */
function visible(text: string): string {
  return text.replace(
    /[\u00ad\u061c\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff\u{e0000}-\u{e007f}]/gu,
    (character) => `[U+${character.codePointAt(0)!.toString(16).toUpperCase().padStart(4, '0')}]`,
  );
}

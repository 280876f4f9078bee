/** Media types of images that the Messages API takes. */
export const imageTypes = ['image/png', 'image/jpeg', 'image/gif', 'image/webp'] as const;
export type ImageType = (typeof imageTypes)[number];

/** What a file turns out to be, whatever it is called. */
export type Recognized =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'image'; readonly mediaType: ImageType }
  /** An image that a browser may be able to read, and the API is not. */
  | { readonly kind: 'otherImage' }
  | { readonly kind: 'pdf'; readonly pages: number }
  | { readonly kind: 'refused'; readonly why: 'protected' }
  /** Text in another encoding than Unicode, or no text. */
  | { readonly kind: 'unknown' };

/** Tells by the bytes. */
export function recognize(bytes: Uint8Array): Recognized {
  const head = latin1(bytes.subarray(0, 64));
  if (head.startsWith('\x89PNG\r\n\x1a\n')) return { kind: 'image', mediaType: 'image/png' };
  if (head.startsWith('\xff\xd8\xff')) return { kind: 'image', mediaType: 'image/jpeg' };
  if (/^GIF8[79]a/.test(head)) return { kind: 'image', mediaType: 'image/gif' };
  if (/^RIFF[^]{4}WEBP/.test(head)) return { kind: 'image', mediaType: 'image/webp' };
  if (/^BM[^]{4}\0\0\0\0/.test(head) || /^[^]{4}ftyp(?:avif|avis)/.test(head)) return { kind: 'otherImage' };
  if (head.startsWith('%PDF-')) return pdf(bytes);
  const text = textOf(bytes);
  return text === undefined ? { kind: 'unknown' } : { kind: 'text', text };
}

function pdf(bytes: Uint8Array): Recognized {
  // One character a byte: which one matters for ASCII alone.
  const source = new TextDecoder('latin1').decode(bytes);
  // In the trailer, or in the dictionary of a cross-reference stream (ISO 32000-1, 7.6.1).
  if (/\/Encrypt\s+\d+\s+\d+\s+R/.test(source) || /\/Encrypt\s*<</.test(source)) {
    return { kind: 'refused', why: 'protected' };
  }
  // Page objects may sit in compressed streams; the tree's own count may not.
  let pages = Math.max(1, source.match(/\/Type\s*\/Page(?![a-zA-Z])/g)?.length ?? 0);
  for (const [, count] of source.matchAll(/\/Type\s*\/Pages\b[^]{0,200}?\/Count\s{1,20}(\d{1,9})/g)) {
    pages = Math.max(pages, Number(count));
  }
  return { kind: 'pdf', pages };
}

/** Text in Unicode: UTF-8, or UTF-16 with a byte order mark or without; undefined for anything else. */
function textOf(bytes: Uint8Array): string | undefined {
  const text = decoded(bytes, utf16Of(bytes) ?? 'utf-8');
  return text !== undefined && bytes.includes(0) && notInText.test(text) ? undefined : text;
}

/** By the mark, or by the zero bytes, which stand at the same end of each character of the usual writing systems. */
function utf16Of(bytes: Uint8Array): 'utf-16le' | 'utf-16be' | undefined {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return 'utf-16le';
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return 'utf-16be';
  const zero = bytes.indexOf(0);
  if (zero < 0 || bytes.length % 2 === 1) return undefined;
  for (let at = (zero + 1) % 2; at < bytes.length; at += 2) if (bytes[at] === 0) return undefined;
  return zero % 2 === 1 ? 'utf-16le' : 'utf-16be';
}

const notInText = /[\u0000-\u0008\u000e-\u001a\u001c-\u001f\ufffe\uffff]/;

function decoded(bytes: Uint8Array, encoding: string): string | undefined {
  try {
    return new TextDecoder(encoding, { fatal: true }).decode(bytes);
  } catch {
    return undefined;
  }
}

/** One character a byte. In pieces: a call takes only so many arguments. */
function latin1(bytes: Uint8Array): string {
  let text = '';
  for (let at = 0; at < bytes.length; at += 8192) text += String.fromCharCode(...bytes.subarray(at, at + 8192));
  return text;
}

/** In base64, as blocks of the Messages API have it. */
export function base64(bytes: Uint8Array): string {
  return btoa(latin1(bytes));
}

/** Undefined when it is no base64. */
export function fromBase64(text: string): Uint8Array | undefined {
  try {
    const binary = atob(text);
    return Uint8Array.from(binary, (char) => char.charCodeAt(0));
  } catch {
    return undefined;
  }
}

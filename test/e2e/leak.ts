import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';

/** A secret as it may turn up somewhere: plain, or in one of the usual disguises. */
export function disguises(secret: string): ReadonlyMap<string, Buffer> {
  const texts: Array<[string, string]> = [
    ['plain', secret],
    ['URL-encoded', encodeURIComponent(secret)],
    ['JSON-escaped', JSON.stringify(secret).slice(1, -1).replaceAll('/', '\\/')],
    ['JSON-escaped by code', secret.replace(/[^\w-]/g, (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`)],
    ['HTML-escaped', secret.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;')],
    ['hexadecimal', Buffer.from(secret).toString('hex')],
    ...base64Forms(secret),
  ];
  const forms = new Map<string, Buffer>();
  for (const [name, text] of texts) {
    forms.set(name, Buffer.from(text, 'utf8'));
    // A browser's storage keeps some strings that way.
    forms.set(`${name}, UTF-16`, Buffer.from(text, 'utf16le'));
  }
  return forms;
}

/** What base64 makes of the secret inside a longer text, for each way in which it can lie across groups of three bytes. */
function base64Forms(secret: string): Array<[string, string]> {
  return [0, 1, 2].flatMap((offset): Array<[string, string]> => {
    const bytes = Buffer.concat([Buffer.alloc(offset), Buffer.from(secret)]);
    const whole = bytes.subarray(offset === 0 ? 0 : 3, bytes.length - (bytes.length % 3));
    return [
      [`base64 at ${offset}`, whole.toString('base64')],
      [`base64url at ${offset}`, whole.toString('base64url')],
    ];
  });
}

/** Names the disguises in which the secret is in this text. */
export function findIn(content: string | Buffer, secret: string): string[] {
  const bytes = typeof content === 'string' ? Buffer.from(content, 'utf8') : content;
  return [...disguises(secret)].filter(([, form]) => bytes.includes(form)).map(([name]) => name);
}

/** Looks through every file below a folder. Gives `file: disguise` for each find, and how much was read. */
export async function findInFolder(folder: string, secret: string): Promise<{ finds: string[]; files: number }> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const paths = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  const finds: string[] = [];
  let files = 0;
  for (const path of paths) {
    // Some go while the browser and the server work.
    const bytes = await readFile(path).catch(() => undefined);
    if (!bytes) continue;
    files++;
    finds.push(...findIn(bytes, secret).map((disguise) => `${path}: ${disguise}`));
  }
  return { finds, files };
}

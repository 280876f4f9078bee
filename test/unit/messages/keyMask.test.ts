import assert from 'node:assert/strict';
import { createKeyMask } from '../../../src/messages/keyMask';
import { splits } from './helpers';

const key = 'sk-one/two+3é"\\';
const ascii = 'sk-abab-4f9c01';
const encode = (text: string) => new TextEncoder().encode(text);

function masked(secret: string | undefined, chunks: readonly Uint8Array[]): Uint8Array {
  const mask = createKeyMask(secret);
  return Buffer.concat([...chunks.map((chunk) => mask.feed(chunk)), mask.end()]);
}

/** Whole and cut at every place, the text is the same but for the key. */
function check(secret: string | undefined, text: string, hidden: readonly string[]): void {
  const bytes = encode(text);
  let expected = text;
  for (const form of hidden) expected = expected.replaceAll(form, '*'.repeat(encode(form).length));
  assert.equal(Buffer.from(masked(secret, [bytes])).toString(), expected);
  for (const chunks of splits(bytes)) assert.equal(Buffer.from(masked(secret, chunks)).toString(), expected);
}

describe('the mask of a key', () => {
  it('takes it out wherever it is, in every form, however the bytes are cut', () => {
    check(ascii, `${ascii} {"key":"${ascii}"} ${ascii}${ascii} end ${ascii}`, [ascii]);
    check(ascii, `Basic ${btoa(ascii)}!`, [btoa(ascii)]);
    check(key, `a ${key} b`, [key]);
    check(key, `?k=${encodeURIComponent(key)}&x`, [encodeURIComponent(key)]);
    check(key, JSON.stringify({ said: key }), [JSON.stringify(key).slice(1, -1)]);
  });

  it('leaves everything else as it is, what only begins like the key as well', () => {
    check(ascii, 'sk-abab-4f9c0, sk-ababab-4f9c0 sk- s 你好 \u0000\u00ff sk-abab-4f9c', []);
    check(ascii, '', []);
    check(undefined, `no key, no mask: ${ascii}`, []);
    // A word that short is no secret.
    check('abc', 'abc', []);
  });

  it('finds one that begins inside what looked like its beginning', () => {
    check('ababc', 'abababc', ['ababc']);
  });

  it('keeps no byte of bytes that are no text', () => {
    const bytes = Uint8Array.from({ length: 512 }, (_, n) => n % 256);
    for (const chunks of splits(bytes)) assert.deepEqual([...masked(ascii, chunks)], [...bytes]);
  });

  it('lets bytes through at once, without a copy, where nothing of the key may be in them', () => {
    const chunk = encode('event: ping\n\n');
    assert.equal(createKeyMask(ascii).feed(chunk).buffer, chunk.buffer);
  });
});

import assert from 'node:assert/strict';
import fc from 'fast-check';
import { base64, fromBase64, recognize } from '../../../src/context/recognize';

const ascii = (text: string): Uint8Array => Uint8Array.from(text, (char) => char.charCodeAt(0));

describe('what a file turns out to be', () => {
  const rows: readonly [string, Uint8Array, object][] = [
    ['PNG', ascii('\x89PNG\r\n\x1a\n\0\0\0\rIHDR'), { kind: 'image', mediaType: 'image/png' }],
    ['JPEG', ascii('\xff\xd8\xff\xe0\0\x10JFIF'), { kind: 'image', mediaType: 'image/jpeg' }],
    ['GIF', ascii('GIF89a\x01\0\x01\0'), { kind: 'image', mediaType: 'image/gif' }],
    ['WebP', ascii('RIFF\x24\0\0\0WEBPVP8 '), { kind: 'image', mediaType: 'image/webp' }],
    ['a sound in RIFF', ascii('RIFF\x24\0\0\0WAVEfmt '), { kind: 'unknown' }],
    ['AVIF', ascii('\0\0\0\x20ftypavif\0\0\0\0'), { kind: 'otherImage' }],
    ['BMP', ascii('BM\x36\0\0\0\0\0\0\0\x36\0'), { kind: 'otherImage' }],
    ['a text that begins with BM', ascii('BM is short for bitmap'), { kind: 'text', text: 'BM is short for bitmap' }],
    ['a PDF', ascii('%PDF-1.7\n1 0 obj <</Type /Pages /Kids [] /Count 12>>'), { kind: 'pdf', pages: 12 }],
    [
      'a PDF whose pages are told one by one',
      ascii('%PDF-1.4\n<</Type/Page>> <</Type/Page>>'),
      { kind: 'pdf', pages: 2 },
    ],
    ['a PDF with a password', ascii('%PDF-1.7\ntrailer <</Encrypt 5 0 R>>'), { kind: 'refused', why: 'protected' }],
    ['nothing', new Uint8Array(), { kind: 'text', text: '' }],
    ['UTF-8', new TextEncoder().encode('你好 🙂'), { kind: 'text', text: '你好 🙂' }],
    ['UTF-8 with a mark', ascii('\xef\xbb\xbfa'), { kind: 'text', text: 'a' }],
    ['UTF-16, little end first', ascii('\xff\xfea\0b\0'), { kind: 'text', text: 'ab' }],
    ['UTF-16, big end first', ascii('\xfe\xff\0a\0b'), { kind: 'text', text: 'ab' }],
    ['UTF-16 without a mark', ascii('a\0\x60\x4f\n\0'), { kind: 'text', text: 'a你\n' }],
    ['UTF-16 without a mark, big end first', ascii('\0a\0\n'), { kind: 'text', text: 'a\n' }],
    ['bytes with a zero', ascii('a\0b'), { kind: 'unknown' }],
    ['numbers of two bytes', ascii('\x01\0\x02\0\x03\0'), { kind: 'unknown' }],
    ['numbers of four bytes', ascii('\x41\0\0\0\x42\0\0\0'), { kind: 'unknown' }],
    ['GBK, which cannot be told from noise', ascii('\xc4\xe3\xba\xc3'), { kind: 'unknown' }],
    ['a program', ascii('\x7fELF\x02\x01\x01\0\0\0'), { kind: 'unknown' }],
    ['SVG, which is text', ascii('<svg/>'), { kind: 'text', text: '<svg/>' }],
  ];
  for (const [name, bytes, expected] of rows) {
    it(name, () => assert.deepEqual(recognize(bytes), expected));
  }

  it('never fails, whatever the bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) =>
        ['text', 'image', 'otherImage', 'pdf', 'refused', 'unknown'].includes(recognize(bytes).kind),
      ),
    );
  });

  it('goes to base64 and back', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 20_000 }), (bytes) => {
        assert.equal(base64(bytes), Buffer.from(bytes).toString('base64'));
        assert.deepEqual(fromBase64(base64(bytes)), bytes);
      }),
    );
    assert.equal(fromBase64('no base64!'), undefined);
  });
});

import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { createMask } from '../../../src/check/report/mask';

const key = 'sk-mask-4f9c01ab77+/=';
const mask = createMask([key]);

function check(text: string, expected: string): void {
  assert.equal(mask(text), expected);
}

describe('the mask of a report', () => {
  it('takes out the key, whole and in parts that tell it', () => {
    check(`Bearer ${key}.`, 'Bearer [key].');
    check(`${key} ${key}`, '[key] [key]');
    check('it begins with sk-mask-4f9c…', 'it begins with [key]…');
    check('it ends with b77+/= and with ab77+/=', 'it ends with b77+/= and with ab77+/=');
    check('it ends with 1ab77+/=', 'it ends with [key]');
    check('sk-mask', 'sk-mask');
    check(JSON.stringify(key).replace('-', '\\u002d').replace('4', '\\u0034'), '"[key]"');
    check([...key].join('\u200b'), '[key]');
  });

  it('takes out random keys in every encoding, with anything around them', () => {
    const encodings: ((text: string) => string)[] = [
      (text) => text,
      encodeURIComponent,
      (text) => JSON.stringify({ text }),
      ...['', 'x', 'xy', 'Bearer ', 'name:'].map((before) => (text: string) => btoa(`${before}${text} and more`)),
    ];
    for (let round = 0; round < 200; round += 1) {
      const secret = `sk-${randomBytes(24).toString('base64')}`;
      const own = createMask(['other-key-000000', secret]);
      for (const encode of encodings) {
        const shown = own(`before ${encode(secret)} after`);
        const plain = [...shown.matchAll(/[A-Za-z0-9+/=]{8,}/g)].map(([run]) => atob(run.slice(0, run.length & ~3)));
        for (let at = 0; at + 8 <= secret.length; at += 1) {
          const piece = secret.slice(at, at + 8);
          assert.ok(!shown.includes(piece) && !plain.some((text) => text.includes(piece)), shown);
        }
      }
    }
  });

  it('takes out what looks like the key of somebody else', () => {
    check('sk-proj-abcdefghijklmnop1234', '[key]');
    check(
      'Received API Key = sk-...9c01, Key Hash = ' + 'a1'.repeat(32),
      'Received API Key = [key], Key Hash = [hash]',
    );
    check('sk-ab****yz', '[key]');
    check('risk-free sk-learn', 'risk-free sk-learn');
  });

  it('takes out the folder of a person, and no other', () => {
    check('/home/ann/models/x.gguf', '~/models/x.gguf');
    check('"/Users/ann": no', '"~": no');
    check(String.raw`C:\Users\Ann Lee\x and D:\data`, String.raw`~\x and D:\data`);
    check(String.raw`"C:\\Users\\Ann Lee\\x"`, String.raw`"~\\x"`);
    check('/mnt/c/Users/ann/x /var/home/ann', '~/x ~');
    check(['', 'root', '.cache/x'].join('/'), '~/.cache/x');
    check('https://api.example.com/home/ann/v1/messages', 'https://api.example.com/home/ann/v1/messages');
    check('POST /v1/messages, /opt/models/x', 'POST /v1/messages, /opt/models/x');
    check('at home / away', 'at home / away');
  });

  it('leaves words alone that local servers take for a key', () => {
    const lenient = createMask(['none', 'test', 'ollama']);
    assert.equal(lenient('none of the tests at ollama'), 'none of the tests at ollama');
    assert.equal(createMask([])('nothing to hide'), 'nothing to hide');
  });

  it('is fast, whatever the text is', () => {
    const text = `${'sk-mask-'.repeat(20_000)}${'/home/'.repeat(20_000)}${'a/'.repeat(20_000)}`;
    const before = performance.now();
    mask(text);
    assert.ok(performance.now() - before < 2000, `${performance.now() - before} ms`);
  });
});

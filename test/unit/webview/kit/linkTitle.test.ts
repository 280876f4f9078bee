import * as assert from 'node:assert';
import { linkTitle } from '../../../../src/webview/kit/linkTitle';

describe('what a link says when pointed at', () => {
  const check = (href: string, expected: string, title = '') =>
    it(`${JSON.stringify(href)} ${title}`, () => assert.strictEqual(linkTitle(href, title), expected));

  check('https://example.com/a?b#c', 'https://example.com/a?b#c');
  check('https://bank.example@evil.example', 'https://evil.example/');
  check('https://bank.example:443@evil.example/x', 'https://evil.example/x');
  check('https:\\\\evil.example', 'https://evil.example/');
  check('https://\u0430pple.example', 'https://xn--pple-43d.example/');
  check('https://example.com/\u202Egpj', 'https://example.com/%E2%80%AEgpj');
  check('https://', 'https://');
  check('https://evil.example', 'https://evil.example/\nhttps://bank.example', 'https://bank.example');
  check('https://evil.example', 'https://evil.example/\na[U+202E]b', 'a\u202Eb');
  check('src/a\u202Est.exe', 'src/a[U+202E]st.exe');
  check('src/a.ts:12', 'src/a.ts:12');
  check('mailto:a@b.example', 'mailto:a@b.example');
});

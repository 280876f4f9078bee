import * as assert from 'node:assert';
import { parseLink } from '../../../../src/chat/panel/links';
import { createParser, isLink } from '../../../../src/markdown/parser';
import { attacks } from '../../../fixtures/attacks';

describe('where a link may lead', () => {
  const dead = [
    'javascript:alert(1)',
    'JAVASCRIPT:alert(1)',
    'command:workbench.action.quit',
    'command:aside.newChat?%5B%5D',
    'data:text/html,x',
    'blob:https://a.example/x',
    'ftp://a.example/x',
    'tel:+123',
    'ms-settings:x',
    'https://',
    'https://a b.example',
    '//host/share',
    '\\\\host\\share',
    'java\nscript:x',
    ' https://a.example',
    'https://a.example\n',
    '\u0001https://a.example',
    '#only-a-fragment',
    '',
  ];
  for (const href of dead) {
    it(`${JSON.stringify(href)} leads nowhere`, () => assert.strictEqual(parseLink(href), undefined));
  }

  const files: ReadonlyArray<readonly [string, object]> = [
    ['src/a.ts', { path: 'src/a.ts' }],
    ['src/a.ts:3', { path: 'src/a.ts', line: 3 }],
    ['src/a.ts#L3-L9', { path: 'src/a.ts', line: 3, endLine: 9 }],
    ['javascript.ts:1', { path: 'javascript.ts', line: 1 }],
    ['src/a.ts#heading', { path: 'src/a.ts' }],
    ['src/a.ts:99999999999999', { path: 'src/a.ts:99999999999999' }],
  ];
  for (const [href, expected] of files) {
    it(`${href} is a file`, () => {
      const plain = JSON.parse(JSON.stringify(parseLink(href))) as object;
      assert.deepStrictEqual(plain, { kind: 'file', ...expected });
    });
  }

  it('is the same for the view, the host and a browser, in every hostile reply', () => {
    const md = createParser();
    const hrefs = new Set<string>();
    for (const { reply } of attacks({ canary: 'canary()', trap: 'http://127.0.0.1:9/trap' })) {
      if (reply.length > 5000) continue;
      for (const [, raw] of md.render(reply).matchAll(/ href="([^"]*)"/g)) hrefs.add(md.utils.unescapeAll(raw!));
    }
    assert.ok(hrefs.size > 50, String(hrefs.size));
    for (const href of hrefs) {
      assert.ok(isLink(href), href);
      const link = parseLink(href);
      if (link?.kind !== 'web') continue;
      const { protocol } = new URL(href);
      assert.match(protocol, /^(https?|mailto):$/, href);
    }
  });
});

import * as assert from 'node:assert';
import { createParser, isLink } from '../../../src/markdown/parser';

describe('links', () => {
  const live = [
    'https://example.com/a?b=c:d#e',
    'HTTP://example.com',
    'mailto:a@example.com',
    'src/a.ts',
    './a.ts#L3-L9',
    'a.ts:12',
    'src/a.ts:12:3',
    '/abs/a.ts',
    '#heading',
    'a/b:c',
  ];
  const dead = [
    'javascript:alert(1)',
    'JaVaScRiPt:alert(1)',
    ' javascript:alert(1)',
    'java\nscript:alert(1)',
    'JAVASCRIPT:1:2',
    'javascript:1',
    'vbscript:x',
    'data:text/html,x',
    'data:image/svg+xml,x',
    'file:///etc/passwd',
    'command:workbench.action.quit',
    'vscode://x/y',
    'blob:x',
    '//example.com/x',
    '\\\\host\\share',
    'https://exa mple.com',
  ];
  for (const href of live) it(`${href} leads somewhere`, () => assert.strictEqual(isLink(href), true));
  for (const href of dead) it(`${JSON.stringify(href)} is dead text`, () => assert.strictEqual(isLink(href), false));

  it('are never images that are fetched, nor HTML', () => {
    const html = createParser().render('![a <b>](x.png) [![in](y.png)](z.md)\n\n<img src=x onerror=y>\n');
    assert.strictEqual(
      html,
      '<p><a class="image" href="x.png">a &lt;b&gt;</a> <a href="z.md">in</a></p>\n' +
        '<p>&lt;img src=x onerror=y&gt;</p>\n',
    );
  });

  it('are seen through entities and escapes', () => {
    for (const source of [
      '[a](javascript&#58;b)',
      '[a](javascript&colon;b)',
      '[a](javascript\\:b)',
      '<javascript:b>',
    ]) {
      assert.ok(!createParser().render(source).includes('<a'), source);
    }
  });

  it('are not made of file names', () => {
    assert.strictEqual(
      createParser().render('main.py build.rs a@b.com https://a.example'),
      '<p>main.py build.rs a@b.com <a href="https://a.example">https://a.example</a></p>\n',
    );
  });
});

import assert from 'node:assert/strict';
import { createCoalescer } from '../../../src/chat/coalesce';
import { pageHtml } from '../../../src/chat/html';
import { parseLink, type Link } from '../../../src/chat/links';

describe('coalescing of deltas', () => {
  function setUp() {
    const posts: [number, string][] = [];
    const frames: (() => void)[] = [];
    const coalescer = createCoalescer(
      (index, text) => posts.push([index, text]),
      (callback) => frames.push(callback),
    );
    return { posts, coalescer, frame: () => frames.shift()?.() };
  }

  it('posts at once when idle and once a frame after that', () => {
    const { posts, coalescer, frame } = setUp();
    coalescer.push(0, 'a');
    assert.deepEqual(posts, [[0, 'a']]);
    for (const text of ['b', 'c', 'd']) coalescer.push(0, text);
    assert.equal(posts.length, 1);
    frame();
    assert.deepEqual(posts.at(-1), [0, 'bcd']);
    frame();
    coalescer.push(0, 'e');
    assert.deepEqual(posts.at(-1), [0, 'e'], 'idle again');
  });

  it('keeps blocks apart and flushes before what must come after', () => {
    const { posts, coalescer } = setUp();
    coalescer.push(0, 'a');
    coalescer.push(0, 'b');
    coalescer.push(1, 'c');
    coalescer.flush();
    assert.deepEqual(posts, [
      [0, 'a'],
      [0, 'b'],
      [1, 'c'],
    ]);
  });
});

describe('the page', () => {
  const page = pageHtml({
    cspSource: "'self' https://*.vscode-cdn.net",
    nonce: 'n0nce',
    script: 'https://x/main.js?a="b"',
    style: 'https://x/main.css',
    language: 'zh-cn',
    l10n: { Copy: '</script><script>alert(1)</script>' },
  });

  it('lets nothing in that is not ours', () => {
    const policy = /Content-Security-Policy" content="([^"]*)"/.exec(page)?.[1] ?? '';
    assert.match(policy, /default-src 'none'/);
    assert.match(policy, /connect-src 'none'/);
    assert.match(policy, /script-src 'nonce-n0nce'(;|$)/);
    assert.doesNotMatch(policy, /unsafe|\*(?!\.vscode-cdn)/);
  });

  it('cannot be ended early by a translation or an address', () => {
    assert.equal(page.match(/<script/g)?.length, 2);
    assert.ok(!page.includes('a="b"'));
  });
});

describe('links of a reply', () => {
  const cases: [string, Link | undefined][] = [
    ['https://example.com/a?b#c', { kind: 'web', href: 'https://example.com/a?b#c' }],
    ['mailto:a@b.c', { kind: 'web', href: 'mailto:a@b.c' }],
    ['src/a.ts', { kind: 'file', path: 'src/a.ts', line: undefined, endLine: undefined }],
    ['src/a.ts:12', { kind: 'file', path: 'src/a.ts', line: 12, endLine: undefined }],
    ['src/a.ts:12:5', { kind: 'file', path: 'src/a.ts', line: 12, endLine: undefined }],
    ['src/a.ts#L3-L9', { kind: 'file', path: 'src/a.ts', line: 3, endLine: 9 }],
    ['file:///w/a.ts#L3', { kind: 'file', path: 'file:///w/a.ts', line: 3, endLine: undefined }],
    ['javascript:alert(1)', undefined],
    ['JaVaScRiPt:alert(1)', undefined],
    [' javascript:alert(1)', undefined],
    ['java\nscript:alert(1)', undefined],
    ['\u0001javascript:alert(1)', undefined],
    ['data:text/html,x', undefined],
    ['vbscript:x', undefined],
    ['command:workbench.action.quit', undefined],
    ['vscode://x/y', undefined],
    ['//evil.example/share', undefined],
    ['\\\\evil\\share', undefined],
    ['', undefined],
  ];
  for (const [href, expected] of cases) {
    it(JSON.stringify(href), () => assert.deepEqual(parseLink(href), expected));
  }
});

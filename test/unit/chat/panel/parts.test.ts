import assert from 'node:assert/strict';
import fc from 'fast-check';
import { createCoalescer } from '../../../../src/chat/panel/coalesce';
import { pageHtml } from '../../../../src/chat/panel/html';
import { parseLink, type Link } from '../../../../src/chat/panel/links';

function setUp() {
  const posts: [number, string][] = [];
  const frames: (() => void)[] = [];
  const coalescer = createCoalescer(
    (index, text) => posts.push([index, text]),
    (callback) => frames.push(callback),
  );
  return { posts, coalescer, frame: () => frames.shift()?.() };
}

describe('coalescing of deltas', () => {
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

describe('coalescing of any deltas', () => {
  /** A piece of text for a block, a flush, or the end of a frame. */
  const steps = fc.array(
    fc.oneof(
      fc.record({ index: fc.nat(3), text: fc.string({ minLength: 1, maxLength: 3 }) }),
      fc.constantFrom('flush' as const, 'frame' as const),
    ),
    { maxLength: 40 },
  );

  it('loses nothing, keeps the order, and posts at most one text of a block a frame', () => {
    fc.assert(
      fc.property(steps, (script) => {
        const { posts, coalescer, frame } = setUp();
        const pushed: [number, string][] = [];
        for (const step of script) {
          const before = posts.length;
          if (step === 'flush') coalescer.flush();
          else if (step === 'frame') frame();
          else {
            pushed.push([step.index, step.text]);
            coalescer.push(step.index, step.text);
          }
          if (step === 'flush' || step === 'frame') assert.ok(posts.length <= before + 1);
        }
        coalescer.flush();
        assert.deepEqual(joined(posts), joined(pushed));
      }),
    );
  });

  /** Neighbours of the same block as one. */
  function joined(texts: readonly [number, string][]): [number, string][] {
    const runs: [number, string][] = [];
    for (const [index, text] of texts) {
      const last = runs.at(-1);
      if (last?.[0] === index) last[1] += text;
      else runs.push([index, text]);
    }
    return runs;
  }
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
    assert.match(policy, /base-uri 'none'/);
    assert.match(policy, /form-action 'none'/);
    const scripts = page.match(/<script[^>]*>/g) ?? [];
    for (const script of scripts) assert.match(script, /^<script nonce="n0nce"/);
    assert.doesNotMatch(page, /<style|\son\w+=|javascript:/i);
  });

  it('cannot be ended early by a translation or an address', () => {
    assert.equal(page.match(/<script/g)?.length, 2);
    assert.ok(!page.includes('a="b"'));
  });

  it('hands over any translation as it is', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.string({ unit: 'grapheme' })), fc.string(), (l10n, language) => {
        const made = pageHtml({ cspSource: 'c', nonce: 'n', script: 's', style: 's', language, l10n });
        const boot = /type="application\/json">(.*)<\/script>\n<\/head>/s.exec(made)?.[1] ?? '';
        assert.ok(!boot.includes('<'));
        assert.deepEqual(JSON.parse(boot), JSON.parse(JSON.stringify({ language, l10n })));
      }),
    );
  });

  it('cannot be broken out of by any of its parts', () => {
    const evil = '"><script>alert(1)</script>';
    const made = pageHtml({
      cspSource: evil,
      nonce: 'n',
      script: evil,
      style: evil,
      language: evil,
      l10n: { [evil]: evil },
    });
    assert.equal(made.match(/<script/g)?.length, 2);
    assert.equal(made.match(/<\/script>/g)?.length, 2);
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
    ['src/a.ts#12', { kind: 'file', path: 'src/a.ts', line: 12, endLine: undefined }],
    ['src/a.ts:3-9', { kind: 'file', path: 'src/a.ts', line: 3, endLine: 9 }],
    ['src/a.md#a-heading', { kind: 'file', path: 'src/a.md', line: undefined, endLine: undefined }],
    ['/w/src/a.ts:4', { kind: 'file', path: '/w/src/a.ts', line: 4, endLine: undefined }],
    ['C:\\w\\a.ts:4', { kind: 'file', path: 'C:\\w\\a.ts', line: 4, endLine: undefined }],
    [
      'vscode-remote://host/w/a.ts',
      { kind: 'file', path: 'vscode-remote://host/w/a.ts', line: undefined, endLine: undefined },
    ],
    ['file:///w/a.ts#L3', { kind: 'file', path: 'file:///w/a.ts', line: 3, endLine: undefined }],
    ['javascript:alert(1)', undefined],
    ['JaVaScRiPt:alert(1)', undefined],
    [' javascript:alert(1)', undefined],
    ['java\nscript:alert(1)', undefined],
    ['\u0001javascript:alert(1)', undefined],
    ['data:text/html,x', undefined],
    ['vbscript:x', undefined],
    ['DATA:text/html;base64,PHNjcmlwdD4=', undefined],
    ['blob:https://x/y', undefined],
    ['about:blank', undefined],
    ['view-source:https://x', undefined],
    ['javascript\u0000:alert(1)', undefined],
    ['https://x/\u007f', undefined],
    ['https://x/ ', undefined],
    ['untitled:Untitled-1', undefined],
    ['ssh://host', undefined],
    ['#heading', undefined],
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

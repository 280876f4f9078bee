import assert from 'node:assert/strict';
import { readTokenColors, rulesInForce } from '../../../src/textmate/theme';

describe('textmate: the rules of a theme', () => {
  const rule = (scope: string | string[], foreground?: string, fontStyle?: string) => ({
    scope,
    settings: { foreground, fontStyle },
  });
  const inForce = (colors: unknown[], custom?: unknown, id = 'Night Owl') =>
    rulesInForce(colors, custom, id, 'vs-dark').filter(({ scope }) => !String(scope).startsWith('token.'));

  it('are read with what the theme includes, the included ones first', async () => {
    const files: Record<string, string> = {
      'themes/a.json': '{ "include": "./base/b.json", "tokenColors": [{ "scope": "a" },] } // done',
      'themes/base/b.json': '{ "include": "../c.json", "tokenColors": "./d.tmTheme" }',
      'themes/c.json': '{ "settings": [{ "scope": "c" }] }',
      'themes/base/d.tmTheme':
        '<plist><dict><key>settings</key><array><dict><key>scope</key><string>d</string></dict></array></dict></plist>',
    };
    const read = (path: string) =>
      path in files ? Promise.resolve(files[path]!) : Promise.reject(new Error(`no ${path}`));
    const scopes = async (path: string) =>
      (await readTokenColors(path, read)).map((one) => (one as { scope: string }).scope);
    assert.deepEqual(await scopes('./themes/a.json'), ['c', 'd', 'a']);
    assert.deepEqual(await scopes('themes/base/d.tmTheme'), ['d']);
    files['loop.json'] = '{ "include": "loop.json" }';
    await assert.rejects(scopes('loop.json'), SyntaxError);
    await assert.rejects(scopes('missing.json'), /no missing/);
    files['wrong.json'] = '{ "tokenColors": 1 }';
    await assert.rejects(scopes('wrong.json'), SyntaxError);
    files['list.json'] = '[]';
    await assert.rejects(scopes('list.json'), SyntaxError);
  });

  it('have colours of one form, and no defaults', () => {
    assert.deepEqual(
      inForce([
        { settings: { foreground: '#fff' } },
        { scope: 'a', settings: { foreground: '#abc' } },
        { scope: ['b', 'c'], settings: { foreground: '#aabbccff', fontStyle: 'bold italic' } },
        { scope: 'd', settings: { foreground: '#abcd' } },
        { scope: 'e', settings: { foreground: 'red; } * { x: y', fontStyle: '' } },
        { scope: 'f' },
        null,
        'g',
      ]),
      [
        rule('a', '#AABBCC'),
        rule(['b', 'c'], '#AABBCC', 'bold italic'),
        rule('d', '#AABBCCDD'),
        rule('e', undefined, ''),
      ],
    );
  });

  it('are followed by the person’s: general, single scopes, then those for this theme', () => {
    const custom = {
      textMateRules: [{ scope: 'x', settings: { fontStyle: 'underline' } }],
      comments: '#111111',
      numbers: { foreground: '#222222', fontStyle: 'bold' },
      '[Night Owl]': { comments: '#333333', textMateRules: [{ scope: 'y', settings: {} }] },
      '[Other]': { comments: '#444444' },
    };
    assert.deepEqual(inForce([{ scope: 'a', settings: {} }], custom), [
      rule('a'),
      rule('comment', '#111111'),
      rule('punctuation.definition.comment', '#111111'),
      rule('constant.numeric', '#222222', 'bold'),
      rule('x', undefined, 'underline'),
      rule('comment', '#333333'),
      rule('punctuation.definition.comment', '#333333'),
      rule('y'),
    ]);
  });

  it('take names of themes with stars, and several at once', () => {
    const matches = (key: string, id: string) => inForce([], { [key]: { numbers: '#111111' } }, id).length === 1;
    for (const key of ['[Night Owl]', '[Night*]', '[*Owl]', '[*ght O*]', '[Other][Night Owl]', '[*]']) {
      assert.ok(matches(key, 'Night Owl'), key);
    }
    for (const key of ['[Night]', '[night owl]', '[Owl*]', '[*Night]', 'Night Owl', '[]', '[Other][Else]']) {
      assert.ok(!matches(key, 'Night Owl'), key);
    }
    const both = { '[N*]': { textMateRules: [{ scope: 'a', settings: {} }] } };
    assert.deepEqual(
      inForce([], { ...both, '[*l]': { textMateRules: [{ scope: 'b', settings: {} }] } }).map(({ scope }) => scope),
      ['a', 'b'],
    );
  });

  it('end with VS Code’s own for logs, unless the theme has some', () => {
    const scopes = rulesInForce([], undefined, 'x', 'hc-light').map(({ scope }) => scope);
    assert.deepEqual(scopes, ['token.info-token', 'token.warn-token', 'token.error-token', 'token.debug-token']);
    const own = [{ scope: 'token.info-token', settings: { foreground: '#111111' } }];
    assert.equal(rulesInForce(own, undefined, 'x', 'vs').length, 1);
  });
});

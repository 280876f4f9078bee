import assert from 'node:assert/strict';
import {
  createLineTokenizer,
  createRegistry,
  linesOf,
  parsePlist,
  scopesAt,
  type RawGrammar,
} from '../../../src/textmate';

const tiny = {
  scopeName: 'source.tiny',
  patterns: [{ include: '#comment' }, { include: '#string' }, { include: 'source.other' }],
  repository: {
    comment: {
      patterns: [
        { name: 'comment.line.double-slash.tiny', match: '//.*$' },
        { name: 'comment.block.tiny', begin: '/\\*', end: '\\*/' },
      ],
    },
    string: { name: 'string.quoted.double.tiny', begin: '"', end: '"' },
  },
} as unknown as RawGrammar;
const other = {
  scopeName: 'source.other',
  repository: {},
  patterns: [{ name: 'keyword.other', match: '\\bother\\b' }],
} as unknown as RawGrammar;
const injected = {
  scopeName: 'todo.injection',
  injectionSelector: 'L:comment',
  repository: {},
  patterns: [{ name: 'keyword.todo', match: 'TODO' }],
} as unknown as RawGrammar;

const files: Record<string, RawGrammar> = { 'source.tiny': tiny, 'source.other': other, 'todo.injection': injected };

function registry(asked: string[] = []) {
  return createRegistry({
    loadGrammar: (scopeName) => {
      asked.push(scopeName);
      return scopeName === 'source.broken'
        ? Promise.reject(new Error('unreadable'))
        : Promise.resolve(files[scopeName]);
    },
    injections: (scopeName) => (scopeName === 'source.tiny' ? ['todo.injection'] : []),
  });
}

async function tokenizer() {
  const grammar = await registry().grammar('source.tiny');
  assert.ok(grammar);
  return createLineTokenizer(grammar, 'source.tiny');
}

describe('textmate: grammars', () => {
  it('loads what a grammar includes and what injects itself, each once', async () => {
    const asked: string[] = [];
    const grammars = registry(asked);
    await Promise.all([grammars.grammar('source.tiny'), grammars.grammar('source.tiny')]);
    assert.deepEqual(asked.sort(), ['source.other', 'source.tiny', 'todo.injection']);
    const tokens = createLineTokenizer((await grammars.grammar('source.tiny'))!, 'source.tiny');
    const source = linesOf('other /* TODO */');
    assert.deepEqual(scopesAt(tokens.line(source, 0), 2), ['source.tiny', 'keyword.other']);
    assert.deepEqual(scopesAt(tokens.line(source, 0), 10).slice(-2), ['comment.block.tiny', 'keyword.todo']);
  });

  it('takes several code points in one escape, as YAML’s grammar has them', async () => {
    const raw = {
      scopeName: 'source.points',
      repository: {},
      patterns: [{ name: 'constant.points', match: '[\\x{61 62 2028}]+' }],
    } as unknown as RawGrammar;
    const grammar = await createRegistry({ loadGrammar: () => Promise.resolve(raw) }).grammar('source.points');
    const tokens = createLineTokenizer(grammar!, 'source.points');
    assert.deepEqual(
      tokens.line(linesOf('cabc'), 0).tokens.map(({ start, end, scopes }) => [start, end, scopes.length]),
      [
        [0, 1, 1],
        [1, 3, 2],
        [3, 4, 1],
      ],
    );
  });

  it('has none for a name that nobody brings, or that cannot be read', async () => {
    assert.equal(await registry().grammar('source.missing'), undefined);
    assert.equal(await registry().grammar('source.broken'), undefined);
  });
});

describe('textmate: lines', () => {
  const source = linesOf('a /* one\ntwo\n\nthree */ b\r\n// four');

  it('carries the state from line to line', async () => {
    const tokens = await tokenizer();
    assert.deepEqual(tokens.line(source, 1).carried, ['source.tiny', 'comment.block.tiny']);
    assert.deepEqual(scopesAt(tokens.line(source, 2), 0), ['source.tiny', 'comment.block.tiny']);
    const last = tokens.line(source, 3);
    assert.deepEqual(last.tokens.at(-1), { start: 8, end: 10, scopes: ['source.tiny'] });
    assert.deepEqual(tokens.line(source, 4).carried, ['source.tiny']);
  });

  it('tokenises no further than asked, can be paused, and knows what a change leaves', async () => {
    const tokens = await tokenizer();
    tokens.line(source, 1);
    assert.equal(tokens.known, 2);
    assert.equal(
      tokens.advance(source, 4, () => true),
      false,
    );
    assert.equal(tokens.known, 3);
    assert.equal(
      tokens.advance(source, 4, () => false),
      true,
    );
    tokens.changed(1);
    assert.equal(tokens.known, 2);
    tokens.changed(-1);
    assert.equal(tokens.known, 1);
  });

  it('tokens cover every line without a gap', async () => {
    const tokens = await tokenizer();
    for (let n = 0; n < source.lineCount; n++) {
      let at = 0;
      for (const token of tokens.line(source, n).tokens) {
        assert.equal(token.start, at);
        at = token.end;
      }
      assert.equal(at, source.lineAt(n).length);
    }
  });

  it('does not run the grammar over a line without end', async () => {
    const tokens = await tokenizer();
    const long = linesOf(`${'"a" '.repeat(10_000)}\n// after`);
    assert.equal(tokens.line(long, 0).tokens.length, 1);
    assert.equal(scopesAt(tokens.line(long, 1), 3).at(-1), 'comment.line.double-slash.tiny');
  });
});

describe('textmate: property lists', () => {
  const header = '<?xml version="1.0"?>\n<!DOCTYPE plist PUBLIC "-//Apple//DTD" "http://www.apple.com/x.dtd">\n';
  const check = (body: string, expected: unknown) =>
    assert.deepEqual(
      JSON.parse(JSON.stringify(parsePlist(`${header}<plist version="1.0">${body}</plist>`))),
      expected,
      body,
    );

  it('reads what grammars hold', () => {
    check('<string>a &lt;b&gt; &amp;amp; &#65;&#x42;</string>', 'a <b> &amp; AB');
    check('<string><![CDATA[<&]]></string>', '<&');
    check('<dict><key>a</key><array><integer>1</integer><real>1.5</real><true/><false/></array></dict>', {
      a: [1, 1.5, true, false],
    });
    check('<dict/>', {});
    check('<array><!-- none --></array>', []);
    check('<dict><key>match</key>\n<string></string><key>e</key><string/></dict>', { match: '', e: '' });
  });

  it('refuses what is none', () => {
    for (const text of [
      '',
      '{"json": 1}',
      '<plist><dict><string>x</string></dict></plist>',
      '<plist><dict>',
      '<html/>',
    ]) {
      assert.throws(() => parsePlist(text), SyntaxError, text);
    }
  });
});

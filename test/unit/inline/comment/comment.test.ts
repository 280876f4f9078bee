import assert from 'node:assert/strict';
import { blockText, commentAt, lineText } from '../../../../src/inline/comment/comment';
import { defaultMarkers, markersFrom, noMarkers } from '../../../../src/inline/comment/markers';
import { mayBeComment, mayBeCommentIn } from '../../../../src/inline/comment/prefilter';
import { generatePrompt, surroundings } from '../../../../src/inline/prompt/prompt';
import { scanCommentAt } from '../../../../src/inline/comment/scanComment';
import { createLineTokenizer, createRegistry, linesOf, type RawGrammar } from '../../../../src/textmate';

/** The cursor is at `|`. */
function at(text: string): { source: ReturnType<typeof linesOf>; cursor: { line: number; character: number } } {
  const before = text.slice(0, text.indexOf('|')).split('\n');
  return {
    source: linesOf(text.replace('|', '')),
    cursor: { line: before.length - 1, character: before.at(-1)!.length },
  };
}

const cLike = {
  scopeName: 'source.c-like',
  repository: {},
  patterns: [
    { name: 'comment.line.double-slash', match: '//.*$' },
    { name: 'comment.block', begin: '/\\*', end: '\\*/' },
    { name: 'string.quoted.docstring', begin: '"""', end: '"""' },
    { name: 'string.quoted', begin: '"', end: '"|$', patterns: [{ name: 'constant.escape', match: '\\\\.' }] },
  ],
} as unknown as RawGrammar;

/** The same table for the grammar's answer and for the scan, which must agree where both can know. */
const cases: [name: string, text: string, expected: string | undefined, only?: 'grammar'][] = [
  ['a line', 'a();\n// add |one\nb();', 'add one'],
  ['its first character', '|// add', 'add'],
  ['its end', '// add|', 'add'],
  ['the indentation in front of it', ' | // add', 'add'],
  ['the code in front of it', 'a|(); // add', undefined],
  ['behind code', 'a(); // |add\n// not', 'add'],
  ['consecutive lines', '// a\n  // b|\n// c\nd();\n// e', 'a\nb\nc'],
  ['a blank line between', '// a\n\n// b|', 'b'],
  ['common indentation goes', '//   a\n//     b|', 'a\n  b'],
  ['slashes in a string', 'a = "http://|b";', undefined],
  ['a string, then a comment', 'a = "//"; // |b', 'b'],
  ['an escaped quote', 'a = "\\"// |b";', undefined],
  ['a block', '/* a| */', 'a'],
  ['a block of lines', 'x\n/*\n * a|\n *   b\n */\ny', 'a\n  b'],
  ['a doc block', '/**\n * a|\n */', 'a'],
  ['an empty line inside', '/* a\n|\nb */', 'a\n\nb'],
  ['a line inside', '/* a\n // b|\n c */', 'a\n// b\nc'],
  ['code behind a block', '/* a */ b|()', undefined],
  ['a block in code', 'f(/* a| */ b)', 'a'],
  ['two on one line', '/* a */ /* b| */', 'b'],
  ['an open one at the end', 'x\n/* a\nb|', 'a\nb'],
  ['nothing', 'a|\n', undefined],
  ['an empty file', '|', undefined],
  ['a docstring', 'def f\n  """Sum |of\n\n  all."""', 'Sum of\n\nall.', 'grammar'],
];

describe('inline: the comment at the cursor', () => {
  const markers = markersFrom({ lineComment: '//', blockComment: ['/*', '*/'] });
  for (const [name, text, expected, only] of cases) {
    it(`by scopes: ${name}`, async () => {
      const registry = createRegistry({ loadGrammar: () => Promise.resolve(cLike) });
      const tokens = createLineTokenizer((await registry.grammar('source.c-like'))!, 'source.c-like');
      const { source, cursor } = at(text);
      const view = { lineCount: source.lineCount, line: (n: number) => tokens.line(source, n) };
      assert.equal(commentAt(view, cursor, markers)?.text, expected);
      // Nothing is lost without the language's configuration but the markers' exact form.
      assert.equal(commentAt(view, cursor, noMarkers)?.text, expected);
    });
    if (only === 'grammar') continue;
    it(`by a scan: ${name}`, () => {
      const { source, cursor } = at(text);
      assert.equal(scanCommentAt(source, cursor, markers)?.text, expected);
    });
  }

  it('knows its range and its place', () => {
    const { source, cursor } = at('  // a\n  // b|\n');
    const found = scanCommentAt(source, cursor, markers)!;
    assert.deepEqual(
      [found.start, found.end],
      [
        { line: 0, character: 2 },
        { line: 1, character: 6 },
      ],
    );
    assert.deepEqual([found.indent, found.trailing, found.kind], ['  ', false, 'line']);
    const behind = at('  a(); // b|');
    assert.equal(scanCommentAt(behind.source, behind.cursor, markers)!.trailing, true);
  });
});

describe('inline: the scan in other languages', () => {
  const check = (languageId: string, text: string, expected: string | undefined) =>
    it(`${languageId}: ${JSON.stringify(text)}`, () => {
      const { source, cursor } = at(text);
      assert.equal(scanCommentAt(source, cursor, defaultMarkers(languageId))?.text, expected);
      if (expected !== undefined) assert.ok(mayBeCommentIn(languageId, source, cursor.line), 'the cheap look');
    });
  check('python', "x = '# n|o'", undefined);
  check('python', '# a|\n', 'a');
  check('python', 'def f():\n  """A |b."""', 'A b.');
  check('python', 'a = """\nn|o\n"""\n', undefined);
  check('python', 'a = """\nno\n"""\n# a|', 'a');
  check('php', '# a|\n', 'a');
  check('php', '#[Pu|re]', undefined);
  check('rust', "fn f<'a>(x: &'a str) {} // b|", 'b');
  check('sql', "select 'it''s -- n|o'", undefined);
  check('sql', '-- a|', 'a');
  check('shellscript', 'echo $# a|', undefined);
  check('html', '<p>\n<!-- a\n b| -->', 'a\nb');
  check('lua', '--[[ a| ]]', 'a');
  check('latex', 'a 50\\% b|', undefined);
  check('typescript', 'const a = `\n// n|o\n`', undefined);
  check('typescript', 'x = "don\'t"; // a|', 'a');
  check('go', 'see http://a|', undefined);
  check('unknown-language', '// a|', undefined);
});

describe('inline: markers', () => {
  const check = (comments: unknown, line: string[], block: [string, string][]) =>
    it(JSON.stringify(comments) ?? 'nothing', () => assert.deepEqual(markersFrom(comments), { line, block }));
  check({ lineComment: '//', blockComment: ['/*', '*/'] }, ['//'], [['/*', '*/']]);
  check({ lineComment: { comment: '#', noIndent: true } }, ['#'], []);
  check({ lineComment: '@REM ' }, ['@REM'], []);
  check({ lineComment: '', blockComment: ['<!--', '-->'] }, [], [['<!--', '-->']]);
  check({ lineComment: '#', blockComment: ['#', ' '] }, ['#'], []);
  check(undefined, [], []);
  check({ lineComment: 1, blockComment: 'x' }, [], []);

  const line = (lines: string[], languageId: string, expected: string) =>
    it(`text of ${JSON.stringify(lines)}`, () => assert.equal(lineText(lines, defaultMarkers(languageId)), expected));
  line(['/// a', '/// b'], 'rust', 'a\nb');
  line(['//! a'], 'rust', 'a');
  line([';; a', ';;   b'], 'clojure', 'a\n  b');
  line(['REM a', '  rem b'], 'bat', 'a\nb');
  line(["#' a"], 'r', 'a');
  line(['# a', '#', '# b'], 'python', 'a\n\nb');
  line(['//TODO: a'], 'go', 'TODO: a');
  line(['% a'], 'never-heard-of', 'a');

  it('text of blocks', () => {
    assert.equal(blockText(['/** a', '  * b', '  */'], 'block', noMarkers), 'a\nb');
    assert.equal(blockText(['/* a', '   - b', '   - c */'], 'block', noMarkers), 'a\n- b\n- c');
    assert.equal(blockText(['r"""A', '', '    b', '    """'], 'docstring', noMarkers), 'A\n\nb');
    assert.equal(blockText(["'a'"], 'docstring', noMarkers), 'a');
    assert.equal(blockText(['<!-- a -->'], 'block', noMarkers), 'a');
    assert.equal(blockText(['{- a -}'], 'block', defaultMarkers('haskell')), 'a');
  });
});

describe('inline: the cheap look', () => {
  it('says yes wherever a comment may be', () => {
    for (const [, text, expected] of cases) {
      const { source, cursor } = at(text);
      if (expected === undefined) continue;
      assert.ok(mayBeComment(source, cursor.line, defaultMarkers('c')), text);
      assert.ok(mayBeCommentIn('c', source, cursor.line), text);
    }
  });
  it('says no to plain code', () => {
    const source = linesOf('/* a */\nconst a = 1\nfoo(bar)\n');
    assert.equal(mayBeComment(source, 1, defaultMarkers('c')), false);
    assert.equal(mayBeComment(source, 2, defaultMarkers('c')), false);
  });

  const code: readonly (readonly [string, string])[] = [
    [
      'typescript',
      'import { a } from "./a";\nclass A {\n  #x = \'1\';\n  go() {\n    for (;;) this.#x += i-- % 2;\n  }\n}',
    ],
    ['c', '#include <a.h>\nint main(void) {\n  return a ? b-- : c % 2;\n}'],
    ['css', '#main > a { color: #fff; width: 50%; }'],
    ['rust', "#[derive(Debug)]\nstruct A<'a>(&'a str);"],
    ['python', 'x = a % b; y = "text"\nprint(\'%s\' % x)'],
    ['yaml', '---\na: "b"\nc: 50%'],
    ['json', '{\n  "a": "b; c % d"\n}'],
    ['sql', 'SELECT a - b AS "c" FROM d WHERE e = \'f\';'],
    ['html', '<p class="a">100% sure; really</p>\n<script>let a = 1;</script>'],
    ['ini', 'name = "a"\nrate = 50%'],
    ['plaintext', '// no language, no comment\n# 1'],
    ['scminput', 'fix: #12\n\n- one'],
  ];
  for (const [languageId, text] of code) {
    it(`says no to the code of ${languageId}`, () => {
      const source = linesOf(text);
      const taken = text.split('\n').filter((_line, n) => mayBeCommentIn(languageId, source, n));
      assert.deepEqual(taken, []);
    });
  }

  const comments: readonly (readonly [string, string])[] = [
    ['pascal', '{ add one }'],
    ['pascal', '{\n  add one|\n}'],
    ['ini', '#add one'],
    ['properties', ';add one'],
    ['sql', 'SELECT 1 --add one'],
    ['python', 'def f():\n    """\n    Adds one.|'],
    ['latex', '50 %add one'],
    ['vb', "' add one"],
    ['markdown', '```python\nx = 1 #add one|\n```'],
    ['html', '<script>\n  // add one|'],
    // Another language in a text, which its grammar may know.
    ['typescript', 'gql`\n  # add one|\n`'],
    ['typescript', 'sql`\n  SELECT 1 -- add one|\n`'],
    // In one that is not known, anything may begin a comment.
    ['fortran', '! add one'],
  ];
  for (const [languageId, text] of comments) {
    it(`says yes to ${JSON.stringify(text)} of ${languageId}`, () => {
      const { source, cursor } = at(text.includes('|') ? text : `${text}|`);
      assert.ok(mayBeCommentIn(languageId, source, cursor.line));
    });
  }
});

describe('inline: the prompt', () => {
  const { source, cursor } = at(`import a\n${'filler line\n'.repeat(5000)}  // make |it\nafter\n`);
  const comment = scanCommentAt(source, cursor, defaultMarkers('typescript'))!;

  it('carries the head of the file, what is near, and the comment, within its budget', () => {
    const { system, user } = generatePrompt({
      file: 'src/a.ts',
      languageId: 'typescript',
      comment,
      ...surroundings(source, comment),
      insertSpaces: true,
      tabSize: 2,
      scope: { inside: ['A', 'f'], definitions: [{ file: 'src/b.ts', text: 'class B {}' }] },
    });
    assert.match(system, /code only/);
    assert.match(user, /File: src\/a\.ts\nLanguage: typescript\nIndentation: 2 spaces/);
    assert.match(user, /Inside: A › f\n\n<definition file="src\/b.ts">\nclass B \{\}\n<\/definition>\n<before>/);
    assert.match(user, /<before>\nimport a\n/);
    assert.match(user, /filler line\n {2}\/\/ make it\n<\/before>\n<after>\nafter\n/);
    assert.match(user, /<comment>\nmake it\n<\/comment>/);
    assert.ok(user.length < 40_000, `${user.length} characters`);
  });

  it('leaves out the middle, and says so', () => {
    const small = surroundings(source, comment, { before: 25, after: 1, head: 5 });
    assert.match(small.before, /^import a\n\[…\]\nfiller/);
    assert.equal(small.after, '[…]');
    const whole = at('// a|\nb');
    const found = scanCommentAt(whole.source, whole.cursor, defaultMarkers('go'))!;
    assert.deepEqual(surroundings(whole.source, found), { before: '// a', after: 'b' });
  });

  it('always carries the whole comment', () => {
    const long = at(`// ${'x'.repeat(500)}|\n`);
    const found = scanCommentAt(long.source, long.cursor, defaultMarkers('go'))!;
    assert.ok(surroundings(long.source, found, { before: 3, after: 3, head: 3 }).before.includes('xxx'));
  });
});

import assert from 'node:assert/strict';
import { createReindenter, type ReindentOptions } from '../../../../src/inline/answer/reindent';
import { looksLikeProse } from '../../../../src/inline/answer/prose';
import { createCodeExtractor } from '../../../../src/inline/answer/extractCode';

function run(chunks: readonly string[], languageId: string): { code: string; prose: string; found: boolean } {
  let code = '';
  const stripper = createCodeExtractor(languageId, {
    write: (text) => (code += text),
    reset: () => (code = ''),
  });
  for (const chunk of chunks) stripper.feed(chunk);
  const { code: found, prose } = stripper.end();
  return { code, prose, found };
}

/** Whole, one character at a time, and cut in two at every place. */
function check(
  name: string,
  reply: string,
  expected: { code: string; prose?: string },
  languageId = 'typescript',
): void {
  it(name, () => {
    const ways = [[reply], [...reply], ...[...reply].map((_, n) => [reply.slice(0, n), reply.slice(n)])];
    for (const chunks of ways) {
      const { code, prose, found } = run(chunks, languageId);
      assert.equal(code.trimEnd(), expected.code, JSON.stringify(chunks));
      if (expected.prose !== undefined) assert.equal(prose, expected.prose, JSON.stringify(chunks));
      assert.equal(found, expected.code !== '', JSON.stringify(chunks));
    }
  });
}

describe('inline: the code of a reply', () => {
  check('code only', 'const a = 1;\nconst b = 2;\n', { code: 'const a = 1;\nconst b = 2;', prose: '' });
  check('in a fence', '```ts\nconst a = 1;\n```', { code: 'const a = 1;', prose: '' });
  check('in a fence of tildes', '~~~~\na\n~~~\nb\n~~~~\n', { code: 'a\n~~~\nb' });
  check('CRLF', '```ts\r\nconst a = 1;\r\nf();\r\n```\r\n', { code: 'const a = 1;\nf();' });
  check('sentences around a fence', "Sure! Here's the code:\n\n```ts\nf();\n```\n\nIt calls f.", {
    code: 'f();',
    prose: "Sure! Here's the code:\n\n\nIt calls f.",
  });
  check('Chinese around a fence', '下面是代码：\n```ts\nf();\n```\n希望有帮助。', { code: 'f();' });
  check('no closing fence', '```ts\nconst a = 1;\nf(', { code: 'const a = 1;\nf(' });
  check('a closing fence without an opening one', 'f();\ng();\n```\n', { code: 'f();\ng();' });
  check('blank lines first', '\n\n```ts\nf();\n```', { code: 'f();' });
  check('a fence in one line', '```f();```', { code: 'f();' });
  check('an indented fence', '  ```ts\n  f();\n  ```', { code: '  f();' });
  check('several fences: the first', '```ts\na();\n```\nor\n```ts\nb();\n```', { code: 'a();' });
  check('a shell command first', 'First install it:\n```bash\nnpm i x\n```\nThen:\n```ts\nx();\n```', { code: 'x();' });
  check('a shell command is the code of a shell script', '```bash\nnpm i x\n```', { code: 'npm i x' }, 'shellscript');
  check('another language is left out', 'Please run this one:\n```python\nprint(1)\n```', {
    code: '',
    prose: 'Please run this one:\n```python\nprint(1)\n```',
  });
  check('another language first', '```python\nprint(1)\n```\nthen\n```ts\nf();\n```', { code: 'f();' });
  check('a label that nobody knows', '```wibble\nf();\n```', { code: 'f();' });
  check('a label of the same family', '```jsx\nf();\n```', { code: 'f();' });
  check('a fence with a template literal inside', '```ts\nconst a = `\n`x`\n``\n`;\n```', {
    code: 'const a = `\n`x`\n``\n`;',
  });
  check('backticks at the start of code', '`a`.length;\nf();', { code: '`a`.length;\nf();' });
  check('prose only', 'I cannot do that, since the comment is unclear.', {
    code: '',
    prose: 'I cannot do that, since the comment is unclear.',
  });
  check('prose only, in Chinese', '无法完成：注释里没有说明。', { code: '', prose: '无法完成：注释里没有说明。' });
  check('a lead-in without a fence', "Here's the function:\n\nfunction f() {\n  g();\n}\n", {
    code: 'function f() {\n  g();\n}',
  });
  check('a sentence taken for code, then a fence', 'the code you want\n```ts\nf();\n```', { code: 'f();' });
  check('a sentence taken for code, then a bare fence', 'the code you want\n```\nf();\n```\nend', { code: 'f();' });
  check('nothing', '', { code: '', prose: '' });
  check('white space', ' \n\n ', { code: '', prose: '' });
  check('an empty fence', '```ts\n```\nThere is nothing to write.', { code: '' });
  check(
    'text is the code of Markdown',
    'Sure, this is a sentence.\n\n```js\nf();\n```\nmore',
    {
      code: 'Sure, this is a sentence.\n\n```js\nf();\n```\nmore',
    },
    'markdown',
  );
  check(
    'fences in a Markdown fence',
    '```markdown\nA\n```js\nf();\n```\nB\n```\nend',
    {
      code: 'A\n```js\nf();\n```\nB',
    },
    'markdown',
  );
  check('Python', 'for item in items:\n    print(item)', { code: 'for item in items:\n    print(item)' }, 'python');
  check(
    'a docstring first',
    '"""Sum of all the items."""\nreturn sum(items)',
    {
      code: '"""Sum of all the items."""\nreturn sum(items)',
    },
    'python',
  );
});

describe('inline: sentence or code', () => {
  const code = [
    'const a = 1;',
    'return a + b',
    'SELECT name, age FROM users',
    'FROM node:20 AS build',
    'RUN apt-get update -y',
    'for item in items:',
    'class Foo(Bar):',
    'else:',
    'import os',
    '# Sum of all the items.',
    '// Here is the code:',
    'Public Sub Foo()',
    'Dim total As Integer',
    'name: Build and test.',
    'Description: Creates a new thing.',
    '<div>Here is the text.</div>',
    'puts "Hello there, my friend."',
    'end',
    '}',
    'if x then',
    'MOVE A TO B.',
    'let x: string',
    '@decorator',
    '"use strict"',
    'fn main() {',
    'describe("a thing that works", () => {',
  ];
  const prose = [
    "Here's the function:",
    'Here is the code you asked for:',
    'Sure!',
    'Certainly, here you go:',
    'I cannot do this.',
    'The comment does not ask for anything.',
    "I'm sorry, but I can't help with that.",
    '当然，下面是代码：',
    '抱歉，我不明白。',
    'To do this, use the `foo()` function:',
    'This adds two numbers; it is short.',
    'Nothing needs to be written here.',
    'Below is an implementation',
    'Unfortunately the comment is ambiguous.',
  ];
  for (const line of code) it(`code: ${line}`, () => assert.equal(looksLikeProse(line), false));
  for (const line of prose) it(`prose: ${line}`, () => assert.equal(looksLikeProse(line), true));
});

describe('inline: fitting code to its place', () => {
  function fit(code: string, options: Partial<ReindentOptions>, expected: string): void {
    for (const chunks of [[code], [...code], ...[...code].map((_, n) => [code.slice(0, n), code.slice(n)])]) {
      let text = '';
      const fitter = createReindenter({ indent: '', insertSpaces: true, tabSize: 2, echo: [], ...options }, (one) => {
        text += one;
      });
      for (const chunk of chunks) fitter.feed(chunk);
      fitter.end();
      assert.equal(text, expected, JSON.stringify(chunks));
    }
  }

  it('as it is', () => fit('a {\n  b\n}\n', {}, 'a {\n  b\n}'));
  it('at the indentation of the place', () => fit('a {\n  b\n}', { indent: '    ' }, '    a {\n      b\n    }'));
  it('already indented', () => fit('    a {\n      b\n    }', { indent: '    ' }, '    a {\n      b\n    }'));
  it('indented more than the place', () => fit('      a\n        b', { indent: '  ' }, '  a\n    b'));
  it('without blank lines at the ends', () => fit('\n\n  \na\n\n\nb\n\n \n', {}, 'a\n\n\nb'));
  it('without white space at the ends of lines', () => fit('a  \nb \t\n', {}, 'a\nb'));
  it('white space inside lines stays', () => fit('a   b\t c', {}, 'a   b\t c'));
  it('blank lines stay empty', () => fit('a\n  \nb', { indent: '  ' }, '  a\n\n  b'));
  it('the first line at the cursor, the rest in full', () =>
    fit('if (a) {\n      b();\n    }', { indent: '    ' }, '    if (a) {\n      b();\n    }'));
  it('the first line at the cursor, a sibling next', () =>
    fit('a = 1\n    b = 2', { indent: '    ', tabSize: 4 }, '    a = 1\n    b = 2'));
  it('a child of the first line is no sibling', () =>
    fit('if a:\n    b()', { indent: '    ', tabSize: 4 }, '    if a:\n        b()'));
  it('spaces to tabs', () =>
    fit(
      'a {\n    b {\n        c\n    }\n}',
      { indent: '\t', insertSpaces: false, tabSize: 4 },
      '\ta {\n\t\tb {\n\t\t\tc\n\t\t}\n\t}',
    ));
  it('a doc comment in tabs', () =>
    fit('/**\n * A\n */\na {\n  b\n}', { insertSpaces: false }, '/**\n * A\n */\na {\n\tb\n}'));
  it('tabs to spaces', () => fit('a {\n\tb\n\t\tc\n}', { tabSize: 4 }, 'a {\n    b\n        c\n}'));
  it('less indented than its first line', () => fit('    a\n  b', { indent: '' }, 'a\nb'));
  it('without an echo of the comment', () =>
    fit('// add two\n//  numbers\nadd();', { echo: ['  // add two', '  //  numbers'] }, 'add();'));
  it('without half an echo', () => fit('// add two\nadd();', { echo: ['// add two', '// numbers'] }, 'add();'));
  it('a comment that only begins like it stays', () =>
    fit('// add twenty\nadd();', { echo: ['// add two'] }, '// add twenty\nadd();'));
  it('the same comment later stays', () => fit('a();\n// add\nb();', { echo: ['// add'] }, 'a();\n// add\nb();'));
  it('nothing but an echo', () => fit('// add', { echo: ['// add'] }, ''));
});

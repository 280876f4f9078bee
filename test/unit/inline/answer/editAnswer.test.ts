import { createTwoFilesPatch } from 'diff';
import assert from 'node:assert/strict';
import { previewEdit, readEditAnswer, type EditInput } from '../../../../src/inline/answer/editAnswer';

interface Case {
  readonly name: string;
  readonly languageId: string;
  /** The file; the selected lines between « and ». */
  readonly marked: string;
  /** What the selected lines shall become. */
  readonly wanted: string;
}

const cases: readonly Case[] = [
  {
    name: 'a method',
    languageId: 'typescript',
    marked:
      "import { a } from './a';\n\nexport class Cart {\n  private items: Item[] = [];\n\n«  total(): number {\n    let sum = 0;\n    for (const item of this.items) sum += item.price;\n    return sum;\n  }\n»\n  clear(): void {\n    this.items = [];\n  }\n}\n",
    wanted: '  total(): number {\n    return this.items.reduce((sum, item) => sum + item.price, 0);\n  }\n',
  },
  {
    name: 'one line',
    languageId: 'typescript',
    marked: 'const one = 1;\nconst two = 2;\n«const three = one + one;\n»console.log(one, two, three);\n',
    wanted: 'const three = one + two;\n',
  },
  {
    name: 'the last lines, without a line end',
    languageId: 'javascript',
    marked: 'export const name = "a";\nexport const list = [];\n\n«export function add(x) {\n  list.push(x);\n}»',
    wanted: 'export function add(x) {\n  list.push(x);\n  return list.length;\n}',
  },
  {
    name: 'the first lines',
    languageId: 'javascript',
    marked:
      '«const fs = require("fs");\nconst path = require("path");\n»\nmodule.exports = { fs, path };\nconsole.log(1);\n',
    wanted: 'const fs = require("node:fs");\nconst path = require("node:path");\n',
  },
  {
    name: 'a function of Python',
    languageId: 'python',
    marked:
      'import os\nimport sys\n\n\ndef main():\n    run()\n\n\n«def run():\n    for name in os.listdir("."):\n        print(name)\n»\n\nif __name__ == "__main__":\n    main()\n',
    wanted: 'def run():\n    names = sorted(os.listdir("."))\n    for name in names:\n        print(name)\n',
  },
  {
    name: 'a block of Python, deep',
    languageId: 'python',
    marked:
      'class A:\n    def f(self):\n        self.n = 1\n        if self.n:\n«            print(self.n)\n            return self.n\n»        return None\n\n    def g(self):\n        return 2\n',
    wanted: '            print("n is", self.n)\n            return self.n + 1\n',
  },
  {
    name: 'tabs',
    languageId: 'go',
    marked:
      'package main\n\nimport "fmt"\n\nfunc main() {\n«\tfor i := 0; i < 3; i++ {\n\t\tfmt.Println(i)\n\t}\n»\tfmt.Println("done")\n}\n',
    wanted: '\tfor i := range 3 {\n\t\tfmt.Println("at", i)\n\t}\n',
  },
  {
    name: 'a rule of a style sheet',
    languageId: 'css',
    marked: 'body {\n  margin: 0;\n}\n\n«.card {\n  color: red;\n  padding: 4px;\n}\n»\n.foot {\n  color: grey;\n}\n',
    wanted: '.card {\n  color: var(--red);\n  padding: 0.25rem;\n  border: 0;\n}\n',
  },
  {
    name: 'a struct of Rust',
    languageId: 'rust',
    marked:
      'use std::fmt;\n\n«pub struct Point {\n    x: i32,\n    y: i32,\n}\n»\nimpl fmt::Display for Point {\n    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {\n        write!(f, "{}", self.x)\n    }\n}\n',
    wanted: '#[derive(Debug, Clone)]\npub struct Point {\n    x: i64,\n    y: i64,\n}\n',
  },
  {
    name: 'SQL',
    languageId: 'sql',
    marked: 'create table a (id int);\n\n«select *\nfrom a\nwhere id = 1;\n»\ndrop table a;\n',
    wanted: 'select id\nfrom a\nwhere id in (1, 2)\norder by id;\n',
  },
];

function input({ marked, languageId }: Case): EditInput & { original: string } {
  const start = marked.indexOf('«');
  const end = marked.indexOf('»') - 1;
  const file = marked.replace(/[«»]/g, '');
  return { file, start, end, languageId, original: file.slice(start, end) };
}

const fence = (code: string, info = '') => `\`\`\`${info}\n${code.replace(/\n$/, '')}\n\`\`\``;
const deepest = (text: string) =>
  Math.min(...text.split('\n').flatMap((line) => (line.trim() ? [/^[ \t]*/.exec(line)![0].length] : [])));
const dedent = (text: string) =>
  text
    .split('\n')
    .map((line) => line.slice(Math.min(deepest(text), line.length)))
    .join('\n');

/** The ways in which models answer. */
const forms: Readonly<Record<string, (one: Case) => string | undefined>> = {
  clean: ({ wanted }) => wanted,
  'without its indentation': ({ wanted }) => dedent(wanted),
  'from the cursor on': ({ wanted }) => wanted.trimStart(),
  fenced: ({ wanted, languageId }) => fence(wanted, languageId),
  'prose around': ({ wanted, languageId }) =>
    `Sure! Here is the changed code:\n\n${fence(dedent(wanted), languageId)}\n\nIt now does what you asked for.`,
  'the original first': (one) =>
    `Before:\n\n${fence(input(one).original, one.languageId)}\n\nAfter:\n\n${fence(one.wanted, one.languageId)}\n`,
  'the whole file': (one) => whole(one),
  'the whole file, fenced': (one) => `Here is the full file:\n${fence(whole(one), one.languageId)}`,
  'the lines in front repeated': (one) => {
    const { file, start } = input(one);
    const before = file.slice(0, start).split('\n').filter(Boolean).slice(-2);
    return before.length === 2 ? fence([...before, one.wanted].join('\n')) : undefined;
  },
  'a unified diff': (one) => patch(one),
  'a diff with wrong numbers': (one) => fence(patch(one).replace(/^@@.*@@/gm, '@@ -900,9 +901,9 @@'), 'diff'),
  'a diff with bare markers': (one) =>
    fence(
      patch(one)
        .replace(/^(===|---|\+\+\+).*\n/gm, '')
        .replace(/^@@.*@@/gm, '@@'),
      'diff',
    ),
};

function whole(one: Case): string {
  const { file, start, end } = input(one);
  return file.slice(0, start) + one.wanted + file.slice(end);
}

function patch(one: Case): string {
  return createTwoFilesPatch('a/file', 'b/file', input(one).file, whole(one), '', '', { context: 2 });
}

describe('inline: the answer to an edit', () => {
  let tried = 0;
  for (const one of cases) {
    for (const [form, make] of Object.entries(forms)) {
      const answer = make(one);
      if (answer === undefined) continue;
      tried++;
      it(`${one.name}: ${form}`, () => {
        const given = input(one);
        const result = readEditAnswer(given, answer);
        assert.equal(result.kind, 'edit', answer);
        if (result.kind !== 'edit') return;
        const file = given.file.slice(0, result.start) + result.text + given.file.slice(result.end);
        assert.equal(file, whole(one), answer);
      });
    }
  }

  it('is tried in more than a hundred ways', () => assert.ok(tried > 100, String(tried)));

  it('shows, at every moment, the file with nothing lost behind what has come', () => {
    for (const one of cases) {
      const given = input(one);
      for (const form of ['clean', 'fenced', 'prose around', 'the whole file']) {
        const answer = forms[form]!(one)!;
        for (let n = 0; n <= answer.length; n++) {
          const shown = previewEdit(given, answer.slice(0, n));
          if (!shown) continue;
          const outside = given.file.slice(given.end);
          const file = given.file.slice(0, shown.start) + shown.text + given.file.slice(shown.end);
          assert.ok(file.endsWith(outside), `${one.name}, ${form}, ${n}: ${file}`);
        }
      }
    }
  });

  /** `wanted` undefined: what is expected is prose or a misfit. */
  function check(name: string, marked: string, answer: string, expected: string): void {
    it(name, () => {
      const given = input({ name, languageId: 'typescript', marked, wanted: '' });
      const result = readEditAnswer(given, answer);
      const text =
        result.kind === 'edit'
          ? given.file.slice(0, result.start) + result.text + given.file.slice(result.end)
          : result.kind === 'prose'
            ? `prose: ${result.prose}`
            : result.kind;
      assert.equal(text, expected);
    });
  }

  const small = 'a();\n«b();\nc();\n»d();\n';
  check('prose', small, 'I cannot do that without more context.', 'prose: I cannot do that without more context.');
  check('nothing', small, '', 'prose: ');
  check('an empty fence takes the code away', small, '```ts\n```', 'a();\nd();\n');
  check('another language', small, '```python\nb()\n```', 'prose: ```python\nb()\n```');
  check('a diff that is not of this file', small, '@@ -1,2 +1,2 @@\n-x();\n+y();\n z();', 'misfit');
  check(
    'a diff of two places',
    small,
    '@@ -1 +1 @@\n-a();\n+A();\n@@ -4 +4 @@\n-d();\n+D();',
    'A();\nb();\nc();\nD();\n',
  );
  check(
    'a diff whose lines are there twice, told apart by the number',
    '«x();\ny();\nx();\n»',
    '@@ -3 +3 @@\n-x();\n+z();',
    'x();\ny();\nz();\n',
  );
  check(
    'a diff whose lines are there twice, and no number',
    '«x();\ny();\nx();\n»',
    '```diff\n-x();\n+z();\n```',
    'misfit',
  );
  const long = '«function f() {\n  one();\n  two();\n  three();\n  four();\n}\n»';
  check(
    'existing code left out',
    long,
    'function f() {\n  // ... existing code ...\n  three(3);\n  four();\n}',
    'function f() {\n  one();\n  two();\n  three(3);\n  four();\n}\n',
  );
  check(
    'existing code left out in front of new code at the end',
    long,
    'function f() {\n  // ... existing code ...\n  five(5);\n}',
    'function f() {\n  one();\n  two();\n  three();\n  four();\n  five(5);\n}\n',
  );
  check(
    'existing code left out, and no saying where',
    long,
    'function f() {\n  // ... existing code ...\n  five(5);\n  // ... existing code ...\n}',
    'misfit',
  );
  check(
    'existing code left out, with a line around',
    long,
    'function f() {\n  zero();\n  // ... existing code ...\n  four();\n  five();\n}',
    'function f() {\n  zero();\n  one();\n  two();\n  three();\n  four();\n  five();\n}\n',
  );
  check(
    'the rest left out',
    long,
    'function f() {\n  uno();\n  two();\n  // rest of the function unchanged ...',
    'function f() {\n  uno();\n  two();\n  three();\n  four();\n}\n',
  );
  check('a spread is no gap', '«f(a);\n»', 'f([\n  ...a,\n]);', 'f([\n  ...a,\n]);\n');
  check('white space around stays', 'a();\n«\nb();\n\n»c();\n', 'B();', 'a();\n\nB();\n\nc();\n');
  check('code into an empty range', 'a();\n«\n»c();\n', 'b();', 'a();\nb();\nc();\n');
  check('code into an empty file', '«»', 'b();', 'b();');
});

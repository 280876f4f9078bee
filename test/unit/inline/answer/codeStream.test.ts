import assert from 'node:assert/strict';
import { createCodeStream, type CodeOfReply } from '../../../../src/inline/answer/codeStream';
import { createThoughtFilter } from '../../../../src/inline/request/thoughts';

/** A file with the comment between « and »; indented with tabs where a line of it is. */
interface Place {
  readonly languageId: string;
  readonly file: string;
  readonly tabSize?: number;
  readonly marked: string;
}

function run(
  { languageId, file, marked, tabSize = 2 }: Place,
  chunks: readonly string[],
): CodeOfReply & { readonly text: string } {
  const lines = marked.replace(/[«»]/g, '').split('\n');
  const lineOf = (mark: string) => marked.slice(0, marked.indexOf(mark)).split('\n').length - 1;
  const [first, last] = [lineOf('«'), lineOf('»')];
  const around = {
    before: lines.slice(0, last + 1),
    commentLines: last - first + 1,
    after: lines.slice(last + 1),
    file,
  };
  const indent = /^[ \t]*/.exec(lines[first]!)![0];
  let text = '';
  const stream = createCodeStream(
    { languageId, indent, insertSpaces: !marked.includes('\n\t'), tabSize, around },
    { write: (more) => (text += more), reset: () => (text = '') },
  );
  const thoughts = createThoughtFilter((more) => stream.feed(more));
  for (const chunk of chunks) thoughts.feed(chunk);
  thoughts.end();
  return { ...stream.end(), text };
}

const tried = { count: 0 };

/** Whole, one character at a time, and cut in two at every place: the same code below the comment each time. */
function check(place: Place, name: string, reply: string, expected: string | 'prose' | 'nothing' | 'misfit'): void {
  tried.count++;
  it(name, () => {
    const ways = [[reply], [...reply], ...[...reply].map((_, n) => [reply.slice(0, n), reply.slice(n)])];
    for (const chunks of ways) {
      const { text, code, prose, misfit } = run(place, chunks);
      const got = text !== '' ? text : misfit ? 'misfit' : !code && prose !== '' ? 'prose' : 'nothing';
      assert.equal(got, expected, JSON.stringify(chunks));
    }
  });
}

const f = '```';
const indented = (code: string, white = '  ') => code.replace(/^(?=.)/gm, white);
const fenced = (code: string, info = '') => `${f}${info}\n${code}\n${f}`;

const shop: Place = {
  languageId: 'typescript',
  file: 'shop.ts',
  marked:
    "import { Cart } from './cart';\n\nexport class Shop {\n  private carts: Cart[] = [];\n\n" +
    '«  // returns the total price of all carts»\n\n  clear(): void {\n    this.carts = [];\n  }\n}\n',
};
const total = 'total(): number {\n  return this.carts.reduce((sum, cart) => sum + cart.total(), 0);\n}';
const placed = indented(total);
const plain = shop.marked.replace(/[«»]/g, '');
const whole = plain.replace('carts\n', `carts\n${placed}\n`);

describe('inline: code below a comment, however the model answers', () => {
  const to = (name: string, reply: string, expected = placed) => check(shop, name, reply, expected);

  describe('fences', () => {
    to('of tildes', `~~~ts\n${total}\n~~~`);
    to('of four backticks', `${f}\`ts\n${total}\n${f}\``);
    to('with a title', fenced(total, 'ts title="src/shop.ts"'));
    to('with a path for a label', fenced(total, 'src/shop.ts'));
    to('with a path and a range', fenced(total, 'ts src/shop.ts:7-9'));
    to('with lines and a path for a label', fenced(total, '7:9:src/shop.ts'));
    to('with lines to highlight', fenced(total, 'typescript {1,3-4}'));
    to('in a list', `1. Add this method:\n\n   ${fenced(total, 'ts').replaceAll('\n', '\n   ')}\n\n2. Done.`);
    to('behind a sentence, in its line', `Here is the code: ${fenced(total, 'ts')}`);
    to('under a heading', `### src/shop.ts\n${fenced(total, 'ts')}`);
    to('under a name in bold', `**src/shop.ts**\n\n${fenced(total, 'ts')}`);
    to('under a German sentence', `Hier ist die Methode, die alles addiert:\n\n${fenced(total, 'ts')}`);
    to('under a Japanese sentence', `以下がコードです。\n${fenced(total, 'ts')}`);
    to('two alternatives', `Option 1:\n${fenced(total, 'ts')}\n\nOption 2:\n${fenced('total() {}', 'ts')}`);
    to(
      'imports in a block of their own',
      `${fenced("import { sum } from './sum';", 'ts')}\n\nThe method:\n${fenced(total, 'ts')}`,
    );
    to('cut in the closing one', `${f}ts\n${total}\n\`\``);
    to('cut in the opening one', '``', 'nothing');
    to('cut in its label', `${f}type`, 'nothing');
    to('never closed', `${f}ts\n${total}`);
    to('CRLF', `${fenced(total, 'ts')}\n`.replaceAll('\n', '\r\n'));
    to('carriage returns alone', `${fenced(total, 'ts')}\n`.replaceAll('\n', '\r'));
  });

  describe('around the code', () => {
    to('thoughts', `<think>\nA total.\n\nconst x = 1;\n</think>\n\n${total}`);
    to('thoughts and a fence', `<thinking>sum them</thinking>\n${fenced(total, 'ts')}`);
    to('thoughts that never end', `<think>\nA total.\n\nconst x = 1;\n`, 'nothing');
    to('a tag of the question', `<answer>\n${total}\n</answer>`);
    to('a tag and a sentence behind it', `<code>\n${total}\n</code>\nIt sums up.`);
    to('a byte order mark', `\ufeff${total}`);
    to('the file’s name in a comment', `// src/shop.ts\n${total}`);
    to('the comment again', `// returns the total price of all carts\n${total}`);
    to('a remark behind it', `${total}\n\nThis method adds up the totals of all carts.`);
    to(
      'remarks in bold and a list',
      `${total}\n\n**Explanation:**\n- \`reduce\` walks over the carts.\n- It starts at 0.`,
    );
    to('a note', `${total}\n\nNote: an empty shop costs nothing.`);
    to('a remark and an example', `${total}\n\nIt can be used like this:\n\n${fenced('shop.total();', 'ts')}`);
    to('a Chinese remark', `${total}\n\n该方法返回所有购物车的总价。`);
    to('a lead-in and a remark', `Here's the method:\n\n${total}\n\nIt uses reduce to sum up.`);
  });

  describe('none', () => {
    to('a refusal', "I can't help with that.", 'prose');
    to('a question', 'Which carts do you mean?', 'prose');
    to('one word', 'Done.', 'prose');
    to('in Japanese', 'このコメントからはコードを書けません。', 'prose');
    to('in Korean', '이 주석만으로는 코드를 작성할 수 없습니다.', 'prose');
    to('in Russian', 'Я не могу написать этот код, так как комментарий неясен.', 'prose');
    to('in French', "Je ne peux pas écrire ce code, car le commentaire n'est pas clair.", 'prose');
    to('a sentence, then code without a fence', `I'll add a method that sums up.\n\n${total}`, 'prose');
    to('an empty text', '', 'nothing');
  });

  describe('the file again', () => {
    to(
      'with changes elsewhere',
      fenced(whole.replace('carts = [];\n  }', 'carts.length = 0;\n  }\n\n  get size() {\n    return 1;\n  }'), 'ts'),
    );
    to('without the comment', fenced(whole.replace(/ *\/\/ returns.*\n/, ''), 'ts'));
    to('with the next line changed', whole.replace('clear(): void {', 'clear(): Shop {'));
    to(
      'its class, without the comment',
      fenced(whole.slice(whole.indexOf('export')).replace(/ *\/\/ returns.*\n/, ''), 'ts'),
    );
    to(
      'its class up to the place, closed',
      `export class Shop {\n  private carts: Cart[] = [];\n\n  // returns the total price of all carts\n${placed}\n}`,
    );
    to(
      'its class with gaps',
      fenced(`export class Shop {\n  // ... existing code ...\n\n${placed}\n\n  // ... existing code ...\n}`, 'ts'),
    );
    to('gaps around the code', `// ... existing code ...\n${placed}\n// ... existing code ...`);
    to('a gap in words behind the code', `${total}\n\n// The rest of the class remains the same.`);
    to('as it is', plain, 'nothing');
    to('with something else only', plain.replace('clear', 'reset'), 'nothing');
  });

  describe('a patch', () => {
    const added = placed.replace(/^/gm, '+');
    const here = `@@ -5,3 +6,6 @@\n \n   // returns the total price of all carts\n${added}\n `;
    const imports = "@@ -1,2 +1,3 @@\n import { Cart } from './cart';\n+import { sum } from './sum';\n ";
    const header = '--- a/src/shop.ts\n+++ b/src/shop.ts\n';
    to('without context', fenced(`${header}@@ -6,0 +7,3 @@\n${added}`, 'diff -U0'));
    to('of two places', fenced(`${header}${imports}\n${here}`, 'diff'));
    to(
      'of two places, none of them here',
      fenced(`${header}${imports}\n@@ -80,2 +81,3 @@\n x\n+y\n z`, 'diff'),
      'misfit',
    );
    const searched = '  // returns the total price of all carts\n';
    const search = `<<<<<<< SEARCH\n${searched}=======\n${searched}${placed}\n>>>>>>> REPLACE`;
    to('search and replace', search);
    to('search and replace, fenced, with a name', `src/shop.ts\n${fenced(search, 'ts')}`);
    to(
      'of the begin-patch kind',
      `*** Begin Patch\n*** Update File: src/shop.ts\n@@ export class Shop {\n${here.slice(here.indexOf('\n') + 1)}\n*** End Patch`,
    );
    to('in which the comment gives way', `${header}@@ -6,1 +6,3 @@\n-${searched.slice(0, -1)}\n${added}`);
  });

  describe('what web pages and terminals do to code', () => {
    const numbered = (sign: string) => total.split('\n').map((line, n) => `${n + 7}${sign}${line}`);
    to('escaped', total.replaceAll('>', '&gt;'));
    to('numbered with colons', numbered(': ').join('\n'));
    to('numbered with bars', numbered(' | ').join('\n'));
    to('numbered with tabs', numbered('\t').join('\n'));
    to('indented with spaces that do not break', total.replaceAll('  ', '\u00a0\u00a0'));
    to('tabs', total.replaceAll('\n  ', '\n\t'));
  });
});

describe('inline: what only looks like something else is code', () => {
  const python: Place = {
    languageId: 'python',
    file: 'shop.py',
    tabSize: 4,
    marked:
      'import os\n\n\nclass Shop:\n    def size(self):\n        return 1\n\n«    # say how it is used»\n\n\nmain()\n',
  };
  const docstring = (example: string) =>
    `def use(self):\n    """Uses it.\n\n    Example:\n\n    ${example}\n    """\n    return self.size()`;
  const example = `${f}python\n    shop.use()\n    ${f}`;
  const at = (code: string) => indented(code, '    ');
  check(python, 'fences in a docstring', docstring(example), at(docstring(example)));
  check(python, 'fences in a docstring, fenced', fenced(docstring(example), 'python'), at(docstring(example)));
  const bare = docstring(`${f}\n    shop.use()\n    ${f}`);
  check(python, 'bare fences in a docstring, fenced', fenced(bare, 'python'), at(bare));
  const crooked = `${f}python\ndef use(self):\n    return 1\n  ${f}\n\nIt returns one.`;
  check(python, 'a closing fence that is indented', crooked, at('def use(self):\n    return 1'));
  const sentences = '"""A module.\n\nIt does a thing.\n\nAnd another thing.\n"""\nimport sys';
  check(python, 'sentences in a docstring', sentences, at(sentences));
  check(python, 'an ellipsis as a body', 'def use(self):\n    ...', at('def use(self):\n    ...'));
  const table = 'NAMES = {\n    1: "a",\n    2: "b",\n}';
  check(python, 'keys that are numbers', table, at(table));
  check(python, 'lines that are keys', '7: "a",\n8: "b",\n9: "c",', at('7: "a",\n8: "b",\n9: "c",'));

  const tests: Place = {
    languageId: 'javascript',
    file: 'cart.test.js',
    marked:
      'it("adds one", async () => {\n  const cart = await load("a");\n  cart.add(1);\n  equal(cart.size, 1);\n});\n\n' +
      '«// the same for two»\n\nit("clears", async () => {\n  const cart = await load("b");\n  equal(cart.size, 0);\n});\n',
  };
  const two =
    'it("adds two", async () => {\n  const cart = await load("a");\n  cart.add(1);\n  cart.add(2);\n  equal(cart.size, 2);\n});';
  check(tests, 'a test like the one above', two, two);
  check(
    tests,
    'a test that begins like the one above',
    two.replace('adds two', 'adds one'),
    two.replace('adds two', 'adds one'),
  );
  const entities = "const escape = (s) => s.replace(/&/g, '&amp;').replace(/>/g, '&gt;');";
  check(tests, 'entities that are meant', entities, entities);
  const diff = 'const patch = `\n--- a/x\n+++ b/x\n`;';
  check(tests, 'a diff in a string', diff, diff);
  const elided = 'f();\n// ... and the rest\ng();';
  check(tests, 'a comment like a gap, in the middle', elided, elided);

  const list: Place = { languageId: 'yaml', file: 'a.yml', marked: 'steps:\n«  # three of them»\n  - last: 1\n' };
  check(list, 'a list', '- a: 1\n- b: 2', '  - a: 1\n  - b: 2');
  check(list, 'the separator of documents', '---\na: 1', '  ---\n  a: 1');
  check(list, 'a list in a fence', `${f}yaml\n- a\n+ b\n${f}`, '  - a\n  + b');
  check(list, 'a list, marked as a change', `${f}diff\n steps:\n+  - a: 1\n-  - z\n${f}`, '  - a: 1');

  const text: Place = {
    languageId: 'markdown',
    file: 'a.md',
    marked: '# T\n\n«<!-- an example in JavaScript -->»\n\nEnd.\n',
  };
  check(text, 'a fence in Markdown', fenced('f();', 'js'), fenced('f();', 'js'));
  check(
    text,
    'text that is fenced as Markdown',
    fenced(`For example:\n\n${fenced('f();', 'js')}\n\nThat is all.`, 'markdown'),
    `For example:\n\n${fenced('f();', 'js')}\n\nThat is all.`,
  );
  check(
    text,
    'the same behind a sentence',
    `Here is the section:\n\n${fenced('Some text.', 'markdown')}`,
    'Some text.',
  );

  const html: Place = { languageId: 'html', file: 'a.html', marked: '<p>\n«  <!-- how to print -->»\n</p>\n' };
  check(
    html,
    'an element that is a tag of questions too',
    '<code>\n  print()\n</code>',
    '  <code>\n    print()\n  </code>',
  );
  check(html, 'entities in markup', 'a =&gt; b &amp;&amp; c', '  a =&gt; b &amp;&amp; c');

  const go: Place = {
    languageId: 'go',
    file: 'main.go',
    marked: 'package main\n\nfunc main() {\n\tx := 1\n«\t// print x if it is positive»\n\treturn\n}\n',
  };
  check(
    go,
    'spaces where the file has tabs',
    'if x > 0 {\n    fmt.Println(x)\n}',
    '\tif x > 0 {\n\t\tfmt.Println(x)\n\t}',
  );
  const body =
    'func main() {\n\tx := 1\n\t// print x if it is positive\n\tif x > 0 {\n\t\tfmt.Println(x)\n\t}\n\treturn\n}';
  check(go, 'the function around the place', fenced(body, 'go'), '\tif x > 0 {\n\t\tfmt.Println(x)\n\t}');
  check(
    go,
    'the function, its comment gone',
    body.replace(/.*\/\/ print.*\n/, ''),
    '\tif x > 0 {\n\t\tfmt.Println(x)\n\t}',
  );
  const early = 'if x > 0 {\n\treturn\n}\nfmt.Println(x)';
  check(go, 'a line that the file has further on', early, indented(early, '\t'));
  const again = `func main() {\n\tx := 1\n\t// print x if it is positive\n${indented(early, '\t')}\n\treturn\n}`;
  check(go, 'the same in the function again', again, indented(early, '\t'));

  const signs: Place = { languageId: 'typescript', file: 'a.ts', marked: '«// 打招呼 👋»\n' };
  const greeting = 'const greeting = "你好，世界 👩‍👩‍👧 שלום";\nconsole.log(greeting);';
  check(signs, 'characters of every kind', greeting, greeting);

  it(`${tried.count} answers were tried`, () => assert.ok(tried.count >= 90, String(tried.count)));
});

import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createTwoFilesPatch } from 'diff';
import { placeBlock, type Block, type Candidate, type Placed } from '../../../../src/inline/answer/placeBlock';

/** Real files: the sources that this test is about. */
const files: Candidate[] = ['inline', 'proposal', 'text']
  .flatMap((folder) =>
    readdirSync(join('src', folder), { recursive: true, encoding: 'utf8' }).map((name) => join('src', folder, name)),
  )
  .filter((path) => path.endsWith('.ts'))
  .sort()
  .map((path) => ({ path, text: readFileSync(path, 'utf8') }));

/** The top-level functions of a file, from the first line to the closing brace. */
function functionsOf(text: string): string[] {
  return [...text.matchAll(/^(?:export )?(?:async )?function [^]*?^\}\n/gm)].map(([code]) => code);
}

interface Trial {
  readonly name: string;
  readonly file: number;
  readonly block: Block;
  /** The file after the block is applied. */
  readonly wanted: string;
}

/** A function with one line put behind its first. */
function changedFunction(code: string): string {
  const at = code.indexOf('{\n') + 2;
  return `${code.slice(0, at)}  const noted = true;\n  void noted;\n${code.slice(at)}`;
}

const trials: Trial[] = files.flatMap(({ path, text }, file) => {
  const code = functionsOf(text).find((one) => one.split('\n').length > 5 && /\{\n/.test(one));
  if (code === undefined) return [];
  const changed = changedFunction(code);
  const wanted = text.replace(code, () => changed);
  const patch = createTwoFilesPatch(`a/${path}`, `b/${path}`, text, wanted, '', '', { context: 3 });
  const trial = (name: string, block: Block): Trial => ({ name: `${path}: ${name}`, file, block, wanted });
  return [
    trial('a function, nothing named', { text: changed, info: 'ts' }),
    trial('a function, the file in the info string', { text: changed, info: `ts ${path}` }),
    trial('a function, the file in a comment', { text: `// ${path}\n${changed}`, info: 'ts' }),
    trial('a function, the file in the sentence', { text: changed, info: 'ts', before: `In \`${path}\`:` }),
    trial('the whole file', { text: wanted, info: 'ts' }),
    trial('a diff', { text: patch, info: 'diff' }),
    trial('a diff without file names', { text: patch.replace(/^(===|---|\+\+\+).*\n/gm, ''), info: 'diff' }),
    ...otherForms(path, text, code, changed).map(([name, block]) => trial(name, block)),
  ];
});

/** Forms that other assistants have taught models. */
function otherForms(path: string, text: string, code: string, changed: string): [string, Block][] {
  const at = code.indexOf('{\n') + 2;
  const head = code.slice(0, at - 1);
  const fresh = changed.slice(at, changed.length - code.length + at - 1);
  const search = `<<<<<<< SEARCH\n${head}\n=======\n${head}\n${fresh}\n>>>>>>> REPLACE\n`;
  const marked = `${head.replace(/^/gm, ' ')}\n${fresh.replace(/^/gm, '+')}`;
  const line = text.slice(0, text.indexOf(code)).split('\n').length;
  const tail = code.split('\n').slice(-4).join('\n');
  const elided = `${head}\n${fresh}\n  // ... existing code ...\n${tail}`;
  return [
    ['search and replace', { text: search, info: 'ts' }],
    ['search and replace with a name', { text: `${path}\n${search}`, info: '' }],
    [
      'the begin-patch kind',
      { text: `*** Begin Patch\n*** Update File: ${path}\n@@\n${marked}\n*** End Patch\n`, info: '' },
    ],
    ['lines and path for a label', { text: changed, info: `${line}:${line + 9}:${path}` }],
    ['a title', { text: changed, info: `ts title="${path}"` }],
    ['a label with a path', { text: changed, info: `ts:${path}` }],
    ['a path with lines', { text: changed, info: `ts ${path}#L3-L9` }],
    ['a path of Windows', { text: changed, info: `ts ${path.replaceAll('/', '\\\\')}` }],
    ['code left out', { text: elided, info: 'ts' }],
    ['code left out, the file named', { text: elided, info: `ts ${path}` }],
    ['numbered lines', { text: changed.replace(/^(?=.|\n)/gm, numberFrom(line)).replace(/\d+ \| $/, ''), info: 'ts' }],
    ['indented as in a list', { text: changed.replace(/^(?=.)/gm, '   '), info: 'ts' }],
    ['tabs', { text: changed.replace(/^( {2})+/gm, (white) => '\t'.repeat(white.length / 2)), info: 'ts' }],
    ['CRLF', { text: changed.replaceAll('\n', '\r\n'), info: 'ts' }],
  ];
}

function numberFrom(first: number): () => string {
  let line = first;
  return () => `${line++} | `;
}

describe('inline: where a code block belongs', () => {
  const count = { right: 0, asked: 0, wrong: 0 };

  for (const { name, file, block, wanted } of trials) {
    it(name, () => {
      const placed = placeBlock(block, files);
      if (!('file' in placed)) {
        count.asked++;
        return;
      }
      const right = placed.file === file && placed.text === wanted;
      if (right) count.right++;
      else count.wrong++;
      assert.equal(placed.file, file);
      assert.equal(placed.text, wanted);
    });
  }

  it(`of ${trials.length} blocks none is put in a wrong place, and few are asked about`, () => {
    assert.ok(trials.length >= 60, String(trials.length));
    assert.equal(count.wrong, 0);
    assert.ok(count.asked * 10 <= trials.length, `${count.asked} of ${trials.length} were asked about`);
  });

  function shownAs(placed: Placed): string {
    switch (placed.kind) {
      case 'ask':
        return `ask ${placed.name ?? ''}`.trim() + (placed.fits.length > 0 ? `, fits ${placed.fits.length}` : '');
      case 'new':
        return `new ${placed.name}: ${placed.text}`;
      case 'several':
        return `several ${placed.changes.map((change) => change.file).join(', ')}`;
      default:
        return placed.kind;
    }
  }

  function check(name: string, block: Block, expected: string, among: readonly Candidate[] = files): void {
    it(name, () => {
      const placed = placeBlock(block, among);
      assert.equal(shownAs(placed), expected);
    });
  }

  check('code of no file', { text: 'const nowhere = 1;\nprint(nowhere);\n', info: 'ts' }, 'ask');
  check('a file that is not there', { text: 'f();\n', info: 'ts src/other.ts' }, 'ask src/other.ts');
  check('a diff of something else', { text: '@@ -1,1 +1,1 @@\n-nowhere();\n+there();\n', info: 'diff' }, 'refused');
  check('a shell command', { text: 'npm install diff\n', info: 'bash' }, 'ask');
  check('a lone bracket', { text: '}\n', info: 'ts' }, 'ask');
  const twice = [0, 1].map((n) => ({ path: `${n}/same.ts`, text: 'function same() {\n  one();\n  two();\n}\n' }));
  const block = { text: 'function same() {\n  one();\n  three();\n}\n', info: 'ts' };
  check('the same code in two files', block, 'ask, fits 2', twice);
  check('the same name in two folders', { ...block, info: 'ts same.ts' }, 'ask same.ts', twice);
  check('one of two files by its path', { ...block, info: 'ts 1/same.ts' }, 'whole', twice);
  const both = [{ path: 'a.ts', text: `${twice[0]!.text}\n${twice[0]!.text}` }];
  check('the same code twice in one file', block, 'ask', both);
  check('a diff whose lines are there twice', { text: '-  one();\n+  uno();\n', info: 'diff' }, 'refused', both);
  check('an empty file', { text: 'f();\n', info: 'ts a.ts' }, 'whole', [{ path: 'a.ts', text: '' }]);

  const cart = {
    path: 'src/cart.ts',
    text:
      "import { Item } from './item';\n\nexport class Cart {\n  private items: Item[] = [];\n\n  add(item: Item): void {\n" +
      '    this.items.push(item);\n  }\n\n  total(): number {\n    return this.items.length;\n  }\n}\n\n' +
      'export class Wishlist {\n  private items: Item[] = [];\n\n  add(item: Item): void {\n    this.items.push(item);\n  }\n}\n\n' +
      'export function open(name: string): Cart {\n  const cart = new Cart(name);\n  cart.add({ price: 1 });\n  return cart;\n}\n',
  };
  const style = { path: 'style.css', text: '.a {\n  color: red;\n}\n\n.b {\n  color: blue;\n}\n' };
  const models = {
    path: 'app/models.py',
    text: 'class A:\n    def run(self):\n        return 1\n\n\nclass B:\n    def run(self):\n        return 1\n\n\ndef main():\n    A().run()\n',
  };
  const project = [cart, style, models];
  const one = (name: string, block: Block, expected: string) => check(name, block, expected, project);

  one(
    'a method that two classes have',
    { text: 'add(item: Item): void {\n  f();\n}\n', info: 'ts src/cart.ts' },
    'ask src/cart.ts',
  );
  one('a function that is new', { text: 'export function close(): void {\n  f();\n}\n', info: 'ts' }, 'ask');
  one(
    'the class with a new method only',
    { text: 'export class Cart {\n  clear(): void {\n    f();\n  }\n}\n', info: 'ts' },
    'ask',
  );
  one(
    'an example of use',
    { text: "const cart = new Cart('x');\ncart.add({ price: 1 });\nprint(cart);\n", info: 'ts' },
    'ask',
  );
  one('a method of two classes in Python', { text: 'def run(self):\n    return 2\n', info: 'py' }, 'ask');
  one('a rule that is new', { text: '.c {\n  color: red;\n}\n', info: 'css' }, 'ask');
  one('a line', { text: 'this.items.push(item);\n', info: 'ts' }, 'ask');
  one('marks of a merge', { text: '<<<<<<< HEAD\n  a\n=======\n  b\n>>>>>>> other\n', info: 'ts' }, 'ask');
  one('settings of another file', { text: '{\n  "strict": true\n}\n', info: 'json' }, 'ask');
  const push = (line: number) =>
    `@@ -${line},3 +${line},3 @@\n   add(item: Item): void {\n-    this.items.push(item);\n+    this.items.unshift(item);\n   }\n`;
  one('a diff of lines that are there twice, by its number', { text: push(6), info: 'diff' }, 'diff');
  one('the same with a number between them', { text: push(12), info: 'diff' }, 'refused');
  one('the same with a number that says nothing', { text: push(1), info: 'diff' }, 'refused');
  one('the same with a number behind the end', { text: push(900), info: 'diff' }, 'refused');
  const twin = { ...cart, path: 'old/cart.ts' };
  const opened = '@@ -1,2 +1,2 @@\n-  return cart;\n+  return cart.open();\n }\n';
  check('a diff that fits two files', { text: opened, info: 'diff' }, 'ask, fits 2', [cart, twin]);
  check(
    'a function of two files',
    { text: 'export function open(name: string): Cart {\n  f();\n}\n', info: 'ts' },
    'ask, fits 2',
    [cart, twin],
  );
  one('a diff of an older version', { text: opened.replace('return cart;', 'return cart!;'), info: 'diff' }, 'refused');
  one('a diff without context or name', { text: '@@ -4,0 +5 @@\n+  x();\n', info: 'diff' }, 'ask, fits 3');
  one(
    'a diff of a new file',
    { text: '--- /dev/null\n+++ b/src/new.ts\n@@ -0,0 +1,2 @@\n+a();\n+b();\n', info: 'diff' },
    'new src/new.ts: a();\nb();\n',
  );
  const renamed = `--- a/src/cart.ts\n+++ b/src/basket.ts\n${opened}`;
  one('a diff of a file that gets another name', { text: renamed, info: 'diff' }, 'diff');
  const colour = '--- a/style.css\n+++ b/style.css\n@@ -1 +1 @@\n-.a {\n+.aa {\n';
  one('a diff of two files', { text: renamed + colour, info: 'diff' }, 'several 0, 1');
  one(
    'a diff of two files, one of which it does not fit',
    { text: renamed + colour.replace('-.a', '-.z'), info: 'diff' },
    'refused',
  );
  const search = '<<<<<<< SEARCH\n.b {\n=======\n.bb {\n>>>>>>> REPLACE\n';
  one('a search in the only file that has it', { text: search, info: '' }, 'diff');
  one('a search, and another file is named', { text: search, info: 'ts src/cart.ts' }, 'refused');
  one('a search of what is there twice', { text: search.replace('.b {', '}'), info: '' }, 'refused');

  function becomes(name: string, block: Block, file: Candidate, expected: string): void {
    it(name, () => {
      const found = placeBlock(block, project);
      assert.equal('text' in found && found.text, expected);
      assert.equal('file' in found && project[found.file], file);
    });
  }

  becomes(
    'a method with another body',
    { text: 'total(): number {\n  let n = 0;\n  return n;\n}\n', info: 'ts' },
    cart,
    cart.text.replace('    return this.items.length;', '    let n = 0;\n    return n;'),
  );
  becomes(
    'a function of Python with another body',
    { text: 'def main():\n    b = B()\n    b.run()\n', info: 'py' },
    models,
    models.text.replace('    A().run()', '    b = B()\n    b.run()'),
  );
  becomes(
    'a new method behind a gap',
    { text: 'export class Cart {\n  // ... existing code ...\n\n  clear(): void {\n    f();\n  }\n}\n', info: 'ts' },
    cart,
    cart.text.replace('length;\n  }\n', 'length;\n  }\n\n  clear(): void {\n    f();\n  }\n'),
  );

  it('existing code that is left out stays', () => {
    const text = 'import a;\n\nfunction f() {\n  one();\n  two();\n  three();\n}\n\nend();\n';
    const placed = placeBlock(
      { text: 'function f() {\n  zero();\n  // ... existing code ...\n  three();\n}\n', info: 'ts' },
      [{ path: 'a.ts', text }],
    );
    assert.equal('text' in placed && placed.text, text.replace('  one', '  zero();\n  one'));
  });
});

import assert from 'node:assert/strict';
import { createEchoFilter } from '../../../src/inline/echo';
import { createStripper } from '../../../src/inline/strip';
import { createDiffFilter } from '../../../src/inline/undiff';

/** What a filter lets through: the text whole, one character at a time, and cut in two at every place. */
function everyWay(text: string): string[][] {
  return [[text], [...text], ...[...text].map((_, n) => [text.slice(0, n), text.slice(n)])];
}

describe('inline: what a reply repeats of the file', () => {
  const before = ["import a from 'a';", '', 'const one = 1;', '', '// add a second', '// and say so'];
  const after = ['', 'function f() {', '  return one;', '}'];

  function check(name: string, reply: string, expected: string): void {
    it(name, () => {
      for (const chunks of everyWay(reply)) {
        let code = '';
        const filter = createEchoFilter({ before, after }, (text) => (code += text));
        for (const chunk of chunks) filter.feed(chunk);
        filter.end();
        assert.equal(code.trim(), expected, JSON.stringify(chunks));
      }
    });
  }

  const file = [...before, 'const two = 2;', ...after].join('\n');
  check('nothing', 'const two = 2;\nsay();', 'const two = 2;\nsay();');
  check('the whole file', file, 'const two = 2;');
  check('the whole file with an import more', file.replace('// add', "import b from 'b';\n// add"), 'const two = 2;');
  check('the part before', [...before, 'const two = 2;', 'say();'].join('\n'), 'const two = 2;\nsay();');
  check('the part after', ['const two = 2;', ...after].join('\n'), 'const two = 2;');
  check('a first line like the file’s', "import a from 'a';\nf();", "import a from 'a';\nf();");
  check('a closing brace of its own', 'if (one) {\n  f();\n}', 'if (one) {\n  f();\n}');
  check('one line like the next, in the middle', 'function f() {\n  return 2;\n}', 'function f() {\n  return 2;\n}');
  check('the beginning of the file and then something else', 'const one = 1;\nf();', 'const one = 1;\nf();');
  check('blank lines', 'a();\n\n\nb();\n', 'a();\n\n\nb();');
  check('the whole file without anything new', [...before, ...after].join('\n'), '');
});

describe('inline: the added lines of a diff', () => {
  function check(name: string, reply: string, expected: string): void {
    it(name, () => {
      for (const chunks of everyWay(reply)) {
        let code = '';
        let label = '';
        const filter = createDiffFilter(
          (text) => (code += text),
          () => label === 'diff',
        );
        const stripper = createStripper('yaml', {
          write: (text) => filter.feed(text),
          reset: () => filter.reset(),
          opened: (info) => (label = info),
        });
        for (const chunk of chunks) stripper.feed(chunk);
        stripper.end();
        filter.end();
        assert.equal(code.trimEnd(), expected, JSON.stringify(chunks));
      }
    });
  }

  check('with a header', '--- a/f.yml\n+++ b/f.yml\n@@ -1,2 +1,3 @@\n a: 1\n+b: 2\n c: 3', 'b: 2');
  check('of git', 'diff --git a/f b/f\nindex 1..2 100644\n--- a/f\n+++ b/f\n@@ -1 +1,2 @@\n a: 1\n+b: 2\n', 'b: 2');
  check('in a fence that says so', '```diff\n a: 1\n+b: 2\n-c: 3\n+c: 4\n```', 'b: 2\nc: 4');
  check('indented', '@@ -1,2 +1,3 @@\n a:\n+  b: 2', '  b: 2');
  check('a list is none', '- a\n- b\n', '- a\n- b');
  check('a separator of documents is none', '---\na: 1\n', '---\na: 1');
  check('a fence of another kind', '```yaml\n- a\n+ b\n```', '- a\n+ b');
});

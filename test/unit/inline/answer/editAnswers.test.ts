import assert from 'node:assert/strict';
import { previewEdit, readEditAnswer, type EditInput } from '../../../../src/inline/answer/editAnswer';

/** A file with the selected lines between « and ». */
interface Selected {
  readonly languageId: string;
  readonly marked: string;
}

function inputOf({ languageId, marked }: Selected): EditInput {
  return { file: marked.replace(/[«»]/g, ''), start: marked.indexOf('«'), end: marked.indexOf('»') - 1, languageId };
}

const tried = { count: 0 };

/** `expected`: what the selected lines become, or a function of the file, or the answer's kind where it is no edit. */
function check(selected: Selected, name: string, answer: string, expected: string | ((file: string) => string)): void {
  tried.count++;
  it(name, () => {
    const input = inputOf(selected);
    const { file, start, end } = input;
    const result = readEditAnswer(input, answer);
    const got =
      result.kind === 'edit' ? file.slice(0, result.start) + result.text + file.slice(result.end) : result.kind;
    const wanted =
      typeof expected === 'function'
        ? expected(file)
        : expected === 'prose' || expected === 'misfit'
          ? expected
          : file.slice(0, start) + expected + file.slice(end);
    assert.equal(got, wanted);
    // What is shown on the way never takes anything away that stands behind the selection.
    for (let n = 0; n < answer.length; n++) {
      const shown = previewEdit(input, answer.slice(0, n));
      if (!shown || shown.end > end) continue;
      assert.ok((shown.text + file.slice(shown.end)).endsWith(file.slice(end)), answer.slice(0, n));
    }
  });
}

const f = '```';
const fenced = (code: string, info = '') => `${f}${info}\n${code.replace(/\n$/, '')}\n${f}`;

const shop: Selected = {
  languageId: 'typescript',
  marked:
    "import { Cart } from './cart';\n\nexport class Shop {\n  private carts: Cart[] = [];\n\n" +
    '«  total(): number {\n    let sum = 0;\n    for (const cart of this.carts) {\n' +
    '      if (cart.open && cart.count > 0) sum += cart.total();\n    }\n    return sum;\n  }\n' +
    '»\n  clear(): void {\n    this.carts = [];\n  }\n\n  size(): number {\n    return this.carts.length;\n  }\n}\n',
};
const original = shop.marked.slice(shop.marked.indexOf('«') + 1, shop.marked.indexOf('»'));
const wanted = original.replace('return sum', 'return Math.round(sum)');
const rounded = (file: string) => file.replace('return sum', 'return Math.round(sum)');

describe('inline: an edit, however the model answers', () => {
  const to = (name: string, answer: string, expected: string | ((file: string) => string) = wanted) =>
    check(shop, name, answer, expected);

  describe('around the code', () => {
    to('a fence of tildes', `~~~ts\n${wanted}~~~`);
    to('a fence of four backticks', `${f}\`ts\n${wanted}${f}\``);
    to('a fence with a title', fenced(wanted, 'ts title="src/a.ts"'));
    to('a fence with a path', fenced(wanted, 'src/a.ts'));
    to('a fence that is cut', `${f}ts\n${wanted}\`\``);
    to('the tag of the question', `<selected>\n${wanted}</selected>`);
    to('the tag and a fence', `<selected>\n${fenced(wanted, 'ts')}\n</selected>`);
    to('another tag', `<code>\n${wanted}</code>`);
    to('a byte order mark', `\ufeff${wanted}`);
    to('CRLF', wanted.replaceAll('\n', '\r\n'));
    to('carriage returns', wanted.replaceAll('\n', '\r'));
    to('a remark behind it', `${wanted}\nI rounded the result with Math.round.`);
    to('remarks in bold and a list', `${wanted}\n**Changes:**\n- rounded the result\n- nothing else`);
    to('a note', `${wanted}\nNote: this rounds half up.`);
    to('a Japanese remark', `${wanted}\n結果を丸めました。`);
    to('two alternatives', `Option 1:\n${fenced(wanted, 'ts')}\nOption 2:\n${fenced('  total() { return 1; }', 'ts')}`);
    to(
      'an import in a block of its own',
      `Add:\n${fenced("import { r } from './r';", 'ts')}\nand:\n${fenced(wanted, 'ts')}`,
    );
  });

  describe('none', () => {
    to('one word', 'Done.', 'prose');
    to('a Japanese sentence', 'この変更はできません。', 'prose');
    to('a sentence, then code without a fence', `I rounded the sum.\n\n${wanted}`, 'prose');
    to('the same code', original, original);
  });

  describe('a part of it', () => {
    to(
      'the beginning left out',
      '  total(): number {\n    // ... existing code ...\n    return Math.round(sum);\n  }\n',
    );
    to(
      'the beginning left out in words',
      fenced('  total(): number {\n    // existing code\n    return Math.round(sum);\n  }', 'ts'),
    );
    const around = (gap: string, end: string) => fenced(`export class Shop {\n${gap}\n\n${wanted}\n  ${end}\n}`, 'ts');
    to('the class, with gaps', around('  // ...', '// ... rest of the class'));
    to(
      'the class, with a gap in words',
      around('  private carts: Cart[] = [];', '// rest of the class remains unchanged'),
    );
    to(
      'the class, with a gap in brackets',
      around('  private carts: Cart[] = [];', '// ... (other methods stay the same)'),
    );
    to(
      'the file up to the end of the selection',
      fenced(rounded(shop.marked.replace(/[«»]/g, '')).split('  clear')[0]!, 'ts'),
    );
    const changed = (file: string) => rounded(file).replace('carts = [];\n  }', 'carts.length = 0;\n  }');
    to('the file, changed elsewhere as well', changed(shop.marked.replace(/[«»]/g, '')), changed);
  });

  describe('a patch', () => {
    const replace = '<<<<<<< SEARCH\n    return sum;\n=======\n    return Math.round(sum);\n>>>>>>> REPLACE';
    to('search and replace', replace);
    to('search and replace, fenced, with a name', fenced(`src/shop.ts\n${replace}`, 'ts'));
    to('search and replace behind a sentence', `Here you go:\n\nsrc/shop.ts\n${fenced(replace)}\n`);
    to('search and replace without indentation', replace.replace(/^ {4}/gm, ''));
    to('search of what is not there', replace.replace('return sum', 'return summe'), 'misfit');
    to('search that never ends', replace.split('>>>>>>>')[0]!, 'misfit');
    to(
      'two searches',
      `${replace.replace('Math.round(sum)', 'sum | 0')}\n\n${replace.replace('return sum', 'return sum | 0')}`,
    );
    const block = '     }\n-    return sum;\n+    return Math.round(sum);\n   }';
    to(
      'the begin-patch kind',
      `*** Begin Patch\n*** Update File: src/shop.ts\n@@ total(): number {\n${block}\n*** End Patch`,
    );
    to('with a wrong number', `@@ -1,3 +1,3 @@\n${block}`);
    to(
      'of a renamed file',
      `diff --git a/src/shop.ts b/src/store.ts\nsimilarity index 90%\nrename from src/shop.ts\nrename to src/store.ts\n--- a/src/shop.ts\n+++ b/src/store.ts\n@@ -10,3 +10,3 @@\n${block}\n`,
    );
    to('of another file', '--- a/src/other.ts\n+++ b/src/other.ts\n@@ -1,3 +1,3 @@\n a\n-b\n+c\n d\n', 'misfit');
    to('of an older version', `@@ -10,3 +10,3 @@\n${block.replace('return sum;', 'return sum as number;')}`, 'misfit');
    to('without context', fenced('@@ -11 +11 @@\n-    return sum;\n+    return Math.round(sum);', 'diff -U0'));
    to('lines only', fenced('-    return sum;\n+    return Math.round(sum);', 'diff'));
    to('lines only, in a fence of code', fenced('-    return sum;\n+    return Math.round(sum);', 'ts'));
  });

  describe('what web pages and terminals do to code', () => {
    const numbered = (sign: string) => wanted.replace(/^(?=.)/gm, () => `${at++}${sign}`);
    let at = 6;
    to('numbered with colons', numbered(': '));
    to('numbered with bars', numbered(' | ').replace(/^ ?(?=\d )/gm, ' '));
    to('numbered with tabs, fenced', fenced(numbered('\t'), 'ts'));
    to('escaped', wanted.replaceAll('&', '&amp;').replaceAll('>', '&gt;').replaceAll('<', '&lt;'));
    to(
      'tabs',
      wanted.replace(/^( {2})+/gm, (white) => '\t'.repeat(white.length / 2)),
    );
    to(
      'spaces that do not break',
      wanted.replace(/^ +/gm, (white) => '\u00a0'.repeat(white.length)),
    );
  });

  describe('Python', () => {
    const repo: Selected = {
      languageId: 'python',
      marked:
        'import typing\n\n\nclass Repo:\n«    def load(self, name):\n        with open(name) as f:\n            return f.read()\n\n' +
        '    def save(self, name, text):\n        with open(name, "w") as f:\n            f.write(text)\n»\nmain()\n',
    };
    const protocol =
      '    def load(self, name: str) -> str:\n        ...\n\n    def save(self, name: str) -> None:\n        ...\n';
    check(repo, 'bodies of three dots', protocol, protocol);
    check(repo, 'the same without its indentation', protocol.replace(/^ {4}/gm, ''), protocol);
    const load = '    def load(self, name):\n';
    const body = '        with open(name) as f:\n            return f.read()\n';
    const save =
      '\n    def save(self, name, text):\n        with open(name, "w", encoding="utf8") as f:\n            f.write(text)\n';
    check(repo, 'a body left out by three dots', `${load}        ...\n${save}`, load + body + save);
    check(repo, 'a body left out in a comment', `${load}        # ... unchanged ...\n${save}`, load + body + save);
    const docstring = (info: string) =>
      `${load}        """Reads.\n\n        ${f}${info}\n        load("x")\n        ${f}\n        """\n${body}${save}`;
    check(repo, 'a docstring with a fence', docstring('python'), docstring('python'));
    check(repo, 'the same, fenced', fenced(docstring('python'), 'python'), docstring('python'));
    check(repo, 'the same with a bare fence', fenced(docstring(''), 'python'), docstring(''));
  });

  describe('Chinese', () => {
    to('a gap in words', '  total(): number {\n    // 其余代码保持不变\n    return Math.round(sum);\n  }\n');
    to('a gap with dots', '  total(): number {\n    // ……省略……\n    // ...\n    return Math.round(sum);\n  }\n');
    to('a remark behind it', `${wanted}\n以上代码对结果取整。`);
  });

  describe('Markdown', () => {
    const page: Selected = {
      languageId: 'markdown',
      marked: `# Title\n\n«Some text.\n\n${fenced('f();', 'js')}\n»\nEnd.\n`,
    };
    const better = `Better text.\n\n${fenced('f();', 'js')}\n`;
    check(page, 'plain', better, better);
    check(page, 'fenced as a whole', fenced(better, 'markdown'), better);
    check(page, 'a fence is all there is', `${fenced('g();', 'js')}\n`, `${fenced('g();', 'js')}\n`);
  });

  it(`${tried.count} answers were tried`, () => assert.ok(tried.count >= 60, String(tried.count)));
});

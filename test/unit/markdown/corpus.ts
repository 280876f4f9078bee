import { tests } from 'commonmark-spec';

/** The examples of the CommonMark specification, 0.31.2. */
export const commonMarkExamples = (): string[] => tests.map(({ markdown }) => markdown.replaceAll('→', '\t'));

export const gfmSamples: readonly string[] = [
  '| a | b |\n|---|:-:|\n| 1 | *2* |\n| x \\| y |\n\nafter\n',
  '| a |\n| - |\n| 1 |\n> quote\n',
  'a | b\n--- | ---\n',
  '- [ ] open\n- [x] *done*\n- [x]\n- [ ]\n  next\n\n1. [X] nested\n   - [ ] deep\n',
  '~~gone~~ and ~~not\n\ngone~~\n',
  'https://example.com/a_b_c, see main.py and mailto:a@example.com. www.example.com\n',
  '![alt *x*](https://example.com/a.png "t") [![in](a.png)](b.md)\n',
  '[x](javascript:alert(1)) [y](vbscript:x) [z](data:text/html,x) <javascript:x> [w](src/a.ts:12)\n',
  '1. one\n\n   ```ts\n   let a;\n   ```\n2. two\n\n   para\n\n   > quote\n   > ```\n   > code\n3. three',
  '```\n\n\n```\n~~~ts title="a b"\nx\n~~~\n  ```\n\tx\n  y\n  ```\n',
  '``` a`b\nnot a fence\n````\nfence\n```\nstill\n`````\nafter',
  'line one\r\nline two\r\n\r\n```\r\ncode\r\n```\r\nend\r',
  '```\nopen at the end\n``',
  '```\nopen at the end\n   ```  ',
  '```\n    ```\n\t```\nx',
  '```markdown\n# Tool\n\n```bash\nnpm i tool\n```\n\nThen run it.\n```\n\nTell me more.',
  '1. one\n\n   ```md\n   a\n\n   ```ts\n   let a;\n   let b;\n   ```\n   b\n   ~~~\n   ```\n2. two\n',
  '> ~~~mdx\n> ~~~js\n> a\n> b\n> c\n> ~~~\n> d\n> ~~~\n\nend\n',
  '  ````markdown\n  ```\n    ````md x\n  `````js\n  ````\n  ```bash\n  `````\n  a\n  ````\n  b\n  ````\nend\n',
];

/** Where a later line changes an earlier block. */
export const lateSamples: readonly string[] = [
  '[a] and [b][c]\n\n> [d]\n\n[a]: /one\n[c]:\n  /two\n  "title\n  over lines"\n\n[D]: <x y> (t)\n\nend\n',
  '[a]\n\n- item\n\n  [a]: /in-list\n\n> [a]: /in-quote\n\n[a]: /last\n',
  '[a]\n\n[a]: /url "open title\nnever closed\n\n[a]\n',
  '[a]\n\n[a]: /first\n[a]: /second\n# [a]\n',
  '[a]: /x\n```js\n[a]\n```\n[a]\n',
  'Title\n===\nOther\n---\nnot\n\n---\n',
  '- a\n- b\n\n- loose\n\n\n  still\n- c\npara lazy\n\npara\n',
  '1. a\n1) b\n* c\n+ d\n- e\n---\n- f\n',
  '    code\n\n\n    more\n\n   not code\n',
  '> a\nb\n\n> c\n>\n> d\n---\n',
  '[x]: /x\n\n- [x] done, not a link\n- [x]\n',
  '*open **and [link](/a\n\nnext*\n',
  '- [x]\ndone and\n_more__to do__',
  '[foo]: /x\n\n>\n>[foo](url "title")',
  '>[a]: /x\n>```\n>\n',
  '[toString] [__proto__] [constructor]\n\n[__proto__]: /p\n[toString]: /t\n\nend\n',
];

/** Pieces of 1 to 20 characters. */
export function splits(source: string, next: () => number): string[] {
  const pieces: string[] = [];
  for (let at = 0; at < source.length;) {
    const size = 1 + Math.floor(next() * 20);
    pieces.push(source.slice(at, at + size));
    at += size;
  }
  return pieces;
}

const special = [
  ...[
    '*',
    '**',
    '_',
    '__',
    '~~',
    '`',
    '``',
    '```\n',
    '[',
    ']',
    '](',
    '](/u)',
    '[a]',
    '[l](/u "t")',
    '(',
    ')',
    '!',
    '\\',
  ],
  ...[
    '<',
    '>',
    '<http://a.b>',
    'https://x.y/z_w',
    '&amp;',
    '"',
    "'",
    ':',
    '*foo*',
    '**bar**',
    '`code`',
    '| a | b |\n|-|-|\n',
  ],
  ...[
    '\n',
    '\n',
    '\n\n',
    '\n> ',
    '  \n',
    '\r\n',
    '    ',
    '\t',
    '- ',
    '1. ',
    '2. ',
    '# ',
    '- [ ] ',
    '[x] ',
    '_ _ _',
    '---',
    '--',
  ],
  ...[
    '[a]: /x\n',
    '[b]: /y "t\n',
    '(t)',
    '|',
    '=',
    '===',
    '\uE000',
    '\uE001',
    '😀',
    '字',
    '文',
    'a',
    'b',
    'c ',
    ' d ',
    'word ',
  ],
];

/** Pieces with a meaning in any order. */
export function specialText(next: () => number, pieces: number): string {
  return Array.from(
    { length: 5 + Math.floor(next() * pieces) },
    () => special[Math.floor(next() * special.length)],
  ).join('');
}

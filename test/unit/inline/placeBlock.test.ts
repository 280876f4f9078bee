import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createTwoFilesPatch } from 'diff';
import { placeBlock, type Block, type Candidate } from '../../../src/inline/placeBlock';

/** Real files: the sources that this test is about. */
const folder = join('src', 'inline');
const files: Candidate[] = readdirSync(folder)
  .sort()
  .map((name) => ({ path: `src/inline/${name}`, text: readFileSync(join(folder, name), 'utf8') }));

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
      if (placed.kind === 'ask' || placed.kind === 'refused') {
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

  function check(name: string, block: Block, expected: string, among = files): void {
    it(name, () => {
      const placed = placeBlock(block, among);
      const shown = placed.kind === 'ask' ? `ask ${placed.name ?? ''}`.trim() : placed.kind;
      assert.equal(shown, expected);
    });
  }

  check('code of no file', { text: 'const nowhere = 1;\nprint(nowhere);\n', info: 'ts' }, 'ask');
  check('a file that is not there', { text: 'f();\n', info: 'ts src/other.ts' }, 'ask src/other.ts');
  check('a diff of something else', { text: '@@ -1,1 +1,1 @@\n-nowhere();\n+there();\n', info: 'diff' }, 'refused');
  check('a shell command', { text: 'npm install diff\n', info: 'bash' }, 'ask');
  check('a lone bracket', { text: '}\n', info: 'ts' }, 'ask');
  const twice = [0, 1].map((n) => ({ path: `${n}/same.ts`, text: 'function same() {\n  one();\n  two();\n}\n' }));
  const block = { text: 'function same() {\n  one();\n  three();\n}\n', info: 'ts' };
  check('the same code in two files', block, 'ask', twice);
  check('the same name in two folders', { ...block, info: 'ts same.ts' }, 'ask same.ts', twice);
  check('one of two files by its path', { ...block, info: 'ts 1/same.ts' }, 'whole', twice);
  const both = [{ path: 'a.ts', text: `${twice[0]!.text}\n${twice[0]!.text}` }];
  check('the same code twice in one file', block, 'ask', both);
  check('a diff whose lines are there twice', { text: '-  one();\n+  uno();\n', info: 'diff' }, 'refused', both);
  check('an empty file', { text: 'f();\n', info: 'ts a.ts' }, 'whole', [{ path: 'a.ts', text: '' }]);

  it('existing code that is left out stays', () => {
    const text = 'import a;\n\nfunction f() {\n  one();\n  two();\n  three();\n}\n\nend();\n';
    const placed = placeBlock(
      { text: 'function f() {\n  zero();\n  // ... existing code ...\n  three();\n}\n', info: 'ts' },
      [{ path: 'a.ts', text }],
    );
    assert.equal('text' in placed && placed.text, text.replace('  one', '  zero();\n  one'));
  });
});

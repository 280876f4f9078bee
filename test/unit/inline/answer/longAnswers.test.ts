import assert from 'node:assert/strict';
import { fillElisions } from '../../../../src/inline/answer/elision';
import { createCodeExtractor } from '../../../../src/inline/answer/extractCode';
import { parsePatch } from '../../../../src/inline/answer/patch';
import { placeBlock } from '../../../../src/inline/answer/placeBlock';
import { applyBlocks } from '../../../../src/inline/answer/unifiedDiff';

const numbered = (count: number, name = 'line') => Array.from({ length: count }, (_, n) => `${name} ${n};`);

/** More than the arguments that a call can have, and more than the pairs of lines that can be compared in a second. */
const many = 200_000;

describe('answers of many lines', () => {
  it('inserts more lines than a call has arguments', () => {
    const text = applyBlocks('a\nb\n', [{ line: 0, lines: [' a', ...numbered(many).map((line) => `+${line}`), ' b'] }]);
    assert.equal(text?.split('\n').length, many + 3);
  });

  it('fills a gap with more lines than a call has arguments', () => {
    const original = numbered(many);
    const filled = fillElisions(original, [original[0]!, '// ... existing code ...', original.at(-1)!]);
    assert.deepEqual(filled, original);
  });

  it('replaces as many lines by others', () => {
    const [before, after] = [numbered(20_000), numbered(20_000, 'other')];
    const answer = ['<<<<<<< SEARCH', ...before, '=======', ...after, '>>>>>>> REPLACE'].join('\n');
    const [patch] = parsePatch(answer)!;
    assert.equal(applyBlocks(before.join('\n'), patch!.blocks), after.join('\n'));
  });

  it('asks where a line that stands everywhere is all that tells the place', () => {
    const file = 'const same = 1;\n'.repeat(5000);
    const block = 'const same = 1;\nconst other = 2;\nconst same = 1;\n';
    assert.equal(placeBlock({ text: block, info: 'ts' }, [{ path: 'a.ts', text: file }]).kind, 'ask');
  });

  it('takes a line of white space, and of fence signs, for code', () => {
    for (const sign of [' ', '\t', '`', '~']) {
      let code = '';
      const extractor = createCodeExtractor('typescript', {
        write: (text) => (code += text),
        reset: () => (code = ''),
      });
      const line = `const a = 1;\n${sign.repeat(many)}x\n`;
      for (let at = 0; at < line.length; at += 1000) extractor.feed(line.slice(at, at + 1000));
      extractor.end();
      assert.equal(code.length, line.length);
    }
  });
});

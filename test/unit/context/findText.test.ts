import assert from 'node:assert/strict';
import { findOnce, hasLines } from '../../../src/context/findText';

describe('a text that was pasted', () => {
  const one = 'function a() {\n  return 1;\n}\n\nfunction b() {\n  return 2;\n}\n';
  const two = one.replaceAll('\n', '\r\n').replace('return 2', 'return 3');

  function check(text: string, others: readonly string[], expected: string | undefined): void {
    const found = findOnce(text, others);
    const place = found && [found.index, found.start, found.end].map((at) => JSON.stringify(at)).join(' ');
    assert.equal(place, expected);
  }

  it('is found in the one text that has it, whole lines and parts of lines', () => {
    check('  return 2;\n}', [one, two], '0 {"line":5,"character":0} {"line":6,"character":1}');
    check('return 2;\n}\n', [one, two], '0 {"line":5,"character":2} {"line":7,"character":0}');
    check(one, [one, two], '0 {"line":0,"character":0} {"line":7,"character":0}');
  });

  it('is found whatever the line ends are', () => {
    check('  return 3;\n}', [one, two], '1 {"line":5,"character":0} {"line":6,"character":1}');
    check('  return 2;\r\n}', [one, two], '0 {"line":5,"character":0} {"line":6,"character":1}');
    check('a\rb', ['x\na\nb'], '0 {"line":1,"character":0} {"line":2,"character":1}');
  });

  it('is not found where it is twice, in one text or in two, overlapping included', () => {
    check('  return 1;\n}', [one, two], undefined);
    check('\n}\n', [one], undefined);
    check('x\nx\n', ['x\nx\nx\n'], undefined);
  });

  it('is not found where it is a little different, or nothing', () => {
    check('  return 2;\n }', [one], undefined);
    check('return 2;', [], undefined);
    check('', [one], undefined);
  });

  it('is several lines, or it is not looked for', () => {
    for (const lines of ['a\nb', 'a\r\nb', ' a \n\n b']) assert.equal(hasLines(lines), true);
    for (const line of ['', 'a', 'a\n', '\n\na\n', ' \r\n ']) assert.equal(hasLines(line), false);
    assert.equal(hasLines('x'.repeat(1_000_000)), false);
  });
});

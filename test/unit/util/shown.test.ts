import assert from 'node:assert/strict';
import { code, markdownTable } from '../../../src/util/markdownTable';
import { duration, fileSize } from '../../../src/util/units';

describe('what a request is shown with', () => {
  it('tables are aligned, wide characters too', () => {
    assert.equal(
      markdownTable(
        ['步骤', 'b', 'n'],
        [
          ['x', 'a|b', '12 ms'],
          ['', code('x`y\nz'), '1.20 s'],
        ],
      ),
      [
        '| 步骤 | b       |      n |',
        '| ---- | ------- | -----: |',
        '| x    | a\\|b    |  12 ms |',
        '|      | `xˋy z` | 1.20 s |',
      ].join('\n'),
    );
    assert.equal(code(' '), '');
  });

  it('times and sizes have a unit that suits them', () => {
    assert.deepEqual(
      [0, 12.4, 999, 1000, 2104, 75_300].map((ms) => duration(ms, 'en')),
      ['0 ms', '12 ms', '999 ms', '1.00 s', '2.10 s', '75 s'],
    );
    assert.deepEqual(
      [0, 1023, 1024, 15_000, 3_400_000].map((bytes) => fileSize(bytes, 'en')),
      ['0 B', '1023 B', '1 KB', '14.6 KB', '3.2 MB'],
    );
  });
});

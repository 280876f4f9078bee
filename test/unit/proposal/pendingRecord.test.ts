import { strict as assert } from 'node:assert';
import fc from 'fast-check';
import { findPending, keepable, readRecords, type PendingRecord } from '../../../src/proposal/pendingRecord';
import { kindOf, pathsIn, withMore, without, withOther } from '../mutations';

const record: PendingRecord = {
  uri: 'file:///a',
  kind: 'insert',
  start: 7,
  text: 'new();\n',
  base: '',
  lead: '',
  before: '// one\n',
  after: 'old();',
};

describe('inline: what was pending before', () => {
  function check(
    name: string,
    content: string,
    expected: number | undefined,
    changed: Partial<PendingRecord> = {},
  ): void {
    it(name, () => assert.equal(findPending({ ...record, ...changed }, content), expected));
  }

  check('is where it was', '// one\nnew();\nold();\n', 7);
  check('has moved along with its surroundings', 'more\n// one\nnew();\nold();\n', 12);
  check('has other surroundings now', '// two\n\nnew();\nelse();\n', 8);
  check('is there twice', '// two\nnew();\nnew();\n', undefined);
  check('is there twice, once with its surroundings', 'new();\n// one\nnew();\nold();\n', 14);
  check('is gone', '// one\nold();\n', undefined);
  check('is a removal', '// one\nold();\n', 7, { text: '', base: 'x', kind: 'edit' });
  check('is a removal whose surroundings have changed', '// one\nelse();\n', undefined, { text: '', base: 'x' });

  it('is read back, whatever is in the store', () => {
    const json = JSON.parse(JSON.stringify([record])) as unknown;
    assert.deepEqual(readRecords(json), [record]);
    for (const bad of [undefined, null, 'x', {}, [null], [{}]]) assert.deepEqual(readRecords(bad), []);
    for (const [name, other] of [
      ['kind', 'x'],
      ['lead', ' '],
      ['start', 0.5],
      ['start', NaN],
    ] as const)
      assert.deepEqual(readRecords([{ ...record, [name]: other }, record]), [record]);
  });

  it('is left out where a member is missing or of another kind, and nothing else is', () => {
    const more = withMore(record);
    for (const path of pathsIn(record)) assert.deepEqual(readRecords([without(record, path), more]), [more]);
    const places = fc.constantFrom(...pathsIn(record));
    fc.assert(
      fc.property(places, fc.jsonValue({ maxDepth: 1 }), ([name], other) => {
        fc.pre(kindOf(other) !== kindOf(record[name as keyof PendingRecord]));
        assert.deepEqual(readRecords([more, withOther(record, [name!], other)]), [more]);
      }),
    );
  });

  it('is left out where it is too large to be kept', () => {
    assert.deepEqual(keepable([record, { ...record, text: 'x'.repeat(1_000_000) }]), [record]);
  });
});

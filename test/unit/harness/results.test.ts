import assert from 'node:assert/strict';
import { emptyResult, fail, mended, pass, requireTests, type SuiteResult, whatFailed } from '../../harness/results';

/** @param passed the outermost `describe` of each test that passes */
function result(passed: readonly string[], failed: readonly string[] = []): SuiteResult {
  const made = emptyResult();
  for (const suite of passed) pass(made, suite);
  for (const title of failed) fail(made, title, 'No.');
  return made;
}

describe('what failed in a job of the tests', () => {
  const check = (failed: readonly string[], fullTitles: readonly string[] | undefined) => {
    const grep = whatFailed(result([], failed));
    const titles = ['a chat starts', 'a chat (new) starts', 'a chat (new) ends', 'an edit starts'];
    assert.deepEqual(
      grep === undefined ? undefined : titles.filter((title) => new RegExp(grep).test(title)),
      fullTitles,
    );
  };

  it('is tried again with all of its outermost suite', () => {
    check(['a chat (new) › starts'], ['a chat (new) starts', 'a chat (new) ends']);
    check(['an edit › starts', 'an edit › "before all" hook'], ['an edit starts']);
    check(
      ['a chat (new) › starts', 'an edit › starts'],
      ['a chat (new) starts', 'a chat (new) ends', 'an edit starts'],
    );
  });

  it('is tried again with all of the job where it was no test', () => {
    check(['the suite goes on'], undefined);
    check(['an edit › starts', 'the extension host'], undefined);
  });

  it('counts once what ran twice, and keeps what failed at first', () => {
    const first = result(['chat', 'chat', 'edit'], ['edit › starts']);
    const good = mended(first, result(['edit', 'edit']));
    assert.deepEqual([good.passed, good.failed, good.unsteady?.length], [4, 0, 1]);
    const bad = mended(first, result(['edit'], ['edit › starts']));
    assert.deepEqual([bad.passed, bad.failed, bad.unsteady?.length], [3, 1, 1]);
  });

  it('counts all of a job that ran twice in whole', () => {
    const first = result(['chat'], ['the suite goes on']);
    assert.equal(mended(first, result(['chat', 'edit'])).passed, 2);
  });

  it('is not mended by a second run that finds nothing to run', () => {
    const first = result(['chat'], ['edit › starts']);
    assert.equal(mended(first, requireTests('job', result([]))).failed, 1);
  });
});

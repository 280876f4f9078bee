import assert from 'node:assert/strict';
import { rank } from '../../../src/context/rank';

const paths = ['src/chat/view.ts', 'src/webview/app.ts', 'src/viewer/index.ts', 'docs/overview.md', 'view/', 'a.ts'];
const ranked = (query: string, most = 10) => rank(paths, (path) => path, query, most);

describe('the order of what a query may mean', () => {
  it('begins with names that begin so, the shortest first', () => {
    assert.deepEqual(ranked('view'), [
      'view/',
      'src/chat/view.ts',
      'docs/overview.md',
      'src/webview/app.ts',
      'src/viewer/index.ts',
    ]);
  });
  it('takes letters in their order, and case does not count', () => {
    assert.deepEqual(ranked('SCHV'), ['src/chat/view.ts']);
    assert.deepEqual(ranked('vcs'), []);
  });
  it('takes parts of a path', () => assert.deepEqual(ranked('webview/a'), ['src/webview/app.ts']));
  it('leaves all as it is without a query, and gives no more than wanted', () => {
    assert.deepEqual(ranked('', 2), paths.slice(0, 2));
    assert.deepEqual(ranked('s', 1).length, 1);
  });
  it('finds names with accents in either form', () => {
    for (const name of ['grössen.md', '한글.md', 'ガ.md', 'Việt.md', 'é/a.ts']) {
      const query = name.slice(0, 3);
      for (const form of ['NFC', 'NFD'] as const) {
        const [there] = rank([name.normalize(form)], (path) => path, query.normalize('NFC'), 1);
        assert.equal(there, name.normalize(form));
        assert.equal(rank([name.normalize(form)], (path) => path, query.normalize('NFD'), 1).length, 1);
      }
    }
  });
});

import assert from 'node:assert/strict';
import { placesOf } from '../../../src/context/namedPath';

/** `folder:path`, one after the other. */
function check(path: string, folders: readonly string[], expected: string): void {
  const places = placesOf(path, folders).map(
    (place) => `${place.absolute ? '/' : folders[place.folder]}:${place.path}`,
  );
  assert.equal(places.join(' '), expected);
}

describe('the places that a path may mean', () => {
  it('are the path in each folder', () => {
    check('src/a.ts', ['app'], 'app:src/a.ts');
    check('./src/a.ts', ['app'], 'app:src/a.ts');
    check('src\\a.ts', ['app'], 'app:src/a.ts');
    check('my%20file.ts', ['app'], 'app:my file.ts');
    check('100%.ts', ['app'], 'app:100%.ts');
    check('src/a.ts', [], '');
  });
  it('are first the one behind a folder’s name, where there are several folders', () => {
    check(
      'backend/src/cart.js',
      ['frontend', 'backend'],
      'backend:src/cart.js frontend:backend/src/cart.js backend:backend/src/cart.js',
    );
    check('web/a.ts', ['web', 'web'], 'web:a.ts web:a.ts web:web/a.ts web:web/a.ts');
    check('backend/src/cart.js', ['backend'], 'backend:backend/src/cart.js');
    check('backend', ['frontend', 'backend'], 'frontend:backend backend:backend');
  });
  it('are those from the root for an absolute path', () => {
    check('/w/src/a.ts', ['a', 'w'], '/:/w/src/a.ts /:/w/src/a.ts');
    check('C:\\w\\a.ts', ['w'], '/:C:/w/a.ts');
  });
  it('have a name’s accents in both forms', () => {
    check('é.md', ['app'], `app:${'é'.normalize('NFC')}.md app:${'é'.normalize('NFD')}.md`);
  });
});

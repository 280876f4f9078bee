import assert from 'node:assert/strict';
import { belongsTo, originAt, type Origin, type Place } from '../../../src/conversation/place';

const place = (name: string | undefined, ...uris: string[]): Place => ({ name, uris });
const ssh = 'vscode-remote://ssh-remote%2Bbox/srv/web';
const virtual = 'vscode-vfs://github/one/web';

describe('the place of a conversation', () => {
  const check = (what: string, origin: Origin, here: Place, expected: boolean) =>
    it(`${expected ? 'is' : 'is not'} here: ${what}`, () => assert.equal(belongsTo(origin, here), expected));
  const began = (...places: string[]): Origin => ({ workspace: 'web', places });

  // d01: a workspace that changes keeps its conversations.
  check('a second folder came', began('file:///one/web'), place('x (Workspace)', 'file:///one/web', 'file:///a'), true);
  check('a folder went', began('file:///one/web', 'file:///a'), place('a', 'file:///a'), true);
  check(
    'the workspace was saved, in a remote',
    began(ssh),
    place('both', ssh, 'vscode-remote://ssh-remote%2Bbox/w'),
    true,
  );
  check('a virtual folder beside another', began(virtual), place('x', 'vscode-vfs://github/two/api', virtual), true);
  check(
    'all folders of a saved workspace are others',
    began('file:///w.ws', 'file:///a'),
    place('w', 'file:///w.ws'),
    true,
  );
  check('an encoded name', began('file:///%E9%A1%B9%E7%9B%AE'), place('x', 'file:///%E9%A1%B9%E7%9B%AE'), true);

  // d02: a namesake does not.
  check('a folder of the same name', began('file:///one/web'), place('web', 'file:///two/web'), false);
  check('the same path elsewhere', began('file:///srv/web'), place('web', ssh), false);
  check(
    'the same path in another remote',
    began(ssh),
    place('web', 'vscode-remote://ssh-remote%2Bother/srv/web'),
    false,
  );
  check('another owner', began(virtual), place('web', 'vscode-vfs://github/two/web'), false);
  check('a folder within', began('file:///one/web'), place('web', 'file:///one/web/web'), false);

  // What an older version began has a name alone.
  check('the same name', { workspace: 'web' }, place('web', 'file:///one/web'), true);
  check('a folder of that name', { workspace: '项目' }, place('x', 'file:///%E9%A1%B9%E7%9B%AE', 'file:///a'), true);
  check('another name', { workspace: 'web' }, place('api', 'file:///api'), false);
  check('an empty window', {}, place('api', 'file:///api'), false);
  check('a name that is not encoded', { workspace: '100%' }, place('x', 'file:///100%'), true);

  it('is kept from the beginning, or completed where the name says the same', () => {
    const here = place('web', 'file:///one/web');
    assert.deepEqual(originAt({}, here), { workspace: 'web', places: ['file:///one/web'] });
    assert.deepEqual(originAt({ workspace: 'web' }, here), { workspace: 'web', places: ['file:///one/web'] });
    assert.deepEqual(originAt({ workspace: 'api' }, here), { workspace: 'api', places: undefined });
    assert.deepEqual(originAt(began('file:///two/web'), here), began('file:///two/web'));
    assert.deepEqual(originAt({}, place(undefined)), { workspace: undefined, places: undefined });
    assert.deepEqual(originAt({ workspace: 'web' }, undefined), { workspace: 'web', places: undefined });
  });
});

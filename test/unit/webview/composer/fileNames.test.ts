import assert from 'node:assert/strict';
import { fileNamesIn, namesFilesAlone } from '../../../../src/webview/composer/fileNames';

describe('a text beside files that were copied', () => {
  const check = (text: string, names: readonly string[], expected: boolean) =>
    it(`${JSON.stringify(text)} ${expected ? 'only names them' : 'is meant itself'}`, () =>
      assert.equal(namesFilesAlone(text, names), expected));

  check('shot.png', ['shot.png'], true);
  check('a b.png\rc.png', ['a b.png', 'c.png'], true);
  check('/home/me/Pictures/shot.png', ['shot.png'], true);
  check('file:///home/me/%E5%9B%BE.png\r\n', ['图.png'], true);
  check('x-special/nautilus-clipboard\ncopy\nfile:///tmp/shot.png\n', ['shot.png'], true);
  check('C:\\Users\\me\\shot.png', ['shot.png'], true);
  check('"/tmp/my shot.png"', ['my shot.png'], true);
  check('gro\u0308ssen.png', ['größen.png'.replace('ß', 'ss')], true);
  check('file:///tmp/100%.png', ['100%.png'], true);
  check('See shot.png', ['shot.png'], false);
  check('either/shot.png', ['shot.png'], false);
  check('shot.png\nother.png', ['shot.png'], false);
  check('a\tb', ['image.png'], false);
  check('', ['shot.png'], false);
  check('shot.png', [], false);

  it('has names in a list of URIs', () =>
    assert.deepEqual(fileNamesIn('# copied\r\nfile:///a/b%20c.png\r\nvscode-remote://ssh-remote%2Bx/d.ts\r\n'), [
      'b c.png',
      'd.ts',
    ]));
});

import assert from 'node:assert/strict';
import { describeWriteError } from '../../../src/wording/writeErrors';
import { english } from '../../fixtures/l10n';

describe('words about a folder that cannot be written', () => {
  const cases: readonly (readonly [unknown, RegExp])[] = [
    [{ code: 'ENOSPC' }, /no room left on the disk/],
    [{ code: 'QuotaExceededError' }, /no room left on the disk/],
    [{ code: 'EROFS' }, /may not write to \/folder/],
    [{ code: 'NoPermissions' }, /may not write to \/folder/],
    [{ code: 'EIO' }, /right now/],
    [undefined, /right now/],
  ];
  for (const [error, sentence] of cases) {
    it(JSON.stringify(error) ?? 'of nothing', () =>
      assert.match(describeWriteError(english, error, '/folder'), sentence),
    );
  }
});

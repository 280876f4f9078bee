import assert from 'node:assert/strict';
import { testFilesOf } from '../../../src/inline/testFile';

describe('inline: the test file of a source file', () => {
  function check(path: string, first: string | undefined, also?: string): void {
    it(path, () => {
      const found = testFilesOf(path);
      assert.equal(found[0], first);
      if (also !== undefined) assert.ok(found.includes(also), found.join());
    });
  }

  check('/w/src/cart.ts', '/w/src/cart.test.ts', '/w/test/cart.test.ts');
  check('/w/src/a/cart.jsx', '/w/src/a/cart.test.jsx', '/w/src/a/__tests__/cart.test.jsx');
  check('/w/app/cart.py', '/w/app/test_cart.py', '/w/app/tests/test_cart.py');
  check('/w/cart.go', '/w/cart_test.go');
  check('/w/src/main/java/a/Cart.java', '/w/src/test/java/a/CartTest.java');
  check('/w/lib/cart.dart', '/w/test/cart_test.dart');
  check('/w/src/cart.test.ts', undefined);
  check('/w/test_cart.py', undefined);
  check('/w/cart_test.go', undefined);
  check('/w/CartTest.java', undefined);
  check('/w/Makefile', undefined);
});

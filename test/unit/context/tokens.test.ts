import assert from 'node:assert/strict';
import { estimateTokens } from '../../../src/context/tokens';

describe('context: estimated tokens', () => {
  const check = (text: string, least: number, most: number) =>
    it(JSON.stringify(text.slice(0, 20)), () => {
      const tokens = estimateTokens(text);
      assert.ok(least <= tokens && tokens <= most, String(tokens));
    });
  check('', 0, 0);
  check('a', 1, 1);
  check('const a = 1;'.repeat(100), 250, 450);
  check('一段中文的说明文字', 7, 12);
  check('한국어 문장', 4, 8);
  check('😀😀', 2, 6);
});

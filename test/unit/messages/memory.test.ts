import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildSync } from 'esbuild';

/** What a process of its own reports: bytes above its baseline while it holds the reply, and the reply's length. */
interface Measured {
  readonly held: number;
  readonly length: number;
}

describe('the memory that a reply of 50 MB takes', () => {
  let folder = '';
  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'aside-memory-'));
    buildSync({
      entryPoints: ['test/fixtures/memory/reply.ts'],
      outfile: join(folder, 'reply.mjs'),
      bundle: true,
      platform: 'node',
      format: 'esm',
    });
  });
  after(() => rmSync(folder, { recursive: true, force: true }));

  for (const how of ['streamed', 'whole']) {
    it(`${how}: at most three times its length`, () => {
      const printed = execFileSync(process.execPath, ['--expose-gc', join(folder, 'reply.mjs'), how], {
        encoding: 'utf8',
        timeout: 100_000,
      });
      const { held, length } = JSON.parse(printed) as Measured;
      assert.equal(length, 50 * 1024 * 1024);
      console.log(`      ${how}: ${(held / length).toFixed(2)} times the reply`);
      assert(held <= 3 * length, `${held} bytes`);
    }).timeout(120_000);
  }
});

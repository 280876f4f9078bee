import * as vscode from 'vscode';
import { closeAll, equal, onDisk, open, pieces, setUp, sleep, type, until, type Setup } from './support';

/** A small generator with a seed, so that a failure can be repeated. */
function random(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 1664525 + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}

const code = Array.from({ length: 25 }, (_, n) => `  const value${n} = compute(${n});`).join('\n');
const head = Array.from({ length: 10 }, (_, n) => `head${n}();\n`).join('');
const foot = Array.from({ length: 10 }, (_, n) => `foot${n}();\n`).join('');

describe('a stream with a reader who types elsewhere', () => {
  let setup: Setup | undefined;
  afterEach(async () => {
    setup?.inline.dispose();
    await closeAll();
  });

  async function run(seed: number): Promise<void> {
    const next = random(seed);
    const editor = await open(`${head}  // compute them|\n${foot}`);
    // What the reader's text is without ours: the same edits, made beside.
    let expectedHead = head;
    let expectedFoot = foot;
    let running = true;
    setup = setUp({ chunks: pieces(code.replace(/^ {2}/gm, ''), 20), delay: 8 });
    const reader = (async () => {
      await sleep(10);
      for (let n = 0; running && n < 60; n++) {
        const typed = `r${n}_`;
        if (next() < 0.5) {
          const at = Math.floor(next() * head.length);
          await type(editor, () => at, typed);
          expectedHead = expectedHead.slice(0, at) + typed + expectedHead.slice(at);
        } else {
          const fromEnd = Math.floor(next() * foot.length);
          await type(editor, () => editor.document.getText().length - fromEnd, typed);
          const at = expectedFoot.length - fromEnd;
          expectedFoot = expectedFoot.slice(0, at) + typed + expectedFoot.slice(at);
        }
        await sleep(next() * 15);
      }
    })();
    equal(await setup.inline.generate(), 'pending');
    running = false;
    await reader;
    equal(editor.document.getText(), `${expectedHead}  // compute them\n${code}\n${expectedFoot}`, `seed ${seed}`);
    equal(await setup.inline.discard(), true);
    equal(editor.document.getText(), `${expectedHead}  // compute them\n${expectedFoot}`, `seed ${seed}, discarded`);
  }

  for (const seed of [1, 2, 3, 4, 5]) it(`both texts are complete, and Discard exact: seed ${seed}`, () => run(seed));

  describe('with auto-save on', () => {
    const config = () => vscode.workspace.getConfiguration('files');
    before(async () => {
      await config().update('autoSave', 'afterDelay', vscode.ConfigurationTarget.Global);
      await config().update('autoSaveDelay', 100, vscode.ConfigurationTarget.Global);
    });
    after(async () => {
      await config().update('autoSave', undefined, vscode.ConfigurationTarget.Global);
      await config().update('autoSaveDelay', undefined, vscode.ConfigurationTarget.Global);
    });

    for (const seed of [6, 7]) it(`the same: seed ${seed}`, () => run(seed));

    it('Discard restores what was saved', async () => {
      const editor = await open('// one|\n');
      setup = setUp({ chunks: ['const a = 1;'] });
      await setup.inline.generate();
      const saved = '// one\nconst a = 1;\n';
      for (let n = 0; n < 200 && (await onDisk(editor.document.uri)) !== saved; n++) await sleep(50);
      equal(await onDisk(editor.document.uri), saved);
      await until(() => !editor.document.isDirty, 'the save to be known here');
      await setup.inline.discard();
      equal(await onDisk(editor.document.uri), '// one\n');
    });
  });
});

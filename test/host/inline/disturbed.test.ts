import * as vscode from 'vscode';
import { env, equal, onDisk, open, type Setup, setUp, sleep, tearDown, type, until } from './support';

/** A small generator with a seed, so that a failure can be repeated. */
function random(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 1664525 + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}

/**
 * `ASIDE_SEEDED_RUNS=50` runs that many seeds, and two fifths as many with auto-save on, each at full size: 500 lines at
 * 200 tokens a second with 200 edits by the reader. Without it a few small ones.
 */
const asked = Number(env.ASIDE_SEEDED_RUNS ?? 0);
const size =
  asked > 0
    ? { runs: asked, saving: Math.ceil(asked * 0.4), lines: 500, edits: 200 }
    : { runs: 1, saving: 1, lines: 60, edits: 60 };
/** Four characters are about a token: 200 tokens a second. */
const pace = { characters: 8, milliseconds: 10 };

const code = Array.from({ length: size.lines }, (_, n) => `  const value${n} = compute(${n});`).join('\n');
const bare = code.replace(/^ {2}/gm, '');
const head = Array.from({ length: 10 }, (_, n) => `head${n}();\n`).join('');
const foot = Array.from({ length: 10 }, (_, n) => `foot${n}();\n`).join('');

function paced(text: string): string[] {
  return text.match(new RegExp(`[^]{1,${pace.characters}}`, 'g')) ?? [];
}

describe('a stream with a reader who types elsewhere', () => {
  let setup: Setup | undefined;
  afterEach(tearDown);

  async function run(seed: number): Promise<void> {
    const next = random(seed);
    const editor = await open(`${head}  // compute them|\n${foot}`);
    // What the reader's text is without ours: the same edits, made beside.
    let expectedHead = head;
    let expectedFoot = foot;
    let typed = 0;
    setup = setUp({ chunks: paced(bare), delay: pace.milliseconds });
    const reader = (async () => {
      // Spread over the stream: a stretch of it between two edits.
      for (let n = 0; n < size.edits; n++) {
        const due = (bare.length * n) / size.edits;
        while (setup!.sent < due && setup!.sent < bare.length) await sleep(1);
        const word = `r${n}_`;
        if (next() < 0.5) {
          const at = Math.floor(next() * head.length);
          await type(editor, () => at, word);
          expectedHead = expectedHead.slice(0, at) + word + expectedHead.slice(at);
        } else {
          const fromEnd = Math.floor(next() * foot.length);
          await type(editor, () => editor.document.getText().length - fromEnd, word);
          const at = expectedFoot.length - fromEnd;
          expectedFoot = expectedFoot.slice(0, at) + word + expectedFoot.slice(at);
        }
        typed++;
      }
    })();
    equal(await setup.inline.generate(), 'pending');
    await reader;
    equal(typed, size.edits, 'edits');
    equal(editor.document.getText(), `${expectedHead}  // compute them\n${code}\n${expectedFoot}`, `seed ${seed}`);
    equal(await setup.inline.discard(), true);
    equal(editor.document.getText(), `${expectedHead}  // compute them\n${expectedFoot}`, `seed ${seed}, discarded`);
  }

  it('undisturbed, one undo restores the file byte for byte', async () => {
    const text = `${head}  // compute them|\n${foot}`;
    const editor = await open(text);
    setup = setUp({ chunks: paced(bare), delay: pace.milliseconds });
    equal(await setup.inline.generate(), 'pending');
    equal(editor.document.getText(), text.replace('|', '').replace('them\n', `them\n${code}\n`));
    await vscode.commands.executeCommand('undo');
    equal(editor.document.getText(), text.replace('|', ''));
  });

  const count = { right: 0, saving: 0 };
  for (let seed = 1; seed <= size.runs; seed++) {
    it(`both texts are complete, and Discard exact: seed ${seed}`, async () => {
      await run(seed);
      count.right++;
    });
  }
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

    for (let n = 1; n <= size.saving; n++) {
      it(`the same: seed ${1000 + n}`, async () => {
        await run(1000 + n);
        count.saving++;
      });
    }

    it('Discard restores what was saved', async () => {
      const editor = await open('// one|\n');
      setup = setUp({ chunks: ['const a = 1;'] });
      await setup.inline.generate();
      const saved = '// one\nconst a = 1;\n';
      for (let n = 0; n < 200 && (await onDisk(editor.document.uri)) !== saved; n++) await sleep(50);
      equal(await onDisk(editor.document.uri), saved, 'the file before Discard');
      await until(() => !editor.document.isDirty, 'the save to be known here');
      await setup.inline.discard();
      equal(await onDisk(editor.document.uri), '// one\n', 'the file after Discard');
    });
  });

  describe('in all', () => {
    it(`${size.runs} of ${size.runs} seeds were right, ${size.saving} of ${size.saving} with auto-save on`, () => {
      equal(count, { right: size.runs, saving: size.saving });
    });
  });
});

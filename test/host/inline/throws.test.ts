import * as vscode from 'vscode';
import { addFunction, equal, ok, open, pieces, type Setup, setUp, tearDown } from './support';

/** A fault of our own, wherever it is: what is thrown is told, and nothing goes on streaming. */
describe('what throws while code is written', () => {
  const workspace = vscode.workspace as unknown as Record<string, unknown>;
  const own = workspace['asRelativePath'];
  let setup: Setup;
  const restore = () => (workspace['asRelativePath'] = own);
  afterEach(restore);
  afterEach(tearDown);

  /** With the next prompt something breaks: that happens when the proposal has begun. */
  function breakPrompt(): void {
    workspace['asRelativePath'] = () => {
      throw new Error('a fault of ours');
    };
  }

  function isOver(message: RegExp): void {
    equal(setup.errors.length, 1, 'told');
    ok(message.test(String(setup.errors[0])), String(setup.errors[0]));
    equal(setup.inline.stop(), false, 'nothing streams');
  }

  const features: [string, () => Promise<string>][] = [
    ['generate', () => setup.inline.generate()],
    ['edit', () => setup.inline.edit({ instruction: 'Shorten' })],
    ['document', () => setup.inline.document()],
  ];
  for (const [name, run] of features) {
    it(`${name}: before anything is asked`, async () => {
      setup = setUp({ chunks: pieces(addFunction) });
      await open('// add|\nrest();\n');
      breakPrompt();
      equal(await run(), 'failed');
      isOver(/a fault of ours/);
      equal(setup.prompts.length, 0);
      restore();
      equal(await run(), 'pending', 'the next one');
    });
  }

  it('generate: the language extensions’ part, of which nothing is left', async () => {
    setup = setUp({ chunks: pieces(addFunction) });
    Object.defineProperty(setup, 'scopeTime', {
      get() {
        throw new Error('a fault of ours');
      },
    });
    const editor = await open('// add|\nrest();\n');
    equal(await setup.inline.generate(), 'failed');
    isOver(/a fault of ours/);
    equal(editor.document.getText(), '// add\nrest();\n');
  });

  it('edit: a refinement, after which the first answer is still pending', async () => {
    setup = setUp({ chunks: ['```ts\nshort();\n```'] });
    const editor = await open('|rest();\n');
    equal(await setup.inline.edit({ instruction: 'Shorten' }), 'pending');
    breakPrompt();
    setup.instruction = 'More';
    await setup.inline.refine();
    isOver(/a fault of ours/);
    equal(editor.document.getText(), 'short();\n');
    await setup.inline.discard();
    equal(editor.document.getText(), 'rest();\n');
  });

  for (const [name, run] of features.slice(0, 2)) {
    it(`${name}: a model that cannot even be asked`, async () => {
      setup = setUp({ chunks: [] });
      Object.defineProperty(setup, 'prompts', {
        get() {
          throw new Error('no way to ask');
        },
      });
      await open('// add|\nrest();\n');
      equal(await run(), 'failed');
      isOver(/no way to ask/);
    });
  }
});

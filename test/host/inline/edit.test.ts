import * as vscode from 'vscode';
import { closeAll, equal, ok, open, pieces, setUp, sleep, type, until, type Setup } from './support';

const lines = ['function f() {', '  one();', '  two();', '  three();', '  four();', '  five();', '  six();', '}'];
const original = `${lines.join('\n')}\n`;
/** Two hunks: the second line, and the two before the last. */
const changed = original.replace('one()', 'uno()').replace('  five();\n  six();\n', '  cinque();\n');
const before = "import x from 'x';\n\n";
const after = '\nrun(f);\n';

describe('edit the selection', () => {
  let setup: Setup | undefined;
  afterEach(async () => {
    setup?.inline.dispose();
    setup = undefined;
    await vscode.commands.executeCommand('workbench.action.closeOtherEditors');
    await closeAll();
  });

  async function openSelected(eol = '\n'): Promise<vscode.TextEditor> {
    const editor = await open((before + original + after).replaceAll('\n', eol));
    editor.selection = new vscode.Selection(2, 0, 2 + lines.length, 0);
    return editor;
  }

  const text = (editor: vscode.TextEditor) => editor.document.getText().replaceAll('\r\n', '\n');
  const edit = (setup: Setup) => setup.inline.edit({ ...({} as object), instruction: 'in Italian' });

  it('streams the changed lines over the old ones, hunk by hunk, and one undo restores the file', async () => {
    setup = setUp({ chunks: pieces(changed), delay: 10 });
    const editor = await openSelected();
    const running = edit(setup);
    await until(() => text(editor).includes('uno()'), 'the first change');
    const soFar = text(editor);
    ok(soFar.startsWith(before) && soFar.endsWith(`}\n${after}`), `what has not come is as it was: ${soFar}`);
    equal(await running, 'pending');
    equal(text(editor), before + changed + after);
    const titles = setup.inline.provideCodeLenses(editor.document).map((one) => one.command!.command);
    equal(titles.filter((one) => one === 'aside.keepHunk').length, 2, 'lenses of hunks');
    ok(setup.prompts[0]!.user.includes(`<selected>\n${original}</selected>`), 'the selection in the prompt');
    ok(setup.prompts[0]!.user.includes('in Italian'), 'the instruction');
    await vscode.commands.executeCommand('undo');
    equal(text(editor), before + original + after);
    equal(setup.inline.provideCodeLenses(editor.document).length, 0, 'an undone edit is over');
  });

  it('CRLF, and a selection that begins and ends inside lines', async () => {
    setup = setUp({ chunks: pieces(`\`\`\`ts\n${changed}\`\`\``) });
    const editor = await openSelected('\r\n');
    editor.selection = new vscode.Selection(2, 4, 9, 1);
    equal(await edit(setup), 'pending');
    equal(editor.document.getText(), (before + changed + after).replaceAll('\n', '\r\n'));
    equal(await setup.inline.discard(), true);
    equal(editor.document.getText(), (before + original + after).replaceAll('\n', '\r\n'));
  });

  it('keeps one hunk and discards the other', async () => {
    setup = setUp({ chunks: pieces(changed) });
    const editor = await openSelected();
    await edit(setup);
    const lenses = setup.inline.provideCodeLenses(editor.document);
    const keep = lenses.filter((one) => one.command?.command === 'aside.keepHunk');
    const [id, key] = keep[0]!.command!.arguments as [string, number];
    equal(setup.inline.keepHunk(id, key), true);
    equal(await setup.inline.discardHunk(id), true);
    equal(text(editor), before + original.replace('one()', 'uno()') + after);
    equal(setup.inline.provideCodeLenses(editor.document).length, 0, 'all is decided');
    equal(setup.inline.keepHunk(id, key), false, 'no such hunk any more');
  });

  it('Discard all after a hunk was kept leaves that one', async () => {
    setup = setUp({ chunks: pieces(changed) });
    const editor = await openSelected();
    await edit(setup);
    editor.selection = new vscode.Selection(3, 0, 3, 0);
    equal(setup.inline.keepHunk(), true);
    equal(await setup.inline.discard(), true);
    equal(text(editor), before + original.replace('one()', 'uno()') + after);
  });

  it('what the reader types between the hunks and outside stays, whatever is discarded', async () => {
    setup = setUp({ chunks: pieces(changed) });
    const editor = await openSelected();
    await edit(setup);
    await type(editor, () => editor.document.getText().indexOf('three'), 'mine_');
    await type(editor, () => 0, '// top\n');
    await type(editor, () => editor.document.getText().length, '// end\n');
    equal(
      setup.inline.provideCodeLenses(editor.document).filter((one) => one.command?.command === 'aside.keepHunk').length,
      2,
    );
    equal(await setup.inline.discard(), true);
    equal(text(editor), `// top\n${before}${original.replace('three', 'mine_three')}${after}// end\n`);
  });

  it('typing elsewhere during the stream disturbs nothing', async () => {
    const editor = await openSelected();
    setup = setUp({
      chunks: pieces(changed),
      delay: 10,
      async before(index) {
        if (index % 5 === 1) await type(editor, () => 0, `/*${index}*/`);
        if (index % 5 === 3) await type(editor, () => editor.document.getText().length, `//${index}\n`);
      },
    });
    equal(await edit(setup), 'pending');
    ok(text(editor).includes(before + changed + after), 'the edit');
    const typed = text(editor).replace(changed, original);
    await setup.inline.discard();
    equal(text(editor), typed);
  });

  it('typing into the code that is being edited stops the edit and loses nothing', async () => {
    const editor = await openSelected();
    setup = setUp({
      chunks: pieces(changed, 4),
      delay: 5,
      async before(index) {
        if (index !== 25) return;
        await until(() => text(editor).includes('uno()'), 'the first change');
        await type(editor, () => editor.document.getText().indexOf('six'), 'my_');
        await sleep(200);
      },
    });
    await edit(setup);
    equal(setup.said.length, 1);
    ok(
      text(editor).includes('uno()') && text(editor).includes('my_six') && text(editor).includes('five'),
      text(editor),
    );
    await setup.inline.discard();
    equal(text(editor), before + original.replace('six', 'my_six') + after);
  });

  it('refines what is pending; Discard leads back to the beginning', async () => {
    const third = changed.replace('uno', 'ein');
    setup = setUp({ chunks: pieces(changed) }, { chunks: pieces(third) });
    const editor = await openSelected();
    await edit(setup);
    setup.instruction = 'the first in German';
    equal(await setup.inline.refine(), true);
    equal(text(editor), before + third + after);
    ok(setup.prompts[1]!.user.includes(`<selected>\n${changed}</selected>`), 'what is pending in the prompt');
    ok(setup.prompts[1]!.user.includes('- in Italian'), 'what was done before');
    await setup.inline.discard();
    equal(text(editor), before + original + after);
  });

  it('a refinement that brings nothing leaves what is pending', async () => {
    setup = setUp({ chunks: pieces(changed) }, { chunks: ['I do not know German well enough for that.'] });
    const editor = await openSelected();
    await edit(setup);
    setup.instruction = 'the first in German';
    await setup.inline.refine();
    equal(text(editor), before + changed + after);
    equal(setup.prose.length, 1);
    setup.instruction = undefined;
    await setup.inline.refine();
    equal(setup.prompts.length, 2, 'Esc asks for nothing');
    await setup.inline.discard();
    equal(text(editor), before + original + after);
  });

  it('tries again', async () => {
    setup = setUp({ chunks: pieces(changed) }, { chunks: pieces(original.replace('two', 'due')) });
    const editor = await openSelected();
    await edit(setup);
    await setup.inline.tryAgain();
    await until(() => text(editor) === before + original.replace('two', 'due') + after, 'the second try');
  });

  it('the whole file as an answer: hunks where it differs, and nowhere else', async () => {
    setup = setUp({ chunks: pieces(before + changed + after.replace('run', 'start')), delay: 30 });
    const editor = await openSelected();
    equal(await edit(setup), 'pending');
    equal(text(editor), before + changed + after.replace('run', 'start'));
    await setup.inline.discard();
    equal(text(editor), before + original + after);
  });

  it('the whole file, where that shows only at its end', async () => {
    const rest = `${after}stop(f);\nend(f);\n`;
    setup = setUp({ chunks: pieces(changed + rest.replace('run', 'start')), delay: 30 });
    const editor = await open(original + rest);
    editor.selection = new vscode.Selection(0, 0, lines.length, 0);
    equal(await edit(setup), 'pending');
    equal(text(editor), changed + rest.replace('run', 'start'));
    await setup.inline.discard();
    equal(text(editor), original + rest);
  });

  it('a unified diff as an answer', async () => {
    setup = setUp({
      chunks: pieces('```diff\n@@ -3,3 +3,3 @@\n function f() {\n-  one();\n+  uno();\n   two();\n```'),
    });
    const editor = await openSelected();
    equal(await edit(setup), 'pending');
    equal(text(editor), before + original.replace('one', 'uno') + after);
  });

  it('a diff of something else changes nothing and says so', async () => {
    setup = setUp({ chunks: pieces('```diff\n@@ -3,1 +3,1 @@\n-  nowhere();\n+  uno();\n```') });
    const editor = await openSelected();
    equal(await edit(setup), 'misfit');
    equal([text(editor), setup.said.length], [before + original + after, 1]);
  });

  it('prose, nothing, the same again: nothing is changed, and why is told', async () => {
    for (const [reply, outcome] of [
      ['I cannot do that without knowing what three does.', 'prose'],
      ['', 'nothing'],
      [original, 'unchanged'],
    ] as const) {
      setup = setUp({ chunks: pieces(reply) });
      const editor = await openSelected();
      equal(await edit(setup), outcome);
      equal([text(editor), editor.document.isDirty], [before + original + after, false]);
      equal(setup.said.length + setup.prose.length, 1);
      setup.inline.dispose();
    }
  });

  it('a reply that breaks off: what has come is pending, the rest as it was', async () => {
    setup = setUp({ chunks: pieces(changed.slice(0, changed.indexOf('  four'))), error: new Error('cut') });
    const editor = await openSelected();
    equal(await edit(setup), 'pending');
    equal(setup.errors.length, 1);
    equal(text(editor), before + original.replace('one', 'uno') + after);
    await setup.inline.discard();
    equal(text(editor), before + original + after);
  });

  it('a reply at its token limit loses nothing either', async () => {
    setup = setUp({ chunks: pieces(changed.slice(0, changed.indexOf('  four'))), stopReason: 'max_tokens' });
    const editor = await openSelected();
    equal(await edit(setup), 'pending');
    equal(setup.said.length, 1);
    equal(text(editor), before + original.replace('one', 'uno') + after);
  });

  it('discards while it streams', async () => {
    setup = setUp({ chunks: pieces(changed, 4), delay: 40 });
    const editor = await openSelected();
    const running = edit(setup);
    await until(() => text(editor).includes('uno'), 'the first change');
    equal(await setup.inline.discard(), true);
    equal(await running, 'discarded');
    equal(text(editor), before + original + after);
  });

  it('compares with the original in VS Code’s own comparison', async () => {
    setup = setUp({ chunks: pieces(changed) });
    const editor = await openSelected();
    await edit(setup);
    equal(await setup.inline.compare(), true);
    const isComparison = () =>
      vscode.window.tabGroups.activeTabGroup.activeTab?.input instanceof vscode.TabInputTextDiff;
    await until(isComparison, 'the comparison');
    const input = vscode.window.tabGroups.activeTabGroup.activeTab!.input as vscode.TabInputTextDiff;
    const left = await vscode.workspace.openTextDocument(input.original);
    equal(left.getText(), before + original + after);
    equal(input.modified.toString(), editor.document.uri.toString());
    await vscode.commands.executeCommand('workbench.action.closeActiveEditor');
  });

  it('goes from hunk to hunk and around', async () => {
    setup = setUp({ chunks: pieces(changed) });
    const editor = await openSelected();
    await edit(setup);
    editor.selection = new vscode.Selection(0, 0, 0, 0);
    const at = (direction: 'next' | 'previous') => {
      setup!.inline.goToHunk(direction);
      return editor.selection.active.line;
    };
    equal([at('next'), at('next'), at('next')], [3, 7, 3]);
    equal([at('previous'), at('previous')], [7, 3]);
  });

  it('asks for what to do, and Esc does nothing', async () => {
    setup = setUp({ chunks: pieces(changed) });
    const editor = await openSelected();
    equal(await setup.inline.edit(), 'cancelled');
    equal([setup.prompts.length, editor.document.isDirty], [0, false]);
  });

  it('does not edit code that is pending already', async () => {
    setup = setUp({ chunks: pieces(changed) });
    const editor = await openSelected();
    await edit(setup);
    editor.selection = new vscode.Selection(3, 0, 5, 0);
    equal(await edit(setup), 'busy');
    equal(setup.prompts.length, 1);
  });

  it('random hunks kept and discarded in random order give the expected file', async () => {
    const many = Array.from({ length: 12 }, (_, n) => `line${n}();\nsame${n}();\n`).join('');
    const fresh = many.replace(/line(\d+)/g, 'changed$1');
    for (let seed = 1; seed <= 4; seed++) {
      setup = setUp({ chunks: [fresh] });
      const editor = await open(many);
      editor.selection = new vscode.Selection(0, 0, 24, 0);
      equal(await edit(setup), 'pending');
      let state = seed;
      const next = (below: number) => (state = (state * 1664525 + 1013904223) >>> 0) % below;
      let expected = fresh;
      for (let left = 12; left > 0; left--) {
        const lenses = setup.inline
          .provideCodeLenses(editor.document)
          .filter((one) => one.command?.command === 'aside.keepHunk');
        const lens = lenses.length > 0 ? lenses[next(lenses.length)] : undefined;
        const [id, key] = (lens?.command?.arguments ?? []) as [string | undefined, number | undefined];
        const line =
          lens?.range.start.line ??
          text(editor)
            .split('\n')
            .findIndex((one, n) => one.startsWith('changed') && !kept.has(n));
        const number = line / 2;
        if (next(2) === 0) {
          kept.add(line);
          equal(setup.inline.keepHunk(id, key), true, `keep ${number}`);
        } else {
          equal(await setup.inline.discardHunk(id, key), true, `discard ${number}`);
          expected = expected.replace(`changed${number}(`, `line${number}(`);
        }
      }
      equal(text(editor), expected, `seed ${seed}`);
      equal(setup.inline.provideCodeLenses(editor.document).length, 0);
      kept.clear();
      setup.inline.dispose();
    }
  });
  const kept = new Set<number>();
});

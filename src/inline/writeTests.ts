import * as vscode from 'vscode';
import { editRange, editTarget, type EditArgs, type EditDeps, type EditOutcome } from './edit';
import { type Proposals } from '../proposal/proposals';
import { testFilesOf } from './testFile';

/**
 * Has the model write tests for the selection or the symbol at the cursor: into the file that holds the tests of this
 * one, or into a new one at the usual place, which is not on disk before the reader saves it.
 */
export async function writeTests(deps: EditDeps, proposals: Proposals, args: EditArgs = {}): Promise<EditOutcome> {
  const target = await editTarget(args);
  if (!target) {
    deps.say(vscode.l10n.t('Open a file and select the code to write tests for.'));
    return 'noEditor';
  }
  const { document: source, range } = target;
  const candidates = source.isUntitled ? [] : testFilesOf(source.uri.path);
  if (candidates.length === 0) {
    deps.say(vscode.l10n.t('There is no usual place for the tests of this file. Save it first, or select other code.'));
    return 'nothing';
  }
  const code = source.getText(range);
  const document = await testDocument(source, candidates);
  await vscode.window.showTextDocument(document, { preview: false });
  const last = document.lineCount - 1;
  const everything = new vscode.Range(new vscode.Position(0, 0), document.lineAt(last).range.end);
  const instruction = [
    `Write tests for this code of ${vscode.workspace.asRelativePath(source.uri)}:`,
    '```',
    code.replace(/\n$/, ''),
    '```',
    everything.isEmpty
      ? 'The test file is new: write all of it, imports included, with the test framework that is usual for the language.'
      : 'The selection is the whole test file: add the tests to it, in its style and framework, and change nothing else.',
  ].join('\n');
  return editRange(deps, proposals, { document, range: everything, instructions: [instruction] });
}

async function testDocument(source: vscode.TextDocument, candidates: readonly string[]): Promise<vscode.TextDocument> {
  for (const path of candidates) {
    const uri = source.uri.with({ path });
    const exists = await vscode.workspace.fs.stat(uri).then(
      () => true,
      () => false,
    );
    if (exists) return vscode.workspace.openTextDocument(uri);
  }
  const uri = source.uri.with({ scheme: 'untitled', path: candidates[0]! });
  const document = await vscode.workspace.openTextDocument(uri);
  return vscode.languages.setTextDocumentLanguage(document, source.languageId);
}

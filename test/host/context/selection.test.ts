import * as vscode from 'vscode';
import { codeChip } from '../../../src/context';
import { closeAll, equal } from '../inline/support';

describe('the label of code', () => {
  afterEach(closeAll);

  const cell = (text: string) => new vscode.NotebookCellData(vscode.NotebookCellKind.Code, text, 'python');

  it('names the cell of a notebook, whose cells share a path', async () => {
    const data = new vscode.NotebookData([cell('a = 1'), cell('b = 2\nc = 3\nd = 4')]);
    const notebook = await vscode.workspace.openNotebookDocument('jupyter-notebook', data);
    const { document } = notebook.cellAt(1);
    const name = document.uri.path.split('/').at(-1);
    const labelOf = (first: number, last: number) =>
      codeChip(document, new vscode.Range(first, 0, last, Number.MAX_SAFE_INTEGER)).label;
    equal(labelOf(0, 1), `${name}, cell 2, lines 1-2`);
    equal(labelOf(2, 2), `${name}, cell 2, line 3`);
    const other = notebook.cellAt(0).document;
    equal(codeChip(other, new vscode.Range(0, 0, 0, 5)).label, `${name}, cell 1, line 1`);
  });

  it('is the name and the lines of a file', async () => {
    const document = await vscode.workspace.openTextDocument({ content: 'a\nb\nc', language: 'plaintext' });
    const name = document.uri.path.split('/').at(-1);
    equal(codeChip(document, new vscode.Range(0, 0, 1, 1)).label, `${name}:1-2`);
  });
});

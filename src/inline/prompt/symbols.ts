import * as vscode from 'vscode';

/** Milliseconds: language servers may take their time to start, and the reader should not wait for it. */
const symbolTimeout = 1500;

type Reported = vscode.DocumentSymbol | vscode.SymbolInformation;

/** What a language extension knows of a document; none where there is no extension, or where it takes too long. */
export async function symbolsOf(uri: vscode.Uri, time = symbolTimeout): Promise<readonly Reported[]> {
  const asked = vscode.commands
    .executeCommand<Reported[] | undefined>('vscode.executeDocumentSymbolProvider', uri)
    .then(
      (symbols) => symbols,
      () => undefined,
    );
  let timer: ReturnType<typeof setTimeout>;
  const waited = new Promise<undefined>((resolve) => (timer = setTimeout(() => resolve(undefined), time)));
  const symbols = await Promise.race([asked, waited]);
  clearTimeout(timer!);
  return symbols ?? [];
}

/** The symbols around a position, from the outermost to the smallest. */
export function symbolPath(symbols: readonly Reported[], position: vscode.Position): Reported[] {
  const lines = (one: Reported) => rangeOf(one).end.line - rangeOf(one).start.line;
  const around = symbols.filter((one) => rangeOf(one).contains(position)).sort((a, b) => lines(a) - lines(b));
  const [smallest] = around;
  if (!smallest) return [];
  // A flat list has no children: there the ones around it are its path.
  if (!('children' in smallest)) return around.reverse();
  return [smallest, ...symbolPath(smallest.children, position)];
}

/** The range of the smallest symbol around a position. */
export async function symbolAt(
  document: vscode.TextDocument,
  position: vscode.Position,
): Promise<vscode.Range | undefined> {
  const smallest = symbolPath(await symbolsOf(document.uri), position).at(-1);
  return smallest && rangeOf(smallest);
}

export function rangeOf(symbol: Reported): vscode.Range {
  return 'range' in symbol ? symbol.range : symbol.location.range;
}

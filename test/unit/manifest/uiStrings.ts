import { getL10nJson } from '@vscode/l10n-dev';
import * as ts from 'typescript';

/** A source file as the extraction of `@vscode/l10n-dev` understands it: `t` taken out of `l10n` written in full. */
function spelledOut(source: string): string {
  return /const \{ t \} = vscode\.l10n;/.test(source)
    ? source.replace(/(?<![.\w])t\((?=\s*['"`])/g, 'vscode.l10n.t(')
    : source;
}

/** How a file gets at the translations. */
const imports = /^import .* from '(?:vscode|@vscode\/l10n)';$/gm;

/**
 * The keys of the bundle that source files need. The extraction compiles a query for every import that it meets, which
 * takes longer than all the rest: files with the same imports are handed over as one.
 */
export async function extractStrings(sources: readonly string[]): Promise<string[]> {
  const byImports = new Map<string, string>();
  for (const source of sources.filter((text) => text.includes('l10n'))) {
    // The rooms without VS Code are handed its `l10n`: to the extraction, as if they had it from there.
    const key = source.match(imports)?.join('\n') ?? "import * as vscode from 'vscode';";
    byImports.set(key, `${byImports.get(key) ?? key}\n${spelledOut(source).replace(imports, '')}`);
  }
  const files = [...byImports.values()].map((contents) => ({ extension: '.ts', contents }));
  return Object.keys(await getL10nJson(files));
}

/** The texts that a source file hands to `t(…)` or `….t(…)`, by its syntax; undefined for what is no plain text. */
export function textsOfCalls(source: string): (string | undefined)[] {
  // Parsing takes its time, and most files have no such call.
  if (!/\bt\s*\(/.test(source)) return [];
  const file = ts.createSourceFile('file.ts', source, ts.ScriptTarget.Latest, true);
  const texts: (string | undefined)[] = [];
  function visit(node: ts.Node): void {
    if (ts.isCallExpression(node) && /(^|\.l10n\.|^l10n\.)t$/.test(node.expression.getText(file))) {
      const [text] = node.arguments;
      texts.push(text && ts.isStringLiteralLike(text) ? text.text : messageOf(text));
    }
    ts.forEachChild(node, visit);
  }
  visit(file);
  return texts;
}

/** `t({ message: '…', comment: […] })` */
function messageOf(argument: ts.Expression | undefined): string | undefined {
  if (!argument || !ts.isObjectLiteralExpression(argument)) return undefined;
  for (const member of argument.properties) {
    if (
      ts.isPropertyAssignment(member) &&
      member.name.getText() === 'message' &&
      ts.isStringLiteral(member.initializer)
    ) {
      return member.initializer.text;
    }
  }
  return undefined;
}

/** `{0}` and `{name}` in a text, in the order of their names. */
export function placeholders(text: string): string[] {
  return [...text.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => name).sort();
}

/** A key of the bundle without the comment that may follow its text. */
export function textOfKey(key: string, texts: ReadonlySet<string>): string {
  return texts.has(key) ? key : ([...texts].find((text) => key.startsWith(`${text}/`)) ?? key);
}

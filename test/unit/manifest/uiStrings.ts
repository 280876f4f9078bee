import { getL10nJson } from '@vscode/l10n-dev';
import * as ts from 'typescript';

/** A source file as the extraction of `@vscode/l10n-dev` understands it: `t` taken out of `l10n` written in full. */
function spelledOut(source: string): string {
  return /const \{ t \} = vscode\.l10n;/.test(source)
    ? source.replace(/(?<![.\w])t\((?=\s*['"`])/g, 'vscode.l10n.t(')
    : source;
}

/** The keys of the bundle that a source file needs. */
export async function extractStrings(source: string): Promise<string[]> {
  return Object.keys(await getL10nJson([{ extension: '.ts', contents: spelledOut(source) }]));
}

/** The texts that a source file hands to `t(…)` or `….t(…)`, by its syntax; undefined for what is no plain text. */
export function textsOfCalls(source: string): (string | undefined)[] {
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

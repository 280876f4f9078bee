import * as ts from 'typescript';

/**
 * The ids in the table `commands` of src/commands.ts. Read from its syntax, since the table itself needs VS Code.
 *
 * @throws when there is no such table, or a member of it is not `'some.id': …`
 */
export function commandIds(source: string): string[] {
  const file = ts.createSourceFile('commands.ts', source, ts.ScriptTarget.Latest);
  for (const statement of file.statements) {
    if (!ts.isVariableStatement(statement)) continue;
    for (const { name, initializer } of statement.declarationList.declarations) {
      if (name.getText(file) !== 'commands' || !initializer) continue;
      if (!ts.isObjectLiteralExpression(initializer)) throw new Error('The table of commands is no object literal.');
      return initializer.properties.map((member) => {
        if (ts.isPropertyAssignment(member) && ts.isStringLiteral(member.name)) return member.name.text;
        throw new Error(`A line of the table of commands has no id that can be read: ${member.getText(file)}`);
      });
    }
  }
  throw new Error('There is no table of commands.');
}

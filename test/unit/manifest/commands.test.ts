import * as assert from 'node:assert';
import { commandIds } from './commandIds';
import { differences, manifestStrings, readManifest, readText, type Manifest } from './manifest';

const manifest = readManifest();
const table = readText('src/commands.ts');

/** What the table of commands and the manifest do not agree about. */
function disagreements(source: string, { contributes }: Manifest): string[] {
  return differences(
    commandIds(source),
    contributes.commands.map(({ command }) => command),
  );
}

describe('the commands of the manifest', () => {
  it('are those of the table in src/commands.ts', () => {
    assert.deepStrictEqual(disagreements(table, manifest), []);
  });

  it('are found to disagree when a line is missing on either side', () => {
    const line = /^ {2}'aside\.stop':.*\n/m;
    assert.match(table, line);
    assert.deepStrictEqual(disagreements(table.replace(line, ''), manifest), ['only in the second: aside.stop']);
    const { contributes } = manifest;
    const commands = contributes.commands.filter(({ command }) => command !== 'aside.stop');
    const without = { ...manifest, contributes: { ...contributes, commands } };
    assert.deepStrictEqual(disagreements(table, without), ['only in the first: aside.stop']);
  });

  it('are refused when the table cannot be read', () => {
    assert.throws(() => commandIds('export const other = {};'), /no table/);
    assert.throws(() => commandIds('export const commands = make();'), /no object literal/);
    assert.throws(() => commandIds("export const commands = { ...more, 'aside.x': 1 };"), /cannot|no id/);
  });

  it('are each declared once, under Aside, with a title in every language', () => {
    const { commands } = manifest.contributes;
    assert.strictEqual(new Set(commands.map(({ command }) => command)).size, commands.length);
    for (const { command, title, category } of commands) {
      assert.strictEqual(category, 'Aside', command);
      for (const [language, strings] of Object.entries(manifestStrings())) {
        assert.ok(strings[title.replaceAll('%', '')]?.trim(), `${command} has no title in ${language}`);
      }
    }
  });

  it('are the only ones in menus, keybindings and walkthroughs', () => {
    const { commands, menus, submenus, keybindings, walkthroughs } = manifest.contributes;
    const known = new Set(commands.map(({ command }) => command));
    const used = [
      ...Object.values(menus).flatMap((items) => items.flatMap(({ command }) => command ?? [])),
      ...keybindings.map(({ command }) => command),
      ...walkthroughs.flatMap(({ steps }) =>
        steps.flatMap(({ completionEvents }) => completionEvents.map((event) => event.replace(/^onCommand:/, ''))),
      ),
    ];
    assert.deepStrictEqual(
      used.filter((command) => !known.has(command)),
      [],
    );
    for (const { id } of submenus) {
      assert.ok(menus[id], `the submenu ${id} is empty`);
      assert.ok(Object.values(menus).some((items) => items.some(({ submenu }) => submenu === id)));
    }
  });
});

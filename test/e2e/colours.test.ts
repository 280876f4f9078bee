import assert from 'node:assert/strict';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { reply } from '../endpoint';
import { toolchain } from '../harness/toolchain';
import { needs, sharedSession, type SharedSession } from './sharedSession';
import { type Line, sameLooks, styledLines } from './styledText';
import { until } from './workbench';

/** File of test/fixtures/languages -> what the code block calls its language. */
const infoStrings: Readonly<Record<string, string>> = {
  'catalog.ts': 'ts',
  'panel.tsx': 'tsx',
  'queue.js': 'javascript',
  'model.py': 'python',
  'Store.java': 'java',
  'ring.c': 'c',
  'tree.cpp': 'c++',
  'Service.cs': 'C#',
  'server.go': 'golang',
  'parser.rs': 'rs',
  'report.rb': 'ruby',
  'page.php': 'php',
  'page.html': 'html',
  'style.css': 'css',
  'theme.scss': 'scss',
  'data.jsonc': 'jsonc',
  'notes.md': 'md',
  'build.sh': 'sh',
  'query.sql': 'SQL',
  'config.yaml': 'yml',
  'layout.xml': 'xml',
  'deploy.ps1': 'powershell',
  'game.lua': 'src/game.lua',
  'view.swift': 'swift',
  Dockerfile: 'dockerfile',
  'change.diff': 'diff',
  'stats.r': 'R',
  'app.dart': 'dart title="lib/app.dart"',
  'program.tny': 'tinylang',
};

/** Every language and theme, with ASIDE_RUNS set; else some, which leaves the whole suite quick. */
const everything = process.env['ASIDE_RUNS'] !== undefined;

/** Ids, as settings have them, and labels, as the picker of themes has them. */
const themes = [
  ['Dark Modern', 'Dark Modern'],
  ['Light Modern', 'Light Modern'],
  ['Default High Contrast', 'Dark High Contrast'],
  ['Default High Contrast Light', 'Light High Contrast'],
] as const;

/** The editor shows the grammar's colours and nothing else, and a whole file at once. */
const plainEditor = {
  'editor.semanticHighlighting.enabled': false,
  'editor.bracketPairColorization.enabled': false,
  'editor.guides.indentation': false,
  'editor.matchBrackets': 'never',
  'editor.occurrencesHighlight': 'off',
  'editor.renderWhitespace': 'none',
  'editor.renderLineHighlight': 'none',
  'editor.renderValidationDecorations': 'off',
  'editor.colorDecorators': false,
  'editor.links': false,
  'editor.codeLens': false,
  'editor.folding': false,
  'editor.showUnused': false,
  'editor.showDeprecated': false,
  'editor.stickyScroll.enabled': false,
  'editor.wordWrap': 'off',
  'diffEditor.wordWrap': 'off',
  'editor.detectIndentation': false,
  'editor.fontSize': 8,
  'editor.lineHeight': 12,
  'editor.unicodeHighlight.ambiguousCharacters': false,
  'editor.unicodeHighlight.invisibleCharacters': false,
  'workbench.editor.enablePreview': false,
  'git.enabled': false,
  'aside.model': 'claude-sonnet-4-5',
};

const fixtures = join(toolchain().root, 'test', 'fixtures');
needs(join(fixtures, 'tinyLanguage'));

describe('code in the chat has the colours of the editor', function () {
  this.timeout(600_000);
  const sources = new Map<string, string>();
  let session: SharedSession;

  before(async () => {
    for (const name of await readdir(join(fixtures, 'languages'))) {
      sources.set(name.replace(/\.txt$/, ''), await readFile(join(fixtures, 'languages', name), 'utf8'));
    }
    assert.deepEqual([...sources.keys()].sort(), Object.keys(infoStrings).sort());
    session = await sharedSession({ settings: { ...plainEditor, 'workbench.colorTheme': themes[0][0] } });
    const folder = join(session.workspace.folder, 'languages');
    await mkdir(folder);
    for (const [name, text] of sources) await writeFile(join(folder, name), text);
  });

  async function pickTheme(id: string, label: string): Promise<void> {
    const { workbench, panel } = session;
    await workbench.pickTheme(label);
    const frame = await panel.frame();
    await frame.locator(`body[data-vscode-theme-id="${id}"]`).waitFor({ state: 'attached', timeout: 60_000 });
  }

  /** The lines of a code block of the last reply, as they look. */
  async function chatLines(index: number): Promise<Line[]> {
    const frame = await session.panel.frame();
    const blocks = frame.locator('[data-testid="turn-assistant"]').last().locator('.code-block');
    return styledLines(blocks.nth(index).locator('.code-line'));
  }

  /** Leaves the focus in the editor. */
  async function open(name: string): Promise<void> {
    const { page, quickInput } = session.workbench;
    await page.keyboard.press('Control+P');
    await quickInput.locator('input').first().fill(`languages/${name}`);
    await quickInput.locator('.monaco-list-row', { hasText: name }).first().waitFor({ timeout: 60_000 });
    await page.keyboard.press('Enter');
    await page.locator(`.tab.active[data-resource-name="${name}"]`).waitFor({ timeout: 60_000 });
  }

  async function editorLines(name: string): Promise<Line[]> {
    const { workbench } = session;
    await workbench.page.locator(`.tab.active[data-resource-name="${name}"]`).waitFor({ timeout: 60_000 });
    return styledLines(workbench.editor.locator('.view-line'));
  }

  it('token by token, in every language and theme', async () => {
    const { workbench, panel, endpoint } = session;
    const names = Object.keys(infoStrings).filter((_, n) => everything || n % 7 === 0);
    const text = names.map((name) => `~~~~~${infoStrings[name]}\n${sources.get(name)}~~~~~`).join('\n\n');
    endpoint.script(reply(text, { chunk: 400 }));
    await panel.ask('Show me code');
    await panel.reply(['done'], 120_000);
    for (const [n, name] of names.entries()) {
      await open(name);
      // The harness takes a long silence for a suite that hangs.
      if (n % 10 === 9) console.log(`      ${n + 1} files are open`);
    }

    const wrong: string[] = [];
    let tried = 0;
    for (const [theme, label] of everything ? themes : themes.slice(1, 3)) {
      await pickTheme(theme, label);
      for (const [index, name] of names.entries()) {
        // From the last tab this goes on to the first.
        await workbench.page.keyboard.press('Control+PageDown');
        tried += 1;
        let difference: string | undefined = 'never looked';
        const same = async () => {
          difference = sameLooks(await editorLines(name), await chatLines(index), sources.get(name)!);
          return difference === undefined;
        };
        await until(`${name} looks the same`, 20_000, same).catch(async () => {
          // Where a line took it too long, the editor leaves the rest plain, for good unless it is asked again.
          await workbench.run('Developer: Force Retokenize');
          await until(`${name} looks the same`, 20_000, same).catch(() =>
            wrong.push(`${theme}, ${name}: ${difference}`),
          );
        });
      }
      console.log(`      ${theme}: ${names.length} languages`);
    }
    console.log(`      languages x themes: tried ${tried}, equal ${tried - wrong.length}`);
    assert.deepEqual(wrong, []);
  });
});

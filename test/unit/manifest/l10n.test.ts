import * as assert from 'node:assert';
import { differences, readStrings, sources } from './manifest';
import { extractStrings, placeholders, textOfKey, textsOfCalls } from './uiStrings';

const bundle = 'l10n/bundle.l10n.zh-cn.json';

describe('the strings of the source', () => {
  let used: ReadonlySet<string>;
  const texts = new Set<string>();

  before(async function () {
    this.timeout(30_000);
    const files = sources();
    const keys = await extractStrings(files.map(({ text }) => text));
    used = new Set(keys);
    for (const { path, text } of files) {
      for (const found of textsOfCalls(text)) {
        assert.ok(found !== undefined, `${path} has a t(…) whose text is not written out there`);
        assert.ok(
          keys.some((key) => key === found || key.startsWith(`${found}/`)),
          `${path}: the extraction overlooks “${found}”`,
        );
        texts.add(found);
      }
    }
    assert.ok(used.size > 50);
  });

  it('are all in the Chinese bundle, and none there is left over', () => {
    assert.deepStrictEqual(differences(used, Object.keys(readStrings(bundle))), []);
  });

  it('keep their placeholders in translation', () => {
    for (const [key, translation] of Object.entries(readStrings(bundle))) {
      assert.ok(translation.trim(), key);
      const wanted = new Set(placeholders(textOfKey(key, texts)));
      assert.deepStrictEqual(new Set(placeholders(translation)), wanted, key);
    }
  });

  it('are found however they are written', async () => {
    const source = [
      "import * as vscode from 'vscode';",
      "vscode.l10n.t('one');",
      'const { l10n } = vscode;',
      "l10n.t('two {0}', 2);",
      'const { t } = vscode.l10n;',
      "t('three');",
      "const list = ['x'].at(0);",
    ].join('\n');
    assert.deepStrictEqual(await extractStrings([source]), ['one', 'two {0}', 'three']);
    assert.deepStrictEqual(textsOfCalls(source), ['one', 'two {0}', 'three']);
    assert.deepStrictEqual(textsOfCalls('l10n.t(title)'), [undefined]);
    const injected = "export const text = (l10n: L10n) => l10n.t('four {0}', 4);";
    assert.deepStrictEqual(await extractStrings([source, injected]), ['one', 'two {0}', 'three', 'four {0}']);
  });
});

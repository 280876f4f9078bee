import * as assert from 'node:assert';
import { rowsIn, settingRows, withRows } from '../../harness/manifest/readme';
import { jsonSchemaOf, optionsSchema, withRequestOptions, type SettingEntry } from '../../harness/manifest/settings';
import { requestOptions } from '../../../src/conversation/options';
import { confirmCostSchema, defaultConfirmCost, pricesSchema } from '../../../src/settings/prices';
import { presetEndpoints } from '../../../src/messages/endpoint';
import { manifestStrings, readManifest, readText, settingsOf, type Manifest } from './manifest';

const manifest = readManifest();
const settings = settingsOf(manifest);
const strings = manifestStrings()['en'] ?? {};
const readme = readText('README.md');

/** The members of a setting that only its looks depend on. */
const looks = ['order', 'markdownDescription', 'editPresentation', 'enumDescriptions'];

function withoutLooks(entry: SettingEntry | undefined): SettingEntry {
  return Object.fromEntries(Object.entries(entry ?? {}).filter(([name]) => !looks.includes(name)));
}

describe('what follows from the table of request options', () => {
  const stale = 'stale: npm run manifest';

  it('is in the manifest as it should be', () => {
    assert.deepStrictEqual(withRequestOptions(manifest), manifest, stale);
  });

  it('is in the README as it should be', () => {
    assert.deepStrictEqual(rowsIn(readme), settingRows(readme, manifest, strings), stale);
    assert.ok(rowsIn(readme).every(([, , text]) => text !== ''));
  });

  it('is found to be stale, and is written again, whatever of it differs', () => {
    const name = 'aside.temperature';
    const differing = (change: (properties: Record<string, SettingEntry>, restricted: string[]) => void): Manifest => {
      const copy = structuredClone(manifest);
      const section = copy.contributes.configuration.find(({ properties }) => name in properties);
      const restricted = copy.capabilities.untrustedWorkspaces.restrictedConfigurations;
      change(section?.properties as Record<string, SettingEntry>, restricted as string[]);
      return copy;
    };
    const entry = settings[name];
    const others = [{ type: 'boolean' }, { default: 0 }, { scope: 'machine' }, { maximum: 2 }, { order: 9 }, { x: 1 }];
    for (const stale of [
      ...others.map((other) => differing((properties) => (properties[name] = { ...entry, ...other }))),
      differing((properties) => delete properties[name]),
      differing((_, restricted) => restricted.pop()),
      differing((_, restricted) => restricted.push('aside.tools')),
    ]) {
      assert.notDeepStrictEqual(stale, manifest);
      assert.deepStrictEqual(withRequestOptions(stale), manifest);
    }
  });

  it('keeps what a row of the README says, and begins one that is missing with the description', () => {
    const rows = rowsIn(readme);
    const [first, second, ...rest] = rows;
    assert.ok(first && second);
    const less = withRows(readme, [[first[0], 'other', 'In | other words'], ...rest]);
    const [kept, begun] = settingRows(less, manifest, strings);
    assert.deepStrictEqual(kept, [first[0], first[1], 'In | other words']);
    assert.deepStrictEqual(begun, [second[0], second[1], strings['setting.endpoints.description']]);
    assert.throws(() => rowsIn('# Aside'), /no table/);
  });

  it('is all that the sections of request options have, but for the presets', () => {
    const sections = manifest.contributes.configuration.filter(({ properties }) =>
      requestOptions.some(({ setting }) => `aside.${setting}` in properties),
    );
    assert.deepStrictEqual(
      sections.flatMap(({ properties }) => Object.keys(properties)).sort(),
      [...requestOptions.map(({ setting }) => `aside.${setting}`), 'aside.presets'].sort(),
    );
  });

  it('is the schema of the options’ file, with descriptions in words', () => {
    const { properties } = optionsSchema(strings) as { properties: Record<string, SettingEntry> };
    assert.deepStrictEqual(
      Object.keys(properties),
      requestOptions.map(({ setting }) => setting),
    );
    for (const { setting } of requestOptions) {
      const entry = properties[setting]!;
      const { scope: _, default: _default, ...schema } = withoutLooks(settings[`aside.${setting}`]);
      assert.deepStrictEqual(withoutLooks(entry), schema);
      const texts = [entry['markdownDescription'], ...((entry['enumDescriptions'] as string[] | undefined) ?? [])];
      for (const text of texts) assert.ok(text && !String(text).startsWith('%'), setting);
    }
  });
});

describe('the settings of the manifest', () => {
  it('has the preset endpoints as the default of aside.endpoints', () => {
    assert.deepStrictEqual(settings['aside.endpoints']?.['default'], presetEndpoints);
    assert.ok(Object.hasOwn(presetEndpoints, String(settings['aside.endpoint']?.['default'])));
  });

  it('has prices and the amount to ask about as they are read', () => {
    const { additionalProperties } = settings['aside.prices'] as { additionalProperties: SettingEntry };
    const { properties: described, ...others } = additionalProperties as { properties: Record<string, SettingEntry> };
    const properties = Object.fromEntries(Object.entries(described).map(([name, one]) => [name, withoutLooks(one)]));
    assert.deepStrictEqual({ ...others, properties }, { ...jsonSchemaOf(pricesSchema), additionalProperties: false });
    assert.deepStrictEqual(withoutLooks(settings['aside.confirmCost']), {
      ...{ ...jsonSchemaOf(confirmCostSchema), default: defaultConfirmCost, scope: 'application' },
    });
  });

  it('lets a workspace set request options only, and none that could send things elsewhere', () => {
    const open = Object.keys(settings).filter((name) => settings[name]?.['scope'] !== 'application');
    const resource = requestOptions.filter(({ scope }) => scope === 'resource').map((spec) => `aside.${spec.setting}`);
    assert.deepStrictEqual(open.sort(), resource.sort());
    for (const name of ['endpoint', 'endpoints', 'tools', 'extraBody', 'prices', 'confirmCost'])
      assert.ok(!open.includes(`aside.${name}`), name);
  });

  it('describes every setting by a string', () => {
    for (const [name, entry] of Object.entries(settings))
      assert.match(String(entry['markdownDescription']), /^%.+%$/, name);
  });

  it('says what null does wherever it is possible', () => {
    const strings = JSON.parse(readText('package.nls.json')) as Record<string, string>;
    for (const [name, { type, markdownDescription }] of Object.entries(settings)) {
      if (!Array.isArray(type) || !type.includes('null')) continue;
      assert.match(strings[String(markdownDescription).slice(1, -1)] ?? '', /`null`/, name);
    }
  });

  it('has a description for each value of an enumeration', () => {
    for (const [name, entry] of Object.entries(settings)) {
      const values = entry['enum'] as unknown[] | undefined;
      if (values) assert.strictEqual((entry['enumDescriptions'] as unknown[]).length, values.length, name);
    }
  });
});

import * as assert from 'node:assert';
import { requestOptions, type OptionSpec } from '../../../src/conversation/options';
import { confirmCostSchema, defaultConfirmCost, pricesSchema } from '../../../src/settings/prices';
import { presetEndpoints } from '../../../src/messages/endpoint';
import { readManifest, readText, settingsOf, type SettingEntry } from './manifest';

const manifest = readManifest();
const settings = settingsOf(manifest);

/** The members of a setting that only its looks depend on. */
const looks = ['order', 'markdownDescription', 'editPresentation', 'enumDescriptions'];

/** The setting that an option asks for. */
function settingFor({ schema, scope, default: value }: OptionSpec): SettingEntry {
  return { ...schema, default: value, scope };
}

function withoutLooks(entry: SettingEntry | undefined): SettingEntry {
  return Object.fromEntries(Object.entries(entry ?? {}).filter(([name]) => !looks.includes(name)));
}

describe('the settings of the manifest', () => {
  for (const spec of requestOptions) {
    it(`has aside.${spec.setting} as the table of request options describes it`, () => {
      assert.deepStrictEqual(withoutLooks(settings[`aside.${spec.setting}`]), settingFor(spec));
    });
  }

  it('would not pass with another schema, default or scope', () => {
    const [spec] = requestOptions;
    assert.ok(spec);
    const entry = withoutLooks(settings[`aside.${spec.setting}`]);
    for (const other of [{ type: 'boolean' }, { default: 'x' }, { scope: 'machine' }, { maximum: 1 }]) {
      assert.notDeepStrictEqual({ ...entry, ...other }, settingFor(spec));
    }
  });

  it('has the preset endpoints as the default of aside.endpoints', () => {
    assert.deepStrictEqual(settings['aside.endpoints']?.['default'], presetEndpoints);
    assert.ok(Object.hasOwn(presetEndpoints, String(settings['aside.endpoint']?.['default'])));
  });

  it('has prices and the amount to ask about as they are read', () => {
    const { additionalProperties } = settings['aside.prices'] as { additionalProperties: SettingEntry };
    const { properties = {}, ...rest } = pricesSchema;
    const { properties: described, ...others } = additionalProperties as { properties: Record<string, SettingEntry> };
    assert.deepStrictEqual(others, { ...rest, additionalProperties: false });
    assert.deepStrictEqual(
      Object.fromEntries(Object.entries(described).map(([name, entry]) => [name, withoutLooks(entry)])),
      properties,
    );
    const scope = 'application';
    assert.deepStrictEqual(withoutLooks(settings['aside.confirmCost']), {
      ...{ ...confirmCostSchema, default: defaultConfirmCost, scope },
    });
  });

  it('lets a workspace set request options only, and none that could send things elsewhere', () => {
    const open = Object.keys(settings).filter((name) => settings[name]?.['scope'] !== 'application');
    const resource = requestOptions.filter(({ scope }) => scope === 'resource').map((spec) => `aside.${spec.setting}`);
    assert.deepStrictEqual(open.sort(), resource.sort());
    for (const name of ['endpoint', 'endpoints', 'tools', 'extraBody', 'prices', 'confirmCost'])
      assert.ok(!open.includes(`aside.${name}`), name);
  });

  it('restricts in an untrusted workspace exactly what a workspace may set', () => {
    assert.deepStrictEqual(
      manifest.capabilities.untrustedWorkspaces.restrictedConfigurations,
      requestOptions.filter(({ scope }) => scope === 'resource').map(({ setting }) => `aside.${setting}`),
    );
  });

  it('describes every setting, also in the README', () => {
    const readme = readText('README.md');
    for (const [name, entry] of Object.entries(settings)) {
      assert.match(String(entry['markdownDescription']), /^%.+%$/, name);
      assert.ok(readme.includes(`\`${name}\``), `README.md does not mention ${name}`);
    }
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

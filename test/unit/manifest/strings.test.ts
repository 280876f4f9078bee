import * as assert from 'node:assert';
import { existsSync } from 'node:fs';
import { differences, manifestStrings, readManifest, readText, settingsOf } from './manifest';

const manifest = readManifest();
const languages = manifestStrings();

/** The keys of all `%key%` strings anywhere in a value. */
function keysIn(value: unknown): string[] {
  if (typeof value === 'string') return /^%.+%$/.test(value) ? [value.slice(1, -1)] : [];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(keysIn) : [];
}

/** What a text refers to: settings, commands, code. The same in every language. */
function references(text: string): string[] {
  return [...text.matchAll(/#aside\.[\w.]+#|\(command:[\w.]+\)|`[^`]+`/g)]
    .map(([reference]) => reference)
    .filter((reference) => !/^`Aside: /.test(reference) && !reference.includes('…'))
    .sort();
}

describe('the strings of the manifest', () => {
  for (const [language, strings] of Object.entries(languages)) {
    it(`are all there in ${language}, and none is left over`, () => {
      assert.deepStrictEqual(differences(keysIn(manifest), Object.keys(strings)), []);
      for (const [key, text] of Object.entries(strings)) assert.ok(text.trim(), key);
    });
  }

  it('refer to the same settings, commands and code in every language', () => {
    const { en, ...others } = languages;
    for (const [language, strings] of Object.entries(others)) {
      for (const [key, text] of Object.entries(en ?? {})) {
        assert.deepStrictEqual(references(strings[key] ?? ''), references(text), `${key} in ${language}`);
      }
    }
  });

  it('refer to settings and commands that exist', () => {
    const commands = new Set(manifest.contributes.commands.map(({ command }) => command));
    const settings = settingsOf(manifest);
    for (const [key, text] of Object.values(languages).flatMap((strings) => Object.entries(strings))) {
      for (const [, setting = ''] of text.matchAll(/#(aside\.[\w.]+)#/g)) assert.ok(setting in settings, key);
      for (const [, command = ''] of text.matchAll(/command:([\w.]+)/g)) assert.ok(commands.has(command), key);
    }
  });

  it('name commands by their titles', () => {
    for (const strings of Object.values(languages)) {
      const titles = manifest.contributes.commands.map(({ title }) => strings[title.slice(1, -1)] ?? '');
      for (const text of Object.values(strings)) {
        for (const [, title = ''] of text.matchAll(/`Aside: ([^`]+)`/g)) assert.ok(titles.includes(title), title);
      }
    }
  });

  it('lead the walkthrough to pages that exist', () => {
    for (const { media } of manifest.contributes.walkthroughs.flatMap(({ steps }) => steps)) {
      for (const strings of Object.values(languages)) {
        const page = strings[media.markdown.slice(1, -1)] ?? '';
        assert.ok(existsSync(page) && readText(page).trim(), page);
      }
    }
  });
});

describe('activation', () => {
  it('is lazy', () => {
    assert.deepStrictEqual(manifest.activationEvents, [
      'onLanguage',
      'onFileSystem:aside-options',
      'onFileSystem:aside-request',
      'onFileSystem:aside-check',
    ]);
    assert.ok(!manifest.activationEvents.includes('*') && !manifest.activationEvents.includes('onStartupFinished'));
  });
});

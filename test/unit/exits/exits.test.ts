import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';

/**
 * Every way in which text leaves Aside: what is called for it, and the files that may. A new one is found here: it takes
 * `Redacted` in `src/exits`, or says why it does not have to.
 */
const exits: Readonly<Record<string, { readonly calls: RegExp; readonly in: Readonly<Record<string, string>> }>> = {
  'the clipboard': {
    calls: /clipboard(?:\.|\?\.)?writeText|clipboard;|navigator\.clipboard|execCommand\(['"]copy/,
    in: {
      'exits/copyText.ts': 'takes Redacted',
      'chat/panel/terminal.ts': 'on its way into the terminal of the person, who has it back afterwards',
      'context/complete.ts': 'gives back what the person had in it',
    },
  },
  files: {
    calls: /showSaveDialog|workspace\.fs\.writeFile|\bfs\.writeFile/,
    in: {
      'exits/saveText.ts': 'takes Redacted',
      'parts/chat.ts': 'the logs of conversations, which are the person’s own',
    },
  },
  'the log': {
    calls: /createOutputChannel|console\.(?:log|info|warn|error|debug)/,
    in: { 'exits/log.ts': 'takes Redacted' },
  },
  'documents of our own': {
    calls: /registerFileSystemProvider|registerTextDocumentContentProvider/,
    in: {
      'extension.ts': 'requests and reports, whose files give Redacted, and options, which are edited and kept',
      'proposal/original.ts': 'what a file of the person was before a change',
    },
  },
  'documents with a text': {
    calls: /openTextDocument\(\{/,
    in: {
      'chat/files/codeActions.ts': 'code of a reply, for a new file',
      'chat/files/importedSettings.ts': 'what a file has that is to be imported',
      'chat/notices/damage.ts': 'lines of the person’s own logs, to be put right',
      'inline/apply.ts': 'code of a reply, for a new file',
    },
  },
  'settings, which are synced': {
    calls: /config\.savePreset\(/,
    in: { 'chat/options/optionsForm.ts': 'options without the keys' },
  },
  'the network': {
    calls: /\bfetch\(|XMLHttpRequest|WebSocket\(|sendBeacon|EventSource\(/,
    in: {
      'messages/openResponse.ts': 'the request itself, with the one key that is for its origin',
      'conversation/requestCode.ts': 'the text of a program that is copied',
      'messages/findBaseUrl.ts': 'a look at other paths of the same origin',
    },
  },
  'other programs': {
    calls: /env\.openExternal|child_process|sendTelemetry|createTelemetryLogger/,
    in: {
      'chat/panel/openLink.ts': 'a link that the person has clicked',
      'parts/endpointSteps.ts': 'the page of the endpoint itself',
    },
  },
};

const sources = readdirSync('src', { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.ts'))
  .map((name) => ({
    name: relative('src', join('src', name)),
    text: withoutComments(readFileSync(join('src', name), 'utf8')),
  }));

function withoutComments(text: string): string {
  return text.replace(/\/\*[\s\S]*?\*\//g, '').replace(/^\s*\/\/.*$/gm, '');
}

describe('every exit', () => {
  for (const [what, { calls, in: places }] of Object.entries(exits)) {
    it(`into ${what} is known`, () => {
      const found = sources.filter(({ text }) => calls.test(text)).map(({ name }) => name);
      assert.deepEqual(found.sort(), Object.keys(places).sort());
    });
  }

  it('of text that may have a key in it takes what a redactor has made, and nobody else makes that', () => {
    const makers = sources.filter(({ text }) => /\bas Redacted\b|as unknown as Redacted|<Redacted>\s*\w/.test(text));
    assert.deepEqual(
      makers.map(({ name }) => name),
      ['messages/redact.ts'],
    );
    for (const name of ['exits/copyText.ts', 'exits/saveText.ts', 'exits/withoutKeys.ts']) {
      const { text } = sources.find((one) => one.name === name)!;
      assert.match(text, /Redacted/, name);
      assert.doesNotMatch(text, /\bany\b/, name);
    }
  });
});

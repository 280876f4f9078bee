import assert from 'node:assert/strict';
import { injectionsInto, readContributions, scopeNameOf } from '../../../src/textmate/contributions';

describe('textmate: what extensions contribute', () => {
  const manifests = [
    {
      contributes: {
        languages: [
          {
            ...{ id: 'typescript', aliases: ['TypeScript', 'ts'], extensions: ['.ts', '.d.mts'] },
            configuration: './language.json',
          },
          { id: 'cpp', configuration: 7, aliases: ['C++'], extensions: ['.cpp', '.h'] },
          { id: 'shellscript', aliases: ['Shell Script'], extensions: ['.sh'] },
          { id: 'dockerfile', filenames: ['Dockerfile'] },
          { id: 'plaintext', aliases: ['Text'], extensions: ['.txt'] },
          { id: 'odd', aliases: ['typescript', '__proto__'] },
        ],
        grammars: [
          { language: 'typescript', scopeName: 'source.old', path: 'old.json' },
          {
            ...{ language: 'typescript', scopeName: 'source.ts', path: 'ts.json' },
            embeddedLanguages: { 'meta.embedded.sql': 'sql', 'meta.odd': 1 },
          },
          { language: 'cpp', scopeName: 'source.cpp', path: 'cpp.json' },
          { language: 'cuda', scopeName: 'source.cpp', path: 'cpp.json' },
          { language: 'odd', scopeName: 'source.odd', path: 'odd.json' },
        ],
      },
    },
    {},
    { contributes: null },
    { contributes: { languages: 'none', grammars: [null, 1, { scopeName: 'source.x' }] } },
    {
      contributes: {
        grammars: [
          { language: 'shellscript', scopeName: 'source.shell', path: 'sh.json' },
          { language: 'dockerfile', scopeName: 'source.dockerfile', path: 'docker.json' },
          { scopeName: 'todo.injection', path: 'todo.json', injectTo: ['source.ts', 'source', 3] },
        ],
      },
    },
  ];
  const { names, scopes, languages, grammars, injections, configurations } = readContributions(manifests);

  it('is found by ids, aliases, extensions, file names and names in wide use', () => {
    const check = (language: string, expected: string | undefined, file?: string) =>
      assert.equal(scopeNameOf(names, { language, file }), expected, `${language} ${file}`);
    for (const name of ['ts', 'TypeScript', 'typescript', 'src/a.ts', 'a.test.ts', 'x.d.mts']) check(name, 'source.ts');
    for (const name of ['c++', 'cpp', 'C++', 'h', '.h']) check(name, 'source.cpp');
    for (const name of ['sh', 'shell', 'console', 'build.sh']) check(name, 'source.shell');
    for (const name of ['Dockerfile', 'docker', 'app/Dockerfile']) check(name, 'source.dockerfile');
    check('', 'source.ts', 'src/a.ts');
    check('', 'source.dockerfile', 'Dockerfile');
    check('unknown', 'source.ts', 'a.ts');
    check('text', undefined, 'a.ts');
    check('plaintext', undefined);
    for (const name of ['unknown', '', 'constructor', 'toString', 'a.', '.']) check(name, undefined);
    check('__proto__', 'source.odd');
  });

  it('says where a grammar is, and what goes into it', () => {
    assert.deepEqual(grammars.get('source.shell'), { extension: 4, path: 'sh.json', embedded: {} });
    assert.equal(grammars.get('source.x'), undefined);
    assert.deepEqual(injectionsInto(injections, 'source.ts.jsx'), ['todo.injection', 'todo.injection']);
    assert.deepEqual(injectionsInto(injections, 'text.html'), []);
  });

  it('says which language a grammar belongs to, and which ones it embeds', () => {
    assert.deepEqual(
      [scopes.get('typescript'), scopes.get('cuda'), scopes.get('plaintext')],
      ['source.ts', 'source.cpp', undefined],
    );
    assert.deepEqual([languages.get('source.cpp'), languages.get('todo.injection')], ['cpp', undefined]);
    assert.deepEqual(grammars.get('source.ts')?.embedded, { 'meta.embedded.sql': 'sql' });
  });

  it('says where a language’s configuration is', () => {
    assert.deepEqual([...configurations], [['typescript', { extension: 0, path: './language.json' }]]);
  });
});

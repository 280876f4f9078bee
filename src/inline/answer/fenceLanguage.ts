/** Labels of code fences that mean the same language, or one that is written in the same files. */
const families: readonly (readonly string[])[] = [
  [
    ...['javascript', 'js', 'mjs', 'cjs', 'jsx', 'javascriptreact', 'typescript', 'ts', 'mts', 'cts', 'tsx'],
    ...['typescriptreact', 'node', 'vue', 'svelte', 'html', 'xhtml', 'astro', 'php', 'handlebars', 'razor'],
    ...['css', 'scss', 'sass', 'less', 'ejs', 'jade', 'pug', 'cshtml', 'json', 'jsonc', 'json5'],
  ],
  ['python', 'py', 'python3', 'ipython', 'pyi', 'jupyter'],
  ['ruby', 'rb', 'erb'],
  ['go', 'golang'],
  ['rust', 'rs'],
  ['java'],
  ['kotlin', 'kt', 'kts'],
  ['swift'],
  ['c', 'h', 'cpp', 'c++', 'cc', 'cxx', 'hpp', 'cuda', 'cuda-cpp', 'objective-c', 'objc', 'objective-cpp'],
  ['csharp', 'cs', 'c#', 'cshtml', 'razor', 'aspnetcorerazor'],
  ['fsharp', 'fs', 'f#'],
  ['sql', 'mysql', 'postgresql', 'postgres', 'plsql', 'tsql', 'sqlite'],
  ['perl', 'pl', 'perl6', 'raku'],
  ['lua'],
  ['r'],
  ['julia', 'jl'],
  ['haskell', 'hs'],
  ['scala', 'sbt'],
  ['clojure', 'clj', 'cljs', 'edn'],
  ['elixir', 'ex', 'exs'],
  ['dart'],
  ['yaml', 'yml', 'dockercompose'],
  ['toml', 'ini', 'properties'],
  ['dockerfile', 'docker'],
  ['makefile', 'make'],
];

/**
 * Whether a fence's label names a language that has no business in a file of `languageId`. Only where both are known:
 * labels are written by habit, and one nobody knows says nothing.
 */
export function isOtherLanguage(label: string, languageId: string): boolean {
  const of = (name: string) => families.filter((one) => one.includes(name.toLowerCase()));
  const theirs = of(label);
  const ours = of(languageId);
  return theirs.length > 0 && ours.length > 0 && !theirs.some((one) => ours.includes(one));
}

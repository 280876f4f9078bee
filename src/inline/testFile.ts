/** A way in which projects name the test file of a source file. */
type Naming = (folder: string, name: string, extension: string) => string[];

const namings: Readonly<Record<string, Naming>> = {
  py: (folder, name) => [`${folder}test_${name}.py`, `${folder}tests/test_${name}.py`, `${folder}${name}_test.py`],
  go: (folder, name) => [`${folder}${name}_test.go`],
  rb: (folder, name) => [`${folder}${name}_spec.rb`, `${folder}${name}_test.rb`],
  java: (folder, name) => [`${folder.replace('/main/', '/test/')}${name}Test.java`],
  kt: (folder, name) => [`${folder.replace('/main/', '/test/')}${name}Test.kt`],
  cs: (folder, name) => [`${folder}${name}Tests.cs`],
  php: (folder, name) => [`${folder.replace('/src/', '/tests/')}${name}Test.php`],
  rs: (folder, name) => [
    `${folder.includes('/src/') ? `${folder.slice(0, folder.indexOf('/src/'))}/tests/` : folder}${name}.rs`,
  ],
  dart: (folder, name) => [`${folder.replace('/lib/', '/test/')}${name}_test.dart`],
  ex: (folder, name) => [`${folder.replace('/lib/', '/test/')}${name}_test.exs`],
};

const others: Naming = (folder, name, extension) => [
  `${folder}${name}.test.${extension}`,
  `${folder}${name}.spec.${extension}`,
  `${folder}__tests__/${name}.test.${extension}`,
  `${folder.replace('/src/', '/test/')}${name}.test.${extension}`,
  `${folder.replace('/src/', '/tests/')}${name}.test.${extension}`,
];

/** Where the tests of a file may be, the place for a new one first. Empty for a file that holds tests itself. */
export function testFilesOf(path: string): string[] {
  const [, folder, name, extension] = /^(.*\/)?([^/]+)\.([^./]+)$/.exec(path) ?? [];
  if (name === undefined || extension === undefined || isTest(name)) return [];
  return (namings[extension] ?? others)(folder ?? '', name, extension);
}

function isTest(name: string): boolean {
  return /(\.|_)(test|spec)$|^test_|(Test|Tests|Spec)$/.test(name);
}

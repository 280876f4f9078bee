const repeat = (length: number, part: (index: number) => string): string => {
  let text = '';
  for (let index = 0; text.length < length; index += 1) text += part(index);
  return text;
};

const words = 'some plain words that mean nothing else here ';
const size = 15_000;
const json = (index: number): unknown => ({
  id: index,
  name: `item ${index}`,
  tags: ['a', 'b_c'],
  url: `https://example.com/${index}`,
  nested: { x: [1, 2, index] },
});
const definition = (index: number): string => `[label ${index}]: https://example.com/${index} "Title ${index}"\n`;

const openers = ['[', '![', '*', '_', '**', '~~', '<', '(', '[x](', '[x](y "', "[x](y '"];

/** Texts of 15 KB in which something stays open that CommonMark would wait for the end of, or look back at. */
export const openTexts: Readonly<Record<string, string>> = {
  'JSON on one line': `{"items": [${repeat(size, (i) => `${JSON.stringify(json(i)).replace(/([:,])/g, '$1 ')}, `)}`,
  'JSON without spaces': `{"items":[${repeat(size, (i) => `${JSON.stringify(json(i))},`)}`,
  'JSON that begins with a bracket': `[${repeat(size, (i) => `${JSON.stringify([i, json(i)])}, `)}`,
  'JSON in lines': `{\n  "items": [\n${repeat(size, (i) => `${JSON.stringify(json(i), null, 2).replace(/^/gm, '    ')},\n`)}`,
  'JSON in a list item': `- {"items": [${repeat(size, (i) => `${JSON.stringify(json(i))}, `)}`,
  Python: repeat(
    size,
    (i) => `def f_${i}(self, *args, **kwargs):\n    x = args[0] * 2\n    return f(x, *args, **kwargs)\n`,
  ),
  'Python in a quote': repeat(
    size,
    (i) => `> def f_${i}(self, *args, **kwargs):\n>     return f(x, *args, **kwargs)\n`,
  ),
  'C++': repeat(size, (i) => `int *p${i} = &arr[${i}]; **q = a * b << 2; x = vec<int *>();\n`),
  'options of a command': repeat(size, (i) => `  --option-${i} [*.ts] \\\n`),
  'lines of bars': repeat(size, (i) => `| Case${i} * _ -> [${i}\n`),
  'a * b [x': repeat(size, () => 'a * b [x '),
  'a*b': repeat(size, () => 'a*b '),
  ...Object.fromEntries(openers.map((opener) => [`${opener} again and again`, repeat(size, () => opener + words)])),
  ...Object.fromEntries(openers.map((opener) => [`${opener} once`, opener + repeat(size, () => words)])),
  '` of every length': repeat(size, (i) => '`'.repeat(i + 1) + words),
  '` once': `a \`${repeat(size, () => words)}`,
  'brackets without end': '['.repeat(size),
  'images without end': '!['.repeat(size / 2),
  'emphasis in emphasis': '*a '.repeat(size / 6) + 'b* '.repeat(size / 6),
  'a script without spaces': repeat(size, () => '这是一*个很长[的段落，没有空格。'),
  'a word without end': 'x'.repeat(size),
  'an address without end': `https://example.com/${'a'.repeat(size)}`,
  'addresses without spaces': 'https://a.'.repeat(size / 10),
  'characters of the private use area': `\uE000\uE001${repeat(size, () => `\uE001${words}`)}`,
  'a heading without end': `# ${repeat(size, () => words)}`,
  'a definition with a title without end': `[a]: /x "title ${repeat(size, () => `${words}\n`)}`,
  'a title without end on the next line': `[a]: /x\n"title ${repeat(size, () => `${words}\n`)}`,
  'a definition of data': `[a]: data:image/png;base64,${repeat(size, () => 'iVBORw0KGgoAAAANS')}`,
  definitions: repeat(size, definition),
  'uses and then definitions': `${repeat(size / 2, (i) => `See [label ${i}] ${words}\n\n`)}${repeat(size / 2, definition)}`,
  'a paragraph of uses, and definitions between others': `${repeat(size / 2, (i) => `See [label ${i}] `)}\n\n${repeat(size / 2, (i) => `${definition(i)}\nword\n\n`)}`,
  'uses long before each definition': repeat(size, (i) => `See [label ${i + 10}] ${words}\n\n${definition(i)}\n`),
  'a list of uses and definitions': repeat(size, (i) => `- See [label ${i + 10}] ${words}\n\n  ${definition(i)}\n`),
  'a table of unclosed cells': `| a | b |\n|---|---|\n${repeat(size, (i) => `| ${i} *x | words [and \`code |\n`)}`,
  'a list that turns loose': `${repeat(size / 3, () => `- ${words}\n`)}\n${repeat(size / 2, () => `- ${words}\n`)}`,
  'a list of every depth': repeat(size, (i) => `${'  '.repeat(i % 9)}- ${words}\n`),
  'quotes of every depth': repeat(size, (i) => `${'> '.repeat(1 + (i % 9))}${words}\n`),
};

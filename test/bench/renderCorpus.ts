import { between, createRandom, pieces } from '../fixtures/random';

/** Deltas of 4 to 20 characters, 4 to a batch: what a frame brings at some 250 tokens a second. */
export function batches(text: string): string[] {
  const deltas = pieces(text, createRandom(7), 4, 20);
  const grouped: string[] = [];
  for (let at = 0; at < deltas.length; at += 4) grouped.push(deltas.slice(at, at + 4).join(''));
  return grouped;
}

/** A technical reply of `size` characters: headings, prose, lists, tables, and code for 35 % of it. */
export function reply(size: number): string {
  const random = createRandom(11);
  let text = '';
  let codeSize = 0;
  while (text.length < size) {
    const isCode = codeSize < 0.35 * text.length;
    const next = isCode ? fence(random, between(random, 5, 30)) : prose(random);
    if (isCode) codeSize += next.length;
    text += next;
  }
  return text.slice(0, size);
}

const openers = ['[', '![', '*', '_', '**', '~~', '`', '<', '(', '[x](', '[x](y "'];

/** One block each, which stays open to its end, or many that a last one can still change. */
export const singleBlocks: Readonly<Record<string, (size: number) => string>> = {
  'list with code': (size) =>
    grow(size, (random, n) => `${n + 1}. ${words(random, 12)}\n\n   \`\`\`ts\n${code(random, 4, '   ')}   \`\`\`\n\n`),
  'bullet list': (size) => grow(size, (random) => `- ${words(random, 14)}\n`),
  table: (size) =>
    `| Name | Type | Notes |\n|---|:-:|---|\n${grow(size, (random) => `| ${words(random, 1)} | \`${words(random, 1)}\` | ${words(random, 4)} |\n`)}`,
  paragraph: (size) => grow(size, (random) => `${words(random, 12)}${random() < 0.2 ? '\n' : ' '}`),
  fence: (size) => `\`\`\`ts\n${grow(size, (random) => code(random, 1, ''))}`,
  'nested quotes': (size) => grow(size, (random, n) => `${'> '.repeat(1 + (n % 5))}${words(random, 10)}\n`),
  'JSON without a fence': (size) =>
    `{"items": [${grow(size, (random, n) => `${JSON.stringify(item(random, n)).replace(/([:,])/g, '$1 ')}, `)}`,
  'JSON in lines': (size) =>
    `{\n  "items": [\n${grow(size, (random, n) => `${JSON.stringify(item(random, n), null, 2).replace(/^/gm, '    ')},\n`)}`,
  'JSON without spaces': (size) => `{"items":[${grow(size, (random, n) => `${JSON.stringify(item(random, n))},`)}`,
  'Python without a fence': (size) =>
    grow(size, (random, n) => {
      const [name, value] = [plain(random, 1), plain(random, 1)];
      return `def ${name}_${n}(self, *args, **kwargs):\n    ${value} = args[0] * 2\n    return self.${name}(${value}, *args, **kwargs)\n`;
    }),
  'a * b [x': (size) => grow(size, () => 'a * b [x '),
  ...Object.fromEntries(
    openers.map((opener) => [
      `unclosed ${opener}`,
      (size: number) => grow(size, (random) => `${opener}${plain(random, 12)} `),
    ]),
  ),
  'one unclosed *': (size) => `*${grow(size, (random) => `${plain(random, 12)} `)}`,
  'text without spaces': (size) => grow(size, () => '这是一个很长的段落，没有空格。'),
  'table of unclosed cells': (size) =>
    `| Name | Type |\n|---|---|\n${grow(size, (random) => `| *${plain(random, 2)} | [\`${plain(random, 3)} |\n`)}`,
  'nested lists': (size) => grow(size, (random, n) => `${'  '.repeat(n % 5)}- ${words(random, 10)}\n`),
  'link definitions': (size) => grow(size, (random, n) => definition(random, n)),
  'uses, then definitions': (size) =>
    grow(size / 2, (random, n) => `${use(n)} ${plain(random, 12)}${n % 8 === 7 ? '\n\n' : ' '}`) +
    `\n\n${grow(size / 2, (random, n) => definition(random, n))}`,
  'a paragraph of uses, then definitions': (size) =>
    `${grow(size / 2, (random, n) => `${use(n)} ${plain(random, 2)} `)}\n\n${grow(size / 2, (random, n) => `${definition(random, n)}\n${plain(random, 6)}\n\n`)}`,
  'uses and definitions': (size) =>
    grow(size, (random, n) => `${use(n + 5)} ${plain(random, 12)}\n\n${definition(random, n)}\n`),
};

function item(random: () => number, id: number): unknown {
  const url = `https://example.org/${plain(random, 1)}`;
  return { id, name: plain(random, 3), tags: [plain(random, 1), 'a_b'], url, nested: { x: [1, 2, id] } };
}

function use(n: number): string {
  return `See [note ${n}].`;
}

function definition(random: () => number, n: number): string {
  return `[note ${n}]: https://example.org/${plain(random, 1)} "${plain(random, 2)}"\n`;
}

function grow(size: number, next: (random: () => number, n: number) => string): string {
  const random = createRandom(13);
  let text = '';
  for (let n = 0; text.length < size; n++) text += next(random, n);
  return text;
}

function prose(random: () => number): string {
  const kind = random();
  if (kind < 0.12) return `${'#'.repeat(between(random, 2, 4))} ${plain(random, 4)}\n\n`;
  if (kind < 0.3) return `${list(random, '- ')}\n`;
  if (kind < 0.4) return `${list(random, '1. ')}\n`;
  if (kind < 0.46) return `> ${words(random, 20)}\n\n`;
  if (kind < 0.54) {
    const rows = Array.from({ length: between(random, 3, 8) }, () => `| ${plain(random, 2)} | ${words(random, 3)} |\n`);
    return `| Name | Notes |\n|---|---|\n${rows.join('')}\n`;
  }
  return `${words(random, between(random, 20, 90))}\n\n`;
}

function list(random: () => number, marker: string): string {
  return Array.from(
    { length: between(random, 3, 8) },
    () => `${marker}${words(random, between(random, 5, 20))}\n`,
  ).join('');
}

function fence(random: () => number, lines: number): string {
  return `\`\`\`ts\n${code(random, lines, '')}\`\`\`\n\n`;
}

function code(random: () => number, lines: number, indent: string): string {
  let text = '';
  for (let line = 0; line < lines; line++) {
    const depth = '  '.repeat(between(random, 0, 3));
    text += `${indent}${depth}const ${plain(random, 1)} = await ${plain(random, 1)}('${plain(random, 2)}', ${between(random, 0, 999)});\n`;
  }
  return text;
}

function words(random: () => number, count: number): string {
  return Array.from({ length: count }, () => decorated(random, plain(random, 1))).join(' ');
}

function decorated(random: () => number, word: string): string {
  const kind = random();
  if (kind < 0.04) return `**${word}**`;
  if (kind < 0.07) return `*${word}*`;
  if (kind < 0.12) return `\`${word}()\``;
  if (kind < 0.13) return `[${word}](https://example.org/${word})`;
  return word;
}

const vocabulary =
  'the a stream parser value token renders each block once and keeps what no later line can change of order view'.split(
    ' ',
  );

function plain(random: () => number, count: number): string {
  return Array.from({ length: count }, () => vocabulary[between(random, 0, vocabulary.length - 1)]).join(' ');
}

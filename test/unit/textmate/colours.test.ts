import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createRegistry, type RawGrammar } from '../../../src/textmate';
import { createLineStyler } from '../../../src/textmate/colours';
import { bold, colourOf, italic, type StyledLine, underline } from '../../../src/textmate/style';

const grammar = {
  scopeName: 'source.tiny',
  repository: {},
  patterns: [
    { name: 'comment.block', begin: '/\\*', end: '\\*/' },
    {
      name: 'string.template',
      begin: '`',
      end: '`',
      patterns: [{ begin: '\\$\\{', end: '\\}', name: 'meta.embedded', patterns: [{ include: '$self' }] }],
    },
    { name: 'keyword', match: '\\b(let|if)\\b' },
    { name: 'constant.numeric', match: '\\d+' },
  ],
} as unknown as RawGrammar;

async function styler() {
  const registry = createRegistry({ loadGrammar: () => Promise.resolve(grammar), compile: 'onUse' });
  registry.setTheme({
    settings: [
      { settings: { foreground: '#00000001', background: '#00000002' } },
      { scope: 'comment', settings: { foreground: '#008000', fontStyle: 'italic' } },
      { scope: 'string', settings: { foreground: '#AA0000' } },
      { scope: 'meta.embedded', settings: { foreground: '#00000001' } },
      { scope: 'keyword', settings: { fontStyle: 'bold underline' } },
      { scope: 'string keyword', settings: { foreground: '#0000FF' } },
    ],
  });
  return { styler: createLineStyler((await registry.grammar('source.tiny'))!), colours: registry.colorMap() };
}

describe('textmate: colours', () => {
  it('are runs of one style, plain where nothing is to be seen', async () => {
    const { styler: lines, colours } = await styler();
    const shown = (line: StyledLine) =>
      line.flatMap((_value, i) => (i % 2 ? [] : [[line[i], colours[colourOf(line[i + 1]!)] ?? '', line[i + 1]! & 15]]));
    const [code, comment, end, none] = lines.style(0, ['let x `a${1 if}`', '/* one', 'two */ 1', '']);
    assert.deepEqual(shown(code!), [
      [3, '', bold | underline],
      [6, '', 0],
      [8, '#AA0000', 0],
      [12, '', 0],
      [14, '#0000FF', bold | underline],
      [15, '', 0],
      [16, '#AA0000', 0],
    ]);
    assert.deepEqual(shown(comment!), [[6, '#008000', italic]]);
    assert.deepEqual(shown(end!), [
      [6, '#008000', italic],
      [8, '', 0],
    ]);
    assert.deepEqual(none, []);
  });

  it('are the same however the lines come in', async () => {
    const folder = join(process.cwd(), 'test', 'fixtures', 'languages');
    const text = ['catalog.ts', 'ring.c', 'queue.js']
      .map((name) => readFileSync(join(folder, `${name}.txt`), 'utf8'))
      .join('\n');
    const lines = text.split('\n');
    const whole = (await styler()).styler.style(0, lines);
    for (let split = 1; split < lines.length; split++) {
      const { styler: streamed } = await styler();
      streamed.style(0, lines.slice(0, split - 1));
      // The line that is being written comes in parts, and each time replaces what it was.
      const last = lines[split - 1]!;
      streamed.style(split - 1, [last.slice(0, last.length / 2)]);
      const shown = streamed.style(split - 1, lines.slice(split - 1));
      assert.deepEqual(shown, whole.slice(split - 1), `split at line ${split}`);
    }
  });

  it('leave a line without end plain, and carry on below it', async () => {
    const { styler: lines } = await styler();
    const [open, long, closed] = lines.style(0, ['/* a', `let ${'1 '.repeat(10_000)}`, 'b */ c']);
    assert.equal(open!.length, 2);
    assert.deepEqual(long, []);
    assert.equal(closed!.length, 4);
    assert.equal(lines.known, 4);
  });
});

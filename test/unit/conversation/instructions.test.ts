import assert from 'node:assert/strict';
import {
  instructionsFrom,
  instructionsIn,
  mostInstructions,
  withInstructions,
  type Instructions,
} from '../../../src/conversation/instructions';
import { readOptions, type RequestOptions } from '../../../src/conversation/options';

const from = (content: string) => instructionsFrom('AGENTS.md', 'file:///w/AGENTS.md', content);
const options = (system: RequestOptions['system']) =>
  readOptions((setting) => (setting === 'system' ? system : undefined)).options;
const part = 'Instructions of the workspace, from its file AGENTS.md:\n\nUse tabs.\n';
const tabs: Instructions = { name: 'AGENTS.md', target: 'file:///w/AGENTS.md', text: 'Use tabs.\n' };

describe('instructions of a workspace', () => {
  it('are the text of the file', () => {
    assert.deepEqual(from('Use tabs.\n'), tabs);
    assert.deepEqual(from('\ufeffUse tabs.\n'), tabs);
  });

  it('are none where the file says nothing, or is no text', () => {
    for (const content of ['', ' \n\t\n', '\ufeff', 'PNG\0\0']) assert.equal(from(content), undefined);
  });

  it('are cut at the end of a line where they are too long, and say so', () => {
    const line = `${'x'.repeat(99)}\n`;
    const long = from(line.repeat(mostInstructions / 100 + 5))!;
    assert.equal(long.cut, true);
    assert.ok(long.text.length <= mostInstructions && long.text.endsWith('x'));
    assert.equal(from(line.repeat(mostInstructions / 100))?.cut, undefined);
    const { system } = withInstructions(options(null), long);
    assert.match(system as string, /x\n\n\[The file goes on\. It was cut here\.\]$/);
  });

  it('are never cut through the middle of a character', () => {
    const { text } = from(`x${'😀'.repeat(mostInstructions)}`)!;
    assert.doesNotThrow(() => encodeURIComponent(text));
  });

  const blocks = [{ type: 'text' as const, text: 'Be brief.' }];
  const systems: ReadonlyArray<readonly [RequestOptions['system'], RequestOptions['system']]> = [
    [null, part],
    ['', part],
    ['Be brief.', `Be brief.\n\n${part}`],
    [blocks, [...blocks, { type: 'text', text: part }]],
  ];
  for (const [own, expected] of systems) {
    it(`come after the person’s own prompt: ${JSON.stringify(own)}`, () => {
      const { system } = withInstructions(options(own), tabs);
      assert.deepEqual(system, expected);
      const found = instructionsIn(system);
      assert.deepEqual([found.own ?? null, found.instructions], [own === '' ? null : own, part]);
    });
    it(`stay out where there are none: ${JSON.stringify(own)}`, () => {
      const set = options(own);
      assert.equal(withInstructions(set, null), set);
      assert.equal(withInstructions(set, undefined), set);
      assert.equal(instructionsIn(own).instructions, undefined);
    });
  }
});

import assert from 'node:assert/strict';
import { createClient } from '../../../src/messages/client';
import type { MessagesRequest } from '../../../src/messages/types';
import { demoReply, startEndpoint, type ReplyScript } from '../../endpoint';

/** What the demo says to a request, without its waits. */
function say(
  content: MessagesRequest['messages'][0]['content'],
  more: Partial<MessagesRequest> = {},
): ReplyScript['blocks'] {
  const script = demoReply({ messages: [{ role: 'user', content }], ...more });
  assert(script.kind === 'reply');
  return script.blocks;
}
const textOf = (blocks: ReplyScript['blocks']) => String((blocks.at(-1) as { text?: string }).text);

describe('the demo without a model', () => {
  it('says what it is', () => {
    for (const asked of ['Hello', 'How do I sort a list?']) assert.match(textOf(say(asked)), /local demo endpoint/);
  });
  it('shows formatting', () => assert.match(textOf(say('Show me')), /```typescript\n[\s\S]*\n```/));
  it('explains code with facts only', () => {
    const code = 'function add(a, b) {\n  if (a) return a + b;\n}';
    const text = textOf(
      say([
        { type: 'text', text: `a.js:1-3\n\n\`\`\`javascript\n${code}\n\`\`\`` },
        { type: 'text', text: 'Explain this code.' },
      ]),
    );
    assert.match(text, /\*\*3 lines\*\* of javascript/);
    assert.match(text, /function `add`/);
    assert.match(text, /no model behind it/);
  });
  it('thinks when asked to', () => {
    const blocks = say('Why?', { thinking: { type: 'enabled', budget_tokens: 1024 } });
    assert.deepEqual(
      blocks.map(({ type }) => type),
      ['thinking', 'text'],
    );
  });

  function check(language: string, comment: string, expected: RegExp): void {
    it(`writes ${comment} in ${language}`, () => {
      const prompt = `File: a\nLanguage: ${language}\n\n<before>\n// ${comment}\n</before>\n<comment>\n// ${comment}\n</comment>\nWrite the code that follows it.`;
      const text = textOf(say(prompt, { system: 'Reply with code only: no explanation.' }));
      assert.match(text, expected);
      assert(!text.includes('```'));
    });
  }
  check('typescript', 'slugify a title', /^export function slugify\(text: string\)/);
  check('javascriptreact', 'A function that returns the nth Fibonacci number', /^function fibonacci\(n\)/);
  check('python', 'is it a prime?', /^def is_prime/);
  check('rust', 'fibonacci', /^fn fibonacci/);
  check('typescript', 'debounce', /^export function debounce/);
  check('python', 'reverse a string', /^def reverse/);
  check('javascript', 'sum of all numbers', /^function sum/);
  check(
    'typescript',
    'parse the moon phases',
    /^\/\/ Demo endpoint: no model wrote this\. Wanted: parse the moon phases\nexport function todo/,
  );
  check('python', 'parse the moon phases', /^# Demo endpoint[^\n]*\ndef todo/);
  check('cobol', 'parse the moon phases', /^\/\/ Demo endpoint/);

  it('streams at about sixty deltas a second', async () => {
    const endpoint = await startEndpoint();
    const client = createClient({ endpoint: { name: 'demo', baseUrl: endpoint.url, auth: 'bearer' }, key: 'anything' });
    let deltas = 0;
    const { timing } = await client.send(
      { model: 'claude-sonnet-4-5', max_tokens: 100, messages: [{ role: 'user', content: 'hello' }] },
      { onUpdate: (update) => update.type === 'text' && deltas++ },
    );
    const perSecond = (1000 * deltas) / timing.total;
    assert(perSecond > 20 && perSecond < 65, String(perSecond));
    await endpoint.close();
  });
});

import assert from 'node:assert/strict';
import { type Locator } from 'playwright-core';
import { raw, reply, status, type Script } from '../endpoint';
import { ev, event } from '../fixtures/faults/events';
import { Composer } from './composer';
import { knownModel, sharedSession, type SharedSession } from './sharedSession';
import { until } from './workbench';

/** Faults that people reported of other programs, by the ids of their list, in the panel. */
describe('a case that was reported elsewhere', function () {
  this.timeout(120_000);
  let session: SharedSession;

  before(async () => {
    session = await sharedSession({ settings: knownModel });
  });

  /** Asks in a conversation of its own. Gives the reply as it is shown. */
  async function ask(script: Script): Promise<Locator> {
    const { panel, endpoint } = session;
    await panel.newChat();
    endpoint.script(script);
    await panel.ask('A question');
    await panel.reply();
    return (await panel.find('turn-assistant')).last();
  }

  /** The text of a refusal. */
  async function refusal(script: Script): Promise<string> {
    const { panel, endpoint } = session;
    await panel.newChat();
    endpoint.script(script);
    await panel.ask('A question');
    return panel.reply(['failed']);
  }

  /** The reply as the next question sends it back. */
  async function sentBack(): Promise<unknown> {
    const { panel, endpoint } = session;
    const before = endpoint.requests.length;
    await panel.ask('And then?');
    // What this API thinks of it is another question: it takes no thinking without a signature.
    await until('it is asked', 20_000, async () => endpoint.requests.length > before);
    await panel.reply(['done', 'failed']);
    const messages = endpoint.requests.at(-1)!.body!['messages'] as readonly { role: string; content: unknown }[];
    return messages.findLast(({ role }) => role === 'assistant')!.content;
  }

  const stream = (...parts: readonly string[]): Script =>
    raw([ev.start(), ...parts, ev.delta(), ev.stop()], { headers: { 'content-type': 'text/event-stream' } });

  it('a01: a server that says “length” for max_tokens offers Continue, “stop” nothing', async () => {
    await ask(reply('One, two,', { stopReason: 'length' }));
    await session.panel.waitFor('error-step-continue');
    const whole = await ask(reply('All of it.', { stopReason: 'stop' }));
    assert.doesNotMatch(await whole.innerText(), /stop|reason/);
  });

  it('a04: thinking in the number of a text stands before it, and is sent in that order', async () => {
    await ask(stream(ev.open(0), ev.thinking(0, 'plan'), ev.text(0, 'Yes'), ev.close(0)));
    const types = ((await sentBack()) as readonly { type: string }[]).map(({ type }) => type);
    assert.equal(types.at(-1), 'text');
  });

  it('a05: a signature under the number of the text belongs to the thinking', async () => {
    const parts = [ev.open(0, { type: 'thinking', thinking: '' }), ev.thinking(0, 'abc'), ev.close(0), ev.open(1)];
    await ask(stream(...parts, ev.signature(1, 'SIG'), ev.text(1, 'T'), ev.close(1)));
    assert.deepEqual(await sentBack(), [
      { type: 'thinking', thinking: 'abc', signature: 'SIG' },
      { type: 'text', text: 'T' },
    ]);
  });

  it('a06: thinking that carries its text as “text” is thinking', async () => {
    const delta = event('content_block_delta', { index: 0, delta: { type: 'thinking_delta', text: 'plan' } });
    const open = ev.open(0, { type: 'thinking', thinking: '' });
    const shown = await ask(stream(open, delta, ev.close(0), ev.open(1), ev.text(1, 'T'), ev.close(1)));
    assert.equal(await shown.getByTestId('thinking').count(), 1);
  });

  it('a07: an account without quota is told so', async () => {
    const message = '用户额度不足, 剩余额度: ＄0.000000';
    const said = await refusal(
      status(403, { error: { message, type: 'new_api_error', code: 'insufficient_user_quota' } }),
    );
    assert.match(said, /balance|billing|credit/i);
    assert.ok(said.includes(message));
  });

  it('b01: what is bold beside Chinese or Japanese punctuation is bold', async () => {
    const shown = await ask(reply('**重要：**请先备份。\n\n**Markdown（マークダウン）**は軽量です。'));
    assert.deepEqual(await shown.locator('strong').allInnerTexts(), ['重要：', 'Markdown（マークダウン）']);
  });

  it('b02: a <br> in a cell is a line break', async () => {
    const shown = await ask(reply('| a |\n|---|\n| read<br>write |'));
    assert.equal(await shown.locator('td br').count(), 1);
  });

  it('b04: a README in a Markdown block is one block', async () => {
    const shown = await ask(
      reply('```markdown\n# Tool\n\n```bash\nnpm i tool\n```\n\nThen run it.\n```\n\nTell me more.'),
    );
    assert.equal(await shown.locator('.code-block').count(), 1);
    assert.match(await shown.locator('.code-block').innerText(), /npm i tool\n```\s+Then run it\./);
    assert.equal(await shown.locator('p', { hasText: 'Tell me more.' }).count(), 1);
  });

  it('b05: thoughts of a local model are thinking, and are not sent back', async () => {
    const shown = await ask(reply('<think>\nThe user wants X.\n</think>\n\nThe answer is 4.', { chunk: 3 }));
    assert.equal(await shown.getByTestId('thinking').count(), 1);
    assert.equal(await shown.locator('p', { hasText: 'The answer is 4.' }).count(), 1);
    assert.doesNotMatch(await shown.innerText(), /think>/);
    assert.deepEqual(await sentBack(), [{ type: 'text', text: 'The answer is 4.' }]);
  });

  it('e03: an @ right behind a Chinese word has its list', async () => {
    const { panel } = session;
    const composer = new Composer(panel);
    for (const typed of ['看看@cata', '请看，＠cata']) {
      await composer.type(typed);
      const rows = await panel.find('completion');
      await until(typed, 20_000, async () => (await rows.allInnerTexts())[0]?.includes('src/catalog.ts') === true);
      await (await composer.area()).fill('');
    }
  });

  it('g01: “too long” in the words of other servers offers to summarize', async () => {
    const message = 'Your request exceeded model token limit: 131072 (requested: 140000)';
    assert.match(await refusal(status(400, { error: { message } })), /longer than the context window/);
  });
});

import assert from 'node:assert/strict';
import { raw, reply, status, type Script } from '../endpoint';
import { refusalMeanings } from '../fixtures/refusalMeanings';
import { refusalRows, type Refusal } from '../fixtures/refusals';
import { sharedSession, type SharedSession } from './sharedSession';
import { until } from './workbench';

const meaningOf = ({ kind, missing, reason }: Refusal): string => [kind, missing ?? reason].filter(Boolean).join(' ');

/** A row of each meaning: the first that a conversation does not get over by itself. */
const one = new Map<string, Refusal>();
for (const row of refusalRows) {
  const isLowered = row.reason === 'max_tokens' && row.kind === 'invalid_request' && row.name !== 'without a number';
  if (!one.has(meaningOf(row)) && !isLowered && row.reason !== 'tools' && row.body !== '') one.set(meaningOf(row), row);
}

const answerOf = ({ status: code, body, headers = {} }: Refusal): Script =>
  code === 200 && typeof body === 'string' ? raw(body, { headers }) : status(code, body, { ...headers });

describe('what servers refuse', function () {
  this.timeout(120_000);
  let session: SharedSession;

  before(async () => {
    // A model of its own: what it refuses is remembered as long as the window lives.
    const tools = [{ name: 'look', description: 'Looks.', input_schema: { type: 'object' } }];
    session = await sharedSession({
      settings: { 'aside.model': 'claude-haiku-4-5', 'aside.confirmCost': 0.5, 'aside.tools': tools },
    });
  });

  const asked = () =>
    session.endpoint.requests.filter(({ path, body }) => path === '/v1/messages' && body?.['messages'] !== undefined);

  async function ask(text: string, ...scripts: Script[]): Promise<void> {
    session.endpoint.script(...scripts);
    await session.panel.ask(text);
  }

  async function stepsShown(): Promise<string[]> {
    const buttons = (await session.panel.find('error')).last().locator('[data-testid^="error-step-"]');
    const ids = await buttons.evaluateAll((all) =>
      all.map((button) => (button as HTMLElement).dataset['testid'] ?? ''),
    );
    return ids.map((id) => id.replace('error-step-', ''));
  }

  async function press(step: string): Promise<void> {
    await (await session.panel.find(`error-step-${step}`)).last().click();
  }

  async function shows(text: RegExp): Promise<void> {
    await until(`${text} shows`, 20_000, async () => text.test((await session.panel.turns('assistant')).at(-1) ?? ''));
  }

  for (const [meaning, row] of one) {
    it(`${meaning}, as from ${row.name}: the sentence, the server’s words, the steps, ${row.requests} requests`, async () => {
      const { panel, workbench } = session;
      await panel.newChat();
      const before = asked().length;
      await ask('What now?', ...Array.from({ length: row.requests }, () => answerOf(row)));
      await panel.reply(['failed'], 40_000);
      assert.equal(asked().length - before, row.requests, 'requests');
      const error = (await panel.find('error')).last();
      const sentence = await error.locator('.error-line').innerText();
      const expected = refusalMeanings[meaning]!;
      // The API is there, so that the model may be what it did not find.
      const isHere = meaning === 'not_found address';
      const pattern = isHere
        ? /^Demo found nothing/
        : new RegExp(expected.sentence.source.replaceAll(/\bE\b/g, 'Demo'));
      assert.match(sentence.trim(), pattern);
      const shown = await error.innerText();
      if (row.says) assert.ok(shown.includes(row.says.trim().split('\n', 1)[0]!), `${row.says} in ${shown}`);
      assert.doesNotMatch(sentence, /[{}<>]/);
      // The endpoint of the test has no page, there is nothing to summarise, and nothing to continue.
      const left = expected.steps.filter((step) => !['openSite', 'summarise', 'continue'].includes(step));
      assert.deepEqual(await stepsShown(), isHere ? ['checkBaseUrl', 'pickModel', 'retry', 'checkEndpoint'] : left);
      if (process.env['ASIDE_SCREENSHOTS']) await pictures(meaning);
      assert.equal((await panel.turns('user')).length, 1);
      await workbench.page.keyboard.press('Escape');
    });
  }

  async function pictures(name: string): Promise<void> {
    const { workbench } = session;
    for (const theme of ['Dark Modern', 'Light Modern']) {
      await workbench.pickTheme(theme);
      await workbench.page.waitForTimeout(700);
      await workbench.screenshot(`refusal ${name} ${theme}`);
    }
  }

  const poor = [...refusalRows].find(({ name }) => name === 'new-api, a reserve that is too large')!;

  it('a balance that does not cover max_tokens: a press asks for fewer, and what is asked next does too', async () => {
    const { panel } = session;
    await panel.newChat();
    await ask('Hi', answerOf(poor));
    await panel.reply(['failed']);
    const before = Number(asked().at(-1)!.body!['max_tokens']);
    session.endpoint.script(reply('For less.'), reply('Still for less.'));
    const label = await (await panel.waitFor('error-step-fewerTokens')).innerText();
    await press('fewerTokens');
    await shows(/For less\./);
    const lowered = Number(asked().at(-1)!.body!['max_tokens']);
    assert.ok(lowered < before / 2, `${lowered} of ${before}`);
    assert.match(label, new RegExp(`^Retry With max_tokens ${lowered}$`));
    await panel.ask('And now?');
    await shows(/Still for less\./);
    assert.equal(asked().at(-1)!.body!['max_tokens'], lowered);
  });

  it('a model without tools replies without them, says so once, and is remembered', async () => {
    const { panel } = session;
    await panel.newChat();
    const refusal = { error: 'registry.ollama.ai/library/gemma3:4b does not support tools' };
    await ask('Hi', status(400, refusal), reply('Without.'));
    await shows(/Without\.[\s\S]*This model at Demo takes no tools\. The reply was made without them\./);
    assert.deepEqual(
      asked()
        .slice(-2)
        .map(({ body }) => 'tools' in body!),
      [true, false],
    );
    await ask('And now?', reply('Again without.'));
    await shows(/Again without\./);
    assert.doesNotMatch((await panel.turns('assistant')).at(-1)!, /takes no tools/);
    await panel.newChat();
    await ask('And in another one?', reply('Here too.'));
    await shows(/Here too\./);
    assert.equal('tools' in asked().at(-1)!.body!, false);
  });

  for (const [type, sentence] of [
    ['overloaded_error', 'Demo is overloaded.'],
    ['api_error', 'Demo reported an internal error.'],
  ] as const) {
    it(`${type} in the middle of a reply keeps what came, and Continue gets the rest`, async () => {
      const { panel } = session;
      await panel.newChat();
      await ask('Count', reply('One, two,', { error: { type, message: 'Sorry.' } }), reply('three.'));
      const shown = await panel.reply(['failed']);
      assert.ok(shown.includes('One, two,') && shown.includes(sentence) && shown.includes('Sorry.'), shown);
      await press('continue');
      await shows(/three\./);
      const messages = asked().at(-1)!.body!['messages'] as unknown[];
      assert.deepEqual(messages[1], { role: 'assistant', content: [{ type: 'text', text: 'One, two,' }] });
    });
  }

  it('a limit that is reached before the first word is one sentence with a way out', async () => {
    const { panel } = session;
    await panel.newChat();
    await ask('Think', reply([], { stopReason: 'max_tokens' }), reply('Now.'));
    await shows(/The token limit \(max_tokens\) was reached before the reply began\./);
    assert.equal(await (await panel.find('error-step-continue')).count(), 0);
    await panel.waitFor('error-step-openSettings');
    await press('retry');
    await shows(/Now\./);
  });
});

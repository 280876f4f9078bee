import assert from 'node:assert/strict';
import { apiError, reply } from '../endpoint';
import { knownModel, sharedSession, type SharedSession } from './sharedSession';
import { until } from './workbench';

const patience = 20_000;
const usage = (input: number, output = 100) => ({
  usage: { input_tokens: input, cache_creation_input_tokens: 0, cache_read_input_tokens: 0, output_tokens: output },
});

/** One window; each test goes on where the one before ended. */
describe('how full the context is, and what it costs', () => {
  let session: SharedSession;

  before(async () => {
    session = await sharedSession({ settings: knownModel });
  });

  const meter = async (): Promise<string> =>
    (await (await session.panel.waitFor('meter')).getAttribute('aria-label')) ?? '';
  const meterSays = (text: string | RegExp): Promise<void> =>
    until(`the meter says ${String(text)}`, patience, async () => {
      const said = await meter();
      return typeof text === 'string' ? said.includes(text) : text.test(said);
    });
  /** A picture in a light and in a dark theme, where pictures are taken. */
  async function picture(name: string): Promise<void> {
    if (!process.env.ASIDE_SCREENSHOTS) return;
    const themes = {
      'vscode-light': 'Light Modern',
      'vscode-dark': 'Dark Modern',
      'vscode-high-contrast': 'Dark High Contrast',
    };
    for (const [bodyClass, theme] of Object.entries(themes)) {
      await session.workbench.pickTheme(theme);
      const frame = await session.panel.frame();
      await frame.locator(`body.${bodyClass}`).waitFor();
      await session.workbench.screenshot(`${name}-${theme.toLowerCase().replaceAll(' ', '-')}`);
    }
  }

  it('shows in a ring, with what was used and paid so far', async () => {
    const { panel, endpoint } = session;
    await meterSays('0 of 200,000 tokens');
    endpoint.script(reply('Hello.', usage(30_000)));
    await panel.ask('Hi');
    await panel.reply();
    await meterSays('Context 15%: 30,100 of 200,000 tokens that claude-sonnet-4-5 reads at once');
    assert.match(await meter(), /about \$0\.0915 so far/);
    assert.equal(await (await panel.waitFor('meter')).getAttribute('data-level'), 'low');
  });

  it('counts what is being written', async () => {
    const { panel } = session;
    await (await panel.waitFor('composer')).fill('word'.repeat(1000));
    await meterSays('31,100 of 200,000');
    await (await panel.waitFor('composer')).fill('');
    await meterSays('30,100 of 200,000');
  });

  it('opens its details by keyboard and closes them with Esc', async () => {
    const { panel, workbench } = session;
    const button = await panel.waitFor('meter');
    await button.focus();
    await workbench.page.keyboard.press('Enter');
    const details = await panel.waitFor('meter-details');
    assert.match(await details.innerText(), /Tokens in\s*30,000\s.*Tokens out\s*100\s.*\$0\.0915/s);
    await picture('meter-details');
    await button.focus();
    await workbench.page.keyboard.press('Escape');
    await details.waitFor({ state: 'detached' });
    assert.equal(await button.evaluate((element) => element === document.activeElement), true);
  });

  it('follows the version on show, the prices that are set, and a new chat', async () => {
    const { panel, workbench, endpoint } = session;
    endpoint.script(reply('Hello again.', usage(50_000)));
    await (await panel.find('turn-assistant')).last().hover();
    await (await panel.find('retry')).last().click();
    await meterSays('50,100 of 200,000');
    await meterSays('about $0.24 so far');
    await (await panel.find('turn-assistant')).last().hover();
    await (await panel.find('previous')).last().click();
    await meterSays('30,100 of 200,000');
    await meterSays('about $0.24 so far');
    await panel.newChat();
    await meterSays(/(?<![\d,])0 of 200,000/);
    assert.doesNotMatch(await meter(), /so far/);
    await workbench.openPanel();
  });

  it('speaks up when it is nearly full', async () => {
    const { panel, endpoint } = session;
    endpoint.script(reply('That is a lot.', usage(170_000)));
    await panel.ask('Read all of it.');
    await panel.reply();
    await meterSays('Context 85%');
    assert.equal(await (await panel.waitFor('meter')).getAttribute('data-level'), 'high');
    assert.equal(await (await panel.waitFor('meter-text')).innerText(), '85%');
  });

  it('asks before a message that costs more than the amount that is set, and gives it back', async () => {
    const { panel, endpoint } = session;
    const before = endpoint.requests.length;
    const composer = await panel.waitFor('composer');
    await composer.fill('And what about the rest?');
    await composer.press('Enter');
    const offer = await panel.waitFor('offer');
    assert.match(await offer.innerText(), /Sending this costs about \$0\.64: 170,106 tokens/);
    assert.equal(await composer.inputValue(), 'And what about the rest?');
    await picture('cost');
    await (await panel.waitFor('offer-no')).click();
    await offer.waitFor({ state: 'detached' });
    assert.equal(await composer.inputValue(), 'And what about the rest?');
    assert.equal(endpoint.requests.length, before);
  });

  it('sends it when told to', async () => {
    const { panel, endpoint } = session;
    const composer = await panel.waitFor('composer');
    endpoint.script(reply('The rest is fine.', usage(195_000)));
    await composer.press('Enter');
    await (await panel.waitFor('offer-send')).click();
    await until('the reply is there', patience, async () => (await panel.turns('assistant')).length === 2);
    assert.match(await panel.reply(), /The rest is fine\./);
    assert.equal(await composer.inputValue(), '');
    await meterSays('Context 98%');
    assert.equal(await (await panel.waitFor('meter')).getAttribute('data-level'), 'full');
  });

  it('offers a summary where a message does not fit; stopped, it leaves all as it was', async () => {
    const { panel, endpoint } = session;
    const composer = await panel.waitFor('composer');
    await composer.fill(`Now this: ${'word'.repeat(9000)}`);
    await composer.press('Enter');
    const offer = await panel.waitFor('offer');
    assert.match(
      await offer.innerText(),
      /It was not sent\..*The summary reads about 195,100 tokens, for about \$0\.73/s,
    );
    await picture('no-room');
    endpoint.script(reply('In short. '.repeat(400), { delay: 30 }));
    await (await panel.waitFor('offer-summarise')).click();
    await until('the summary begins', patience, async () => (await panel.turns('assistant')).length === 3);
    await (await panel.waitFor('stop')).click();
    await until('it is gone', patience, async () => (await panel.turns('assistant')).length === 2);
    assert.match(await composer.inputValue(), /^Now this: /);
    assert.deepEqual((await panel.turns('user')).length, 2);
  });

  it('goes on from the summary with what was written, and the original stays', async () => {
    const { panel, endpoint } = session;
    const composer = await panel.waitFor('composer');
    endpoint.script(reply('**In short:** all of it was read.', usage(190_000)), reply('This is done.', usage(12_000)));
    await composer.press('Enter');
    await (await panel.waitFor('offer-summarise')).click();
    await until('the answer is there', patience, async () =>
      ((await panel.turns('assistant')).at(-1) ?? '').includes('This is done.'),
    );
    const turns = await panel.turns('assistant');
    assert.match(turns[0]!, /The conversation goes on from this summary\..*In short: all of it was read\./s);
    assert.match(turns.join('\n'), /The rest is fine\./, 'the last exchange is there word for word');
    assert.equal(await composer.inputValue(), '');
    await meterSays(/12,100 of 200,000/);
    const { messages } = endpoint.requests.at(-1)!.body as { messages: unknown[] };
    assert.equal(messages.length, 7);
    await (await panel.find('turn-user')).first().scrollIntoViewIfNeeded();
    await picture('summary');
    await (await panel.waitFor('show-original')).click();
    await until('the original is there', patience, async () =>
      ((await panel.turns('user'))[0] ?? '').includes('Read all of it.'),
    );
    await meterSays('195,100 of 200,000');
  });

  it('offers the same under a reply that a server refused as too long', async () => {
    const { panel, endpoint } = session;
    await panel.newChat();
    await panel.ask('First.');
    await panel.reply();
    endpoint.script(apiError(400, 'invalid_request_error', 'prompt is too long: 208310 tokens > 200000 maximum'));
    await panel.ask('Second.');
    await panel.reply(['failed']);
    assert.match(
      await (await panel.waitFor('error')).innerText(),
      /longer than the context window of the model at Demo/,
    );
    endpoint.script(reply('It was about the first.'), reply('Second answer.'));
    await (await panel.waitFor('error-step-summarise')).click();
    await until('the answer is there', patience, async () =>
      ((await panel.turns('assistant')).at(-1) ?? '').includes('Second answer.'),
    );
  });

  it('is offered by the meter when that is nearly full, and sends nothing of a draft', async () => {
    const { panel, endpoint } = session;
    await panel.newChat();
    endpoint.script(reply('That is a lot.', usage(180_000)));
    await panel.ask('Read this.');
    await panel.reply();
    await (await panel.waitFor('composer')).fill('half a thought');
    await meterSays('Context 90%');
    await (await panel.waitFor('meter')).click();
    await picture('meter-full');
    endpoint.script(reply('All was read.'));
    await (await panel.waitFor('meter')).click();
    if ((await (await panel.find('meter-details')).count()) === 0) await (await panel.waitFor('meter')).click();
    await (await panel.waitFor('summarise')).click();
    await until('the summary is there', patience, async () => (await (await panel.find('summary')).count()) === 1);
    assert.equal(await (await panel.waitFor('composer')).inputValue(), 'half a thought');
    await meterSays('about ');
  });
});

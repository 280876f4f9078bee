import assert from 'node:assert/strict';
import { requestOptions } from '../../src/conversation/options';
import { needs, sharedSession, type SharedSession } from './sharedSession';
import { until } from './workbench';

const weather = { name: 'get_weather', input_schema: { type: 'object' } };

/** By setting: how it is entered in the form, and what must come of it in the body. */
const typed: Readonly<Record<string, { how: 'pick' | 'type'; value: string; body: object }>> = {
  model: { how: 'type', value: 'claude-sonnet-4-5', body: { model: 'claude-sonnet-4-5' } },
  maxTokens: { how: 'type', value: '4096', body: { max_tokens: 4096 } },
  stopSequences: { how: 'type', value: 'END, 停', body: { stop_sequences: ['END', '停'] } },
  stream: { how: 'pick', value: 'false', body: { stream: false } },
  temperature: { how: 'type', value: '0.5', body: { temperature: 0.5 } },
  topP: { how: 'type', value: '0.9', body: { top_p: 0.9 } },
  topK: { how: 'type', value: '40', body: { top_k: 40 } },
  effort: { how: 'pick', value: 'high', body: { output_config: { effort: 'high' } } },
};
const written: Readonly<Record<string, { value: unknown; body: object }>> = {
  system: { value: 'Be brief.', body: { system: 'Be brief.' } },
  tools: { value: [weather], body: { tools: [weather] } },
  toolChoice: { value: { type: 'auto' }, body: { tool_choice: { type: 'auto' } } },
  thinking: {
    value: { type: 'enabled', budget_tokens: 1024 },
    body: { thinking: { type: 'enabled', budget_tokens: 1024 } },
  },
  metadata: { value: { user_id: 'u-1' }, body: { metadata: { user_id: 'u-1' } } },
  extraBody: { value: { service_tier: 'auto' }, body: { service_tier: 'auto' } },
};

// What does not fit shows in the editor.
needs('json-language-features', 'configuration-editing');

describe('request options of a conversation', function () {
  this.timeout(180_000);
  let session: SharedSession;

  before(async () => {
    // A model that nobody knows gets everything that is set.
    session = await sharedSession({ endpoint: { auth: 'any' }, settings: { 'aside.model': 'claude-unknown-9' } });
  });

  async function lastBody(): Promise<Record<string, unknown>> {
    await session.panel.ask('Hello');
    await session.panel.reply();
    return session.endpoint.requests.findLast(({ path }) => path === '/v1/messages')!.body!;
  }

  const openForm = async () => {
    await (await session.panel.waitFor('options')).click();
    await session.workbench.page.locator('.quick-input-titlebar', { hasText: 'Request Options' }).waitFor();
  };

  it('are all in the form', () => {
    const names = [...Object.keys(typed), ...Object.keys(written)].sort();
    assert.deepEqual(names, requestOptions.map(({ setting }) => setting as string).sort());
  });

  for (const { setting, field } of requestOptions) {
    const entered = typed[setting];
    if (!entered || setting === 'model') continue;
    it(`${field}`, async () => {
      const { panel, workbench } = session;
      await panel.newChat();
      await openForm();
      await workbench.pickRow(field, 'stays');
      await workbench.page.locator('.quick-input-titlebar', { hasText: field }).waitFor();
      if (entered.how === 'pick') await workbench.pickRow(entered.value, 'stays');
      else {
        await workbench.quickInput.locator('.quick-input-box input').fill(entered.value);
        await workbench.page.keyboard.press('Enter');
      }
      await workbench.page.locator('.quick-input-titlebar', { hasText: 'Request Options' }).waitFor();
      await workbench.page.keyboard.press('Escape');
      const body = await lastBody();
      for (const [name, value] of Object.entries(entered.body)) assert.deepEqual(body[name], value, name);
    });
  }

  it('under a name, for any conversation', async () => {
    const { panel, workbench } = session;
    const titled = (title: string) => workbench.page.locator('.quick-input-titlebar', { hasText: title }).waitFor();
    const enter = async (text: string) => {
      await workbench.quickInput.locator('.quick-input-box input').fill(text);
      await workbench.page.keyboard.press('Enter');
    };
    await panel.newChat();
    await openForm();
    await workbench.pickRow('temperature', 'stays');
    await titled('temperature');
    await enter('0.25');
    await titled('Request Options');
    await workbench.pickRow('Save as Preset', 'stays');
    await titled('Save as Preset');
    await enter('Careful');
    await workbench.quickInput.waitFor({ state: 'hidden' });
    assert.equal((await lastBody())['temperature'], 0.25);

    await panel.newChat();
    assert.equal((await lastBody())['temperature'], undefined);
    await openForm();
    await workbench.pickRow('Use a Preset', 'stays');
    await titled('Use a Preset');
    await workbench.pickRow('Careful');
    assert.equal((await lastBody())['temperature'], 0.25);
  });

  it('those of JSON, and the model, in an editor that refuses what does not fit', async () => {
    const { panel, workbench } = session;
    await panel.newChat();
    await openForm();
    await workbench.pickRow('tools');
    const tab = workbench.page.locator('.tab.active[data-resource-name="request-options.json"]');
    await tab.waitFor();
    // The field to fill in is put there once the editor is open.
    await workbench.waitForText('"tools"');
    const write = async (text: string) => {
      await workbench.focusEditor();
      await workbench.page.evaluate((copied) => navigator.clipboard.writeText(copied), text);
      await workbench.page.keyboard.press('Control+a');
      await workbench.page.keyboard.press('Control+v');
      await workbench.waitForText(text.slice(0, 16));
      await workbench.page.keyboard.press('Control+s');
    };
    await write('{ "temperature": 7 }');
    // The schema of the settings is this file's too.
    await workbench.editor.locator('.squiggly-warning').first().waitFor();
    await until('the editor refuses', 20_000, async () =>
      (await workbench.page.locator('body').innerText()).includes('0 – 1'),
    );
    assert.ok(await workbench.page.locator('.tab.active.dirty').count(), 'what was typed stays');
    const values = Object.fromEntries(Object.entries(written).map(([name, { value }]) => [name, value]));
    await write(JSON.stringify({ model: typed['model']!.value, ...values }));
    await workbench.page.locator('.tab.active.dirty').waitFor({ state: 'detached' });
    await until('the panel shows the model', 20_000, async () =>
      (await (await panel.waitFor('pick-model')).innerText()).includes(typed['model']!.value),
    );
    const body = await lastBody();
    for (const expected of [typed['model']!, ...Object.values(written)])
      for (const [name, value] of Object.entries(expected.body)) assert.deepEqual(body[name], value, name);
  });

  it('are the conversation’s own, and stay with it', async () => {
    const { panel, workbench } = session;
    const before = await (await panel.waitFor('pick-model')).innerText();
    await panel.newChat();
    const body = await lastBody();
    assert.deepEqual([body['model'], body['tools'], body['system']], ['claude-unknown-9', undefined, undefined]);
    await workbench.run('Aside: History');
    // Until then the rows are those of the command palette.
    await workbench.page.locator('.quick-input-titlebar', { hasText: 'Conversations' }).waitFor();
    await workbench.quickInput.locator('.monaco-list-row').nth(1).click();
    await until('the model of the other conversation shows', 20_000, async () =>
      (await (await panel.waitFor('pick-model')).innerText()).includes(before),
    );
    assert.deepEqual((await lastBody())['tools'], [weather]);
  });

  it('give way to a model that is picked, also with the command, and to nothing with Esc', async () => {
    const { panel, workbench } = session;
    const title = workbench.page.locator('.quick-input-titlebar', { hasText: /^Model$/ });
    await (await panel.waitFor('pick-model')).click();
    await title.waitFor();
    await workbench.page.keyboard.press('Escape');
    await workbench.quickInput.waitFor({ state: 'hidden' });
    assert.equal((await lastBody())['model'], typed['model']!.value);

    await workbench.run('Aside: Pick Model');
    await title.waitFor();
    await workbench.quickInput.locator('.quick-input-box input').fill('claude-unknown-8');
    await workbench.pickRow('claude-unknown-8');
    await until('the panel shows it', 20_000, async () =>
      (await (await panel.waitFor('pick-model')).innerText()).includes('claude-unknown-8'),
    );
    const body = await lastBody();
    assert.deepEqual([body['model'], body['tools']], ['claude-unknown-8', [weather]]);
  });
});

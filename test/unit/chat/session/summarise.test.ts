import assert from 'node:assert/strict';
import { createSession } from '../../../../src/chat/session/session';
import type { Session, SessionDeps, SessionEvent } from '../../../../src/chat/session/types';
import { spentOn } from '../../../../src/conversation/cost';
import {
  applyRecord,
  branchOf,
  emptyConversation,
  type LogRecord,
  type Turn,
} from '../../../../src/conversation/model';
import { readOptions } from '../../../../src/conversation/options';
import { sentRequest } from '../../../../src/conversation/sent';
import { contextOf } from '../../../../src/conversation/contextWindow';
import { createClient } from '../../../../src/messages/client';
import { isMessagesError } from '../../../../src/messages/errors';
import { apiError, reply, startEndpoint, type TestEndpoint } from '../../../endpoint';
import type { Script } from '../../../endpoint';
import { noErrors } from '../../../fixtures/noErrors';

const model = 'claude-sonnet-4-5';

describe('going on from a summary', () => {
  let endpoint: TestEndpoint;
  let session: Session;
  let events: SessionEvent[];
  let written: LogRecord[];
  let settings: Record<string, unknown>;
  let contextWindow: number | undefined;
  let deps: SessionDeps;

  beforeEach(async () => {
    endpoint = await startEndpoint({ auth: 'bearer' });
    settings = {};
    contextWindow = undefined;
    let [clock, ids] = [0, 0];
    const client = createClient({
      endpoint: { name: 'E', baseUrl: endpoint.url, auth: 'bearer' },
      key: 'sk-k',
      sleep: () => Promise.resolve(),
    });
    written = [];
    events = [];
    deps = {
      store: { append: async (_id, records) => void written.push(...structuredClone(records)) } as SessionDeps['store'],
      wording: {
        error: ({ kind }) => ({ sentence: `error: ${kind}`, steps: [] }),
        optionProblem: ({ setting }) => setting,
        notice: ({ code }) => code,
        stopReason: (reason) => (reason === 'end_turn' ? undefined : { sentence: `ended: ${reason}`, steps: [] }),
        ...{ continuePrompt: 'Go on.', summaryPrompt: 'Summarise it.', noSummary: 'no summary' },
      },
      costs: () => ({ prices: {}, confirm: undefined, problems: [] }),
      windowOf: () => contextWindow,
      connect: async () => ({
        ...{ client, endpoint: 'E', options: readOptions((setting) => settings[setting]).options, problems: [] },
        target: { model, info: { id: model, displayName: '', contextWindow } },
        address: { url: `${endpoint.url}/v1/messages`, headers: {}, auth: 'bearer' as const },
        ...{ caching: true, refused: () => undefined },
      }),
      storedError: (error) => {
        assert(isMessagesError(error), String(error));
        const { kind, details } = error;
        return kind === 'aborted' ? undefined : { kind, serverMessage: details.serverMessage };
      },
      now: () => ++clock,
      later: () => () => undefined,
      log: noErrors,
      newId: () => `id${++ids}`,
    };
    session = createSession(emptyConversation('c', 0), deps);
    session.listen((event) => events.push(structuredClone(event)));
  });
  afterEach(() => endpoint.close());

  async function say(question: string, ...answers: Script[]): Promise<Turn> {
    endpoint.script(...answers);
    await session.send(question);
    return branchOf(session.conversation()).at(-1)!;
  }
  const branch = () => branchOf(session.conversation());
  const texts = (turns: readonly Turn[] = branch()) =>
    turns.map(({ content }) => content.flatMap((block) => block['text'] ?? []).join(''));
  const shown = () => session.snapshot(100).turns.map(({ blocks }) => blocks.map(({ text }) => text).join(''));
  const sentTexts = (n: number) => JSON.stringify(endpoint.requests.at(n)?.body?.['messages']);
  /** The conversation as it is after a restart. */
  const reloaded = () => written.reduce(applyRecord, emptyConversation('c', 0));

  /** Three exchanges, the first ones long. */
  async function converse(): Promise<string> {
    await say(`one ${'word '.repeat(4000)}`, reply('answer one'));
    await say(
      'two',
      reply([
        { type: 'thinking', thinking: 'hm', signature: 's' },
        { type: 'text', text: 'answer two' },
      ]),
    );
    return (await say('three', reply('answer three'))).id;
  }

  it('begins a branch with the summary and the last exchanges, and leaves the first as it is', async () => {
    const leaf = await converse();
    const before = branch();
    endpoint.script(reply('All about it.'));
    assert.deepEqual(await session.summarise(leaf), { kind: 'done' });
    assert.match(sentTexts(-1), /answer one.*answer three.*Summarise it\./s);
    assert.deepEqual(texts(), ['Summarise it.', 'All about it.', 'two', 'answer two', 'three', 'answer three']);
    assert.deepEqual(branchOf(session.conversation(), leaf), before);
    assert.deepEqual(shown(), texts().with(3, 'hmanswer two'));
    assert.deepEqual(
      branchOf(reloaded()).map(({ id }) => id),
      branch().map(({ id }) => id),
      'after a restart',
    );
    const [question] = session.snapshot(100).turns;
    assert.deepEqual(question?.sibling, { index: 2, of: 2 });
    session.switchSibling(question.id, -1);
    assert.deepEqual(branch(), before);
    session.switchSibling(before[0]!.id, 1);
    session.showOriginal(branch()[1]!.id);
    assert.deepEqual(branch(), before);
  });

  it('sends from then on the summary, without the thinking of before', async () => {
    settings['thinking'] = { type: 'enabled', budget_tokens: 1024 };
    const leaf = await converse();
    endpoint.script(
      reply([
        { type: 'thinking', thinking: 'sum', signature: 't' },
        { type: 'text', text: 'In short.' },
      ]),
    );
    await session.summarise(leaf);
    assert.equal((await say('four', reply('answer four'))).state, 'done');
    assert.deepEqual(
      (endpoint.requests.at(-1)?.body?.['messages'] as { role: string }[]).map(({ role }) => role),
      ['user', 'assistant', 'user', 'assistant', 'user', 'assistant', 'user'],
    );
    assert.doesNotMatch(sentTexts(-1), /thinking|answer one/);
    assert.match(sentTexts(-1), /Summarise it\..*In short\..*answer two.*four/s);
  });

  it('counts the summary once and what it keeps not again', async () => {
    const leaf = await converse();
    const before = spentOn(session.conversation().turns.values(), {});
    endpoint.script(reply('Short.', { usage: { input_tokens: 7000, output_tokens: 50 } }));
    await session.summarise(leaf);
    const after = spentOn(session.conversation().turns.values(), {});
    assert.equal(after.input - before.input, 7000);
    assert.equal(after.output - before.output, 50);
    const { tokens, counted } = contextOf(branch());
    assert(!counted && tokens < 100, `${tokens} tokens, not those of the conversation before`);
  });

  it('shows the summary as it streams behind the conversation, which stays the active one', async () => {
    const leaf = await converse();
    let during: ReturnType<Session['snapshot']> | undefined;
    session.listen((event) => {
      if (event.type === 'delta') during ??= session.snapshot(100);
    });
    endpoint.script(reply('All about it, in many words.'));
    await session.summarise(leaf);
    assert.equal(during?.turns.length, 7);
    assert.equal(during.turns.at(-1)?.state, 'streaming');
    assert.deepEqual(during.turns.at(-1)?.summary, { hasOriginal: true });
    const leaves = written.flatMap((one) => (one.t === 'leaf' ? [one.id] : []));
    assert.deepEqual(new Set(leaves.slice(0, -1)), new Set([leaf]));
  });

  it('asks for plain text of a bounded length, without tools being called', async () => {
    settings['tools'] = [{ name: 'look', input_schema: { type: 'object' } }];
    settings['toolChoice'] = { type: 'any' };
    settings['stopSequences'] = ['.'];
    settings['maxTokens'] = 50_000;
    const leaf = await converse();
    endpoint.script(reply('In short.'));
    await session.summarise(leaf);
    const { max_tokens, tool_choice, stop_sequences } = endpoint.requests.at(-1)!.body!;
    assert.deepEqual([max_tokens, tool_choice, stop_sequences], [8192, { type: 'none' }, undefined]);
  });

  it('is marked for the cache as a message would be, so that it reads what is there', async () => {
    const leaf = await converse();
    endpoint.script(reply('In short.'));
    await session.summarise(leaf);
    assert.match(endpoint.requests.at(-1)!.text, /Summarise it\.","cache_control"/);
  });

  it('can be had again as it was sent', async () => {
    contextWindow = 6000;
    const leaf = await converse();
    endpoint.script(reply('In short.'));
    await session.summarise(leaf);
    const summary = branch()[1]!;
    assert(summary.summary?.room !== undefined);
    assert.deepEqual(sentRequest(session.conversation(), summary)?.body, endpoint.requests.at(-1)?.body);
  });

  it('is asked for again by retrying it', async () => {
    const leaf = await converse();
    endpoint.script(reply('First try.'), reply('Second try.'));
    await session.summarise(leaf);
    await session.retry(branch()[1]!.id);
    assert.match(sentTexts(-1), /answer one.*Summarise it\./s);
    assert.equal(texts()[1], 'Second try.');
    assert.deepEqual(session.snapshot(100).turns[0]?.sibling, { index: 3, of: 3 });
  });

  describe('where it does not fit', () => {
    it('leaves out what is bulky, and says so', async () => {
      contextWindow = 4000;
      const leaf = await converse();
      endpoint.script(reply('In short.'));
      await session.summarise(leaf);
      const { body } = endpoint.requests.at(-1)!;
      assert(JSON.stringify(body?.['messages']).length / 4 < 3000);
      assert.match(sentTexts(-1), /Left out here: about \d+ tokens/);
      assert.deepEqual(branch()[1]?.notices, [{ code: 'left_out', attachments: 0, shortened: 1, messages: 0 }]);
      assert.deepEqual(session.snapshot(100).turns[1]?.notices, ['left_out'], 'in sight');
    });

    it('asks once more with less when the server counts otherwise, by the limit that it tells', async () => {
      const leaf = await converse();
      endpoint.script(apiError(400, 'invalid_request_error', 'prompt is too long: 5100 tokens > 4000 maximum'));
      endpoint.script(reply('Short.'));
      assert.deepEqual(await session.summarise(leaf), { kind: 'done' });
      assert.equal(texts()[1], 'Short.');
      assert.match(sentTexts(-1), /Left out here/);
      assert.deepEqual(session.snapshot(100).turns[0]?.sibling, { index: 2, of: 2 }, 'the first try is no version');
    });

    it('and gives up when that is too long as well', async () => {
      const leaf = await converse();
      const tooLong = apiError(400, 'invalid_request_error', 'Input is too long for requested model.');
      endpoint.script(tooLong, tooLong);
      const end = await session.summarise(leaf);
      assert.equal(end.kind, 'tooLong');
      assert.equal(endpoint.requests.length, 5);
    });
  });

  describe('leaves everything as it was', () => {
    async function check(what: Script, then: (() => void) | undefined, kind: string): Promise<void> {
      const leaf = await converse();
      session.setDraft({ text: 'half a thought', chips: [] });
      const before = {
        branch: branch(),
        shown: shown(),
        siblings: session.snapshot(100).turns.map((one) => one.sibling),
      };
      const listening = session.listen((event) => event.type === 'delta' && then?.());
      endpoint.script(what);
      const end = await session.summarise(leaf);
      listening.dispose();
      assert.equal(end.kind, kind);
      assert.equal(session.busy(), false);
      assert.equal(session.conversation().leaf, leaf);
      assert.deepEqual(branch(), before.branch);
      assert.deepEqual(shown(), before.shown);
      assert.deepEqual(
        session.snapshot(100).turns.map((one) => one.sibling),
        before.siblings,
      );
      assert.equal(session.conversation().draft.text, 'half a thought');
      const streamed = events.flatMap((event) => (event.type === 'turn' && event.turn.summary ? [event.turn.id] : []));
      const removed = events.flatMap((event) => (event.type === 'removed' ? event.ids : []));
      assert.deepEqual(new Set(removed), new Set(streamed), 'what the views were shown of it goes');
      const later = reloaded();
      assert.equal(later.leaf, leaf, 'after a restart');
      assert.deepEqual(
        branchOf(later).map(({ id }) => id),
        before.branch.map(({ id }) => id),
      );
      assert.equal((await say('four', reply('answer four'))).state, 'done');
    }
    it('when it is stopped', () =>
      check(reply('A long summary. '.repeat(40), { delay: 20 }), () => session.stop(), 'stopped'));
    it('when the server fails', () => check(apiError(400, 'invalid_request_error', 'no'), undefined, 'failed'));
    it('when it breaks off', () => check(reply('A long summary.', { cutAfter: 900 }), undefined, 'failed'));
    it('when the model declines', () => check(reply('No.', { stopReason: 'refusal' }), undefined, 'failed'));
    it('when it is empty', () => check(reply(' '), undefined, 'failed'));
    it('when a tool is called instead', () =>
      check(reply([{ type: 'tool_use', id: 'u', name: 'look', input: {} }]), undefined, 'failed'));

    it('when the window is closed meanwhile', async () => {
      const leaf = await converse();
      let atThatTime: LogRecord[] = [];
      session.listen((event) => {
        if (event.type === 'delta' && atThatTime.length === 0) atThatTime = [...written];
      });
      endpoint.script(reply('In short.'));
      await session.summarise(leaf);
      const later = atThatTime.reduce(applyRecord, emptyConversation('c', 0));
      assert.equal(later.leaf, leaf);
      const again = createSession(later, deps);
      assert.deepEqual(again.snapshot(100).turns[0]?.sibling, undefined);
    });
  });
});

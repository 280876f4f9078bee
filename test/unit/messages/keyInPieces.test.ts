import assert from 'node:assert/strict';
import { fixtureOf } from '../../../src/conversation/fixture';
import { replyText } from '../../../src/conversation/replyText';
import { createClient } from '../../../src/messages/client';
import { isMessagesError } from '../../../src/messages/errors';
import { createRecorder } from '../../../src/messages/recorder';
import { createRedactor } from '../../../src/messages/redact';
import { redactedRecording } from '../../../src/messages/redactedRecording';
import type { Update } from '../../../src/messages/types';
import { createRandom } from '../../fixtures/random';
import { cutInto, cuts, holdsKey, randomKey } from '../../fixtures/secrets';
import { bytesOf, end, ev, event, streamOf, tool } from './helpers';

const seed = Date.now();
const random = createRandom(seed);
const rounds = process.env['ASIDE_RUNS'] ? 10_000 : 800;

/** All that a reply leaves behind: what is told of it as it comes, what is kept, and what is recorded. */
async function leftBy(body: string, key: string, isHidden = true): Promise<readonly string[]> {
  const updates: Update[] = [];
  const recorder = createRecorder(0, () => 0);
  const client = createClient({
    endpoint: { name: 'test', baseUrl: 'http://localhost', auth: isHidden ? 'bearer' : 'none' },
    key: isHidden ? 'sk-the-one-of-this-endpoint-1' : undefined,
    // It is the key of another endpoint.
    secrets: isHidden ? [key] : [],
    fetch: () => Promise.resolve(new Response(streamOf([bytesOf(body)]))),
    sleep: () => Promise.resolve(),
  });
  const outcome = await client
    .send(
      { model: 'm', max_tokens: 1, messages: [{ role: 'user', content: `What is ${key}?` }] },
      { observer: recorder, onUpdate: (update) => updates.push(structuredClone(update)) },
    )
    .catch((error: unknown) => error);
  const details = isMessagesError(outcome) ? outcome.details : outcome;
  const content = 'message' in (details as object) ? (details as { message: { content: [] } }).message.content : [];
  const recording = redactedRecording(recorder, createRedactor(isHidden ? [key] : []));
  // As a view makes a text of it, and as the log of a conversation has it.
  const streamed = updates.map((update) => ('text' in update ? update.text : ''));
  const texts = [streamed.join(''), replyText(content), JSON.stringify(updates), JSON.stringify(details)];
  return [
    ...texts,
    JSON.stringify(fixtureOf(recording)),
    new TextDecoder().decode(recording.exchanges[0]?.body.bytes()),
  ];
}

const citation = (cited_text: string) =>
  event('content_block_delta', { index: 0, delta: { type: 'citations_delta', citation: { cited_text } } });
/** What may come between two pieces. */
const between: readonly (() => string)[] = [
  () => '',
  () => ev.ping(),
  () => ev.text(7, 'elsewhere'),
  () => ev.open(7) + ev.text(7, 'another block') + ev.close(7),
  () => event('message_delta', { delta: { stop_reason: 'end_turn' } }),
  () => event('new_kind_of_event', { text: 'odd' }),
  () => citation('a source'),
  () => ev.start(),
  () => ev.close(0),
  () => ': a comment\n\n',
];
const any = () => between[Math.floor(random() * between.length)]!();
const escaped = (text: string) =>
  JSON.stringify(text).replace(/[^a-z]/g, (c) => (/["\\]/.test(c) || random() < 0.5 ? c : `\\u${hex4(c)}`));
const hex4 = (c: string) => c.charCodeAt(0).toString(16).padStart(4, '0');
const open = (rest: string) => ev.start() + rest + ev.close(0) + end;

/** How a server may say the pieces of a key. */
const ways: Readonly<Record<string, (pieces: readonly string[]) => string>> = {
  'in a text': (pieces) => open(ev.open(0) + pieces.map((piece) => ev.text(0, piece) + any()).join('')),
  'in a text, which its block begins with': ([first, ...rest]) =>
    open(ev.open(0, { type: 'text', text: first }) + rest.map((piece) => any() + ev.text(0, piece)).join('')),
  'in texts that follow each other': (pieces) =>
    open(pieces.map((piece, n) => ev.open(n) + ev.text(n, piece) + ev.close(n)).join('')),
  'in texts of whole blocks': (pieces) => open(pieces.map((text, n) => ev.open(n, { type: 'text', text })).join('')),
  'in a text, escaped': (pieces) =>
    open(
      ev.open(0) +
        pieces
          .map(
            (piece) =>
              `data: {"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":${escaped(piece)}}}\n\n`,
          )
          .join(''),
    ),
  'in thinking': (pieces) =>
    open(
      ev.open(0, { type: 'thinking', thinking: '' }) + pieces.map((piece) => ev.thinking(0, piece) + any()).join(''),
    ),
  'in the input of a tool': (pieces) => {
    const json = JSON.stringify(JSON.stringify({ a: [pieces.join('\0')] }))
      .slice(1, -1)
      .split('\\\\u0000');
    return open(
      ev.open(0, tool) +
        json
          .map(
            (piece) =>
              `data: {"type":"content_block_delta","index":0,"delta":{"type":"input_json_delta","partial_json":"${piece}"}}\n\n`,
          )
          .join(''),
    );
  },
  'in the input of a tool, escaped': (pieces) => {
    const json = ['{"a":"', ...pieces.map((piece) => escaped(piece).slice(1, -1)), '"}'];
    return open(ev.open(0, tool) + json.map((piece) => ev.json(0, piece) + (random() < 0.3 ? ev.ping() : '')).join(''));
  },
  'in citations': (pieces) => open(ev.open(0) + ev.text(0, 'x') + citation(`It is ${pieces.join('')}.`)),
  'in a whole reply': (pieces) =>
    JSON.stringify({ content: pieces.map((text) => ({ type: 'text', text })), stop_reason: 'end_turn' }),
};

describe('a key that a server says in pieces', function () {
  this.timeout(120_000);

  async function check(name: string, pieces: readonly string[], key: string): Promise<void> {
    const body = ways[name]!(pieces);
    for (const [n, text] of (await leftBy(body, key)).entries()) {
      if (!holdsKey(text, key)) continue;
      assert.fail(`${n} has ${key}, seed ${seed}, ${JSON.stringify(pieces)}:\n${body}\n${text}`);
    }
  }

  for (const name of Object.keys(ways)) {
    it(`${name}, cut in every way into three, is nowhere`, async () => {
      const key = randomKey(random);
      let n = 0;
      // Every one of a hundred keys, or a part of the ways to cut one.
      for (const pieces of cuts(key))
        if (rounds > 800 || pieces.length < 3 || (n += 1) % 8 === 0) await check(name, pieces, key);
    });
  }

  it(`cut into four to six, ${rounds} times, is nowhere`, async () => {
    const names = Object.keys(ways);
    for (let n = 0; n < rounds; n += 1) {
      const key = randomKey(random);
      await check(names[n % names.length]!, cutInto(key, 4 + Math.floor(random() * 3), random), key);
    }
  });

  it('is found by the same search where nothing hides it', async () => {
    for (const name of Object.keys(ways)) {
      for (let n = 0; n < 20; n += 1) {
        const key = randomKey(random);
        const pieces = cutInto(key, 1 + Math.floor(random() * 6), random);
        const texts = await leftBy(ways[name]!(pieces), key, false);
        const found = texts.map((text) => holdsKey(text, key));
        // What stands in blocks of their own is read as one by who shows it.
        const where = `${name}, ${key}, seed ${seed}, ${JSON.stringify(pieces)}`;
        assert(found.slice(0, 4).some(Boolean) && found[4], `${where}: ${JSON.stringify(found)}`);
      }
    }
  });
});

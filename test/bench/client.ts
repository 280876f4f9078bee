// `npm run bench -- client`: what decoding a reply costs, beside the official SDK and beside the least that is possible.
import Anthropic from '@anthropic-ai/sdk';
import { createClient } from '../../src/messages/client';
import type { ExchangeObserver } from '../../src/messages/observe';
import { PartialJson } from '../../src/messages/partialJson';
import { createRecorder } from '../../src/messages/recorder';
import { type Stream, textStream, toolStream } from './clientCorpus';
import { cpuTimes, type Variant } from './cpu';
import { limit, table } from './report';

const request = { model: 'claude', max_tokens: 1000, messages: [{ role: 'user' as const, content: 'Hello' }] };

/** The text of a reply, or the JSON of a tool's input. */
type Decoded = string;

async function main(): Promise<void> {
  const texts = [textStream(20_000), textStream(40_000)] as const;
  await checkUpdates(texts[0], toolStream(500_000));
  const text = await measure(texts, textVariants);
  print('20,000 text deltas, in reads of 16 KB', texts[0], text);

  const singles = [textStream(20_000, 'events'), textStream(40_000, 'events')] as const;
  const single = await measure(singles, textVariants);
  print('20,000 text deltas, each in a read of its own', singles[0], single);

  const tools = [toolStream(500_000), toolStream(1_000_000)] as const;
  const tool = await measure(tools, toolVariants);
  print('One tool input of 500 KB in 10,000 deltas, in reads of 16 KB', tools[0], tool);

  // After the others: what is compared above should not be compiled for both.
  const recorded = await measure(singles, recordedVariants);
  print('20,000 text deltas, each in a read of its own, as the chat keeps it', singles[0], recorded);

  const live = tool.get(asideLive)!;
  const ratio = (times: Times, one: string, other: string) => times.get(one)![0] / times.get(other)![0];
  const limits = [
    limit(`text in reads of 16 KB: ${aside} / ${sdkStream}`, ratio(text, aside, sdkStream), '≤', 1 / 3),
    limit(`text in reads of 16 KB: ${aside} / ${lowerBound}`, ratio(text, aside, lowerBound), '≤', 2.5),
    limit(`text in single reads: ${aside} / ${sdkStream}`, ratio(single, aside, sdkStream), '≤', 1 / 3),
    limit(`text in single reads: ${aside} / ${lowerBound}`, ratio(single, aside, lowerBound), '≤', 2.5),
    limit('tool input: with live view / without', ratio(tool, asideLive, aside), '≤', 1.5),
    limit('tool input with live view: twice the size', live[1] / live[0], '≤', 2.2),
  ];
  console.log(`\n${limits.join('\n')}`);

  console.log(`\nThe SDK's own live view, once each, as it takes long:`);
  for (const size of [125_000, 250_000, 500_000]) {
    const stream = toolStream(size);
    const [time] = (await cpuTimes([sdkLive(stream)], checker(stream), { rounds: 1, warmUp: 0, repeat: 1 })).values();
    console.log(`${String(size / 1000).padStart(4)} KB ${ms(time!).padStart(8)} ms`);
  }
}

const aside = 'Aside';
const asideLive = 'Aside, live view';
const asideRecorded = 'Aside, recorded';
const sdkStream = 'SDK messages.stream()';
const sdkRaw = 'SDK create({stream: true})';
const lowerBound = 'split + JSON.parse';

type Times = ReadonlyMap<string, readonly [single: number, double: number]>;

async function measure(
  [single, double]: readonly [Stream, Stream],
  variants: (stream: Stream) => Variant<Decoded>[],
): Promise<Times> {
  const rounds = { rounds: 7, warmUp: 3, repeat: 4 };
  const first = await cpuTimes(variants(single), checker(single), rounds);
  const second = await cpuTimes(variants(double), checker(double), { ...rounds, repeat: 2 });
  return new Map([...first].map(([name, time]) => [name, [time, second.get(name)!]]));
}

function checker({ whole }: Stream): (decoded: Decoded, name: string) => void {
  return (decoded, name) => {
    if (decoded !== whole) throw new Error(`${name} decoded something else than was sent.`);
  };
}

function textVariants(stream: Stream): Variant<Decoded>[] {
  const sdk = anthropic(stream);
  return [
    { name: aside, run: () => asideText(stream) },
    {
      name: sdkStream,
      run: async () => textOf(await sdk.messages.stream(request).finalMessage()),
    },
    {
      name: sdkRaw,
      run: async () => {
        let text = '';
        for await (const event of await sdk.messages.create({ ...request, stream: true })) {
          if (event.type === 'content_block_delta' && event.delta.type === 'text_delta') text += event.delta.text;
        }
        return text;
      },
    },
    { name: lowerBound, run: () => least(stream, 'text') },
  ];
}

function recordedVariants(stream: Stream): Variant<Decoded>[] {
  return [
    { name: aside, run: () => asideText(stream) },
    {
      name: asideRecorded,
      run: () =>
        asideText(
          stream,
          createRecorder(0, () => performance.now()),
        ),
    },
    { name: lowerBound, run: () => least(stream, 'text') },
  ];
}

function toolVariants(stream: Stream): Variant<Decoded>[] {
  const sdk = anthropic(stream);
  return [
    { name: aside, run: () => asideTool(stream, () => undefined) },
    {
      name: asideLive,
      run: async () => {
        const live = new PartialJson();
        return asideTool(stream, (text) => live.append(text));
      },
    },
    { name: sdkStream, run: async () => inputOf(await sdk.messages.stream(request).finalMessage()) },
    {
      name: sdkRaw,
      run: async () => {
        let json = '';
        for await (const event of await sdk.messages.create({ ...request, stream: true })) {
          if (event.type === 'content_block_delta' && event.delta.type === 'input_json_delta')
            json += event.delta.partial_json;
        }
        return JSON.stringify(JSON.parse(json));
      },
    },
    { name: lowerBound, run: () => JSON.stringify(JSON.parse(least(stream, 'partial_json'))) },
  ];
}

/** Reads the whole input again at every delta. */
function sdkLive(stream: Stream): Variant<Decoded> {
  const sdk = anthropic(stream);
  return {
    name: `${sdkStream}.on('inputJson')`,
    run: async () => {
      const reply = sdk.messages.stream(request).on('inputJson', () => undefined);
      return inputOf(await reply.finalMessage());
    },
  };
}

function inputOf({ content }: Anthropic.Message): string {
  const [block] = content;
  return JSON.stringify(block?.type === 'tool_use' ? block.input : undefined);
}

/** Like the SDK's, without a listener that keeps the text a second time: that updates make the message is checked once. */
async function asideText(stream: Stream, observer?: ExchangeObserver): Promise<Decoded> {
  const { message } = await client(stream).send(request, { onUpdate: () => undefined, observer });
  return textOf(message);
}

async function checkUpdates(text: Stream, tool: Stream): Promise<void> {
  let told = '';
  await client(text).send(request, {
    onUpdate(update) {
      if (update.type === 'text') told += update.text;
    },
  });
  if (told !== text.whole) throw new Error('The updates do not make the message.');
  const live = new PartialJson();
  await asideTool(tool, (input) => live.append(input));
  if (JSON.stringify(live.value) !== tool.whole) throw new Error('The live view is not the input.');
}

async function asideTool(stream: Stream, onInput: (text: string) => void): Promise<Decoded> {
  const { message } = await client(stream).send(request, {
    onUpdate(update) {
      if (update.type === 'input') onInput(update.text);
    },
  });
  return JSON.stringify(message.content[0]?.['input' as never]);
}

function textOf({ content }: { readonly content: readonly { readonly type: string }[] }): string {
  return content.map((block) => ('text' in block ? String(block.text) : '')).join('');
}

function client(stream: Stream) {
  return createClient({
    endpoint: { name: 'bench', baseUrl: 'http://localhost', auth: 'bearer' },
    key: 'sk-bench-of-the-length-that-keys-have-0123456789',
    fetch: () => Promise.resolve(respond(stream)),
  });
}

function anthropic(stream: Stream): Anthropic {
  return new Anthropic({
    apiKey: 'none',
    baseURL: 'http://localhost',
    fetch: () => Promise.resolve(respond(stream)),
  });
}

function respond({ chunks }: Stream): Response {
  let next = 0;
  const body = new ReadableStream<Uint8Array>({
    pull(controller) {
      const chunk = chunks[next++];
      if (chunk) controller.enqueue(chunk);
      else controller.close();
    },
  });
  return new Response(body, { headers: { 'content-type': 'text/event-stream' } });
}

/** The least that reading such a stream takes: no streams, no checks, nothing kept but the text. */
function least({ chunks }: Stream, member: 'text' | 'partial_json'): string {
  const decoder = new TextDecoder();
  let text = '';
  for (const line of chunks
    .map((chunk) => decoder.decode(chunk, { stream: true }))
    .join('')
    .split('\n')) {
    if (!line.startsWith('data: ')) continue;
    const event = JSON.parse(line.slice(6)) as { type: string; delta: Record<string, string> };
    if (event.type === 'content_block_delta') text += event.delta[member];
  }
  return text;
}

function print(title: string, stream: Stream, times: Times): void {
  const least = times.get(lowerBound)![0];
  const rows = [...times].map(([name, [first, second]]) => [
    name,
    ms(first),
    `${(first / least).toFixed(2)} x`,
    `${(second / first).toFixed(2)} x`,
  ]);
  const size = `${(stream.bytes / 1e6).toFixed(2)} MB`;
  console.log(`\n${title}, ${size}\n${table(['', 'CPU ms', 'of the least', 'twice the size'], rows)}`);
}

function ms(value: number): string {
  return value.toFixed(value < 100 ? 1 : 0);
}

main().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});

// `npm run bench -- transcript`: what a long conversation and a streaming reply cost in a real VS Code, beside an empty
// conversation and beside VS Code's own chat view, which gets the same replies from a chat participant.
//
// In VS Code's server a webview shares the process and the main thread of the workbench, so that the figures of the
// page's main thread include both, for Aside as for the chat view.
import { visibleText } from '../../src/markdown/search';
import { endAllOnExit } from '../harness/processes';
import { limit, median, table } from './report';
import { endingReply } from './transcriptCorpus';
import { type Kind, openStage, type Stage } from './transcriptStage';
import { type SeenMessage } from './transcriptProbe';

const perSecond = 1000;
/** Milliseconds after which what a reply has set off is over: what is coloured, saved, laid out. */
const settling = 700;
/** Milliseconds after the last delta after which the chat view is not waited for any more. */
const patience = 120_000;
const kinds = ['empty', 'long'] as const;
type Measured = (typeof kinds)[number];
const nameOf = { empty: 'an empty conversation', long: '1,000 messages', short: '1,000 short messages' };

interface Streamed {
  /** Milliseconds of CPU: of the page's main thread. */
  readonly cpu: number;
  /** Milliseconds from the last delta until the last character was in the DOM. */
  readonly late: number;
  /** It was not there when waiting ended. */
  readonly given?: boolean;
}

let replies = 0;

async function main(): Promise<void> {
  const stage = await openStage();
  const limits: string[] = [];
  try {
    // What is loaded and compiled once.
    await stream(stage, 3000);
    await stage.hideAndShow();
    limits.push(...(await opening(stage)));
    await scrolling(stage);
    limits.push(...(await streaming(stage)));
    limits.push(...(await messages(stage)));
    limits.push(...(await memory(stage)));
    limits.push(...(await besideChat(stage)));
  } finally {
    await stage.close();
  }
  console.log(`\n${limits.join('\n')}`);
}

async function opening(stage: Stage): Promise<string[]> {
  const shown: Record<Kind, number[]> = { empty: [], long: [], short: [] };
  const all = [...kinds, 'short'] as const;
  for (let round = 0; round < 3; round++) {
    for (const kind of all) {
      await stage.show(kind);
      for (let time = 0; time < 4; time++) {
        await stage.hideAndShow();
        shown[kind].push((await stage.probe((probe) => probe.shown))!);
      }
    }
  }
  const rows = all.map((kind) => [
    nameOf[kind],
    ms(median(shown[kind])),
    ms(Math.min(...shown[kind])),
    ms(Math.max(...shown[kind])),
  ]);
  console.log(`\nFrom the first line of the view's script until all of it was painted`);
  console.log(table(['', 'median', 'least', 'most'], rows));
  const ratio = (kind: Kind) => median(shown[kind]) / median(shown.empty);
  return [
    limit('first paint: 1,000 messages / an empty conversation', ratio('long'), '≤', 1.5),
    limit('first paint: 1,000 short messages / an empty conversation', ratio('short'), '≤', 1.5),
  ];
}

async function scrolling(stage: Stage): Promise<void> {
  await stage.show('long');
  const before = await mainThread(stage);
  const { screens, seconds, longest, late } = await stage.probe((probe) => probe.scrollUp());
  const cpu = (await mainThread(stage)) - before;
  console.log('\nScrolling up through 1,000 messages, half a screen a frame');
  console.log(
    table(
      ['screens', 'seconds', 'CPU a screen', 'longest frame', 'frames over 50 ms'],
      [[screens.toFixed(0), seconds.toFixed(1), ms(cpu / screens), ms(longest), String(late)]],
    ),
  );
}

async function streaming(stage: Stage): Promise<string[]> {
  const costs = { empty: [] as Streamed[], long: [] as Streamed[] };
  for (let round = 0; round < 7; round++) {
    for (const kind of round % 2 === 0 ? kinds : [...kinds].reverse()) {
      await stage.show(kind);
      costs[kind].push(await stream(stage, 10_000));
    }
  }
  const cpu = (kind: Measured) => median(costs[kind].map((one) => one.cpu));
  console.log(`\nA reply of 10 KB at ${perSecond} deltas/s: CPU of the page's main thread`);
  console.log(
    table(
      ['', 'median', 'a delta', 'all'],
      kinds.map((kind) => [
        nameOf[kind],
        ms(cpu(kind)),
        ms(cpu(kind) / (10_000 / 12)),
        costs[kind].map((one) => one.cpu.toFixed(0)).join(' '),
      ]),
    ),
  );
  return [limit('a streamed token: 1,000 messages / an empty conversation', cpu('long') / cpu('empty'), '≤', 1.2)];
}

async function messages(stage: Stage): Promise<string[]> {
  const seen: Partial<Record<Measured, readonly SeenMessage[]>> = {};
  let textBytes = 0;
  for (const kind of kinds) {
    await stage.show(kind);
    await stage.probe((probe) => probe.count(true));
    const { text } = await stream(stage, 10_000);
    textBytes = Buffer.byteLength(JSON.stringify(text)) - 2;
    await stage.probe((probe) => probe.count(false));
    seen[kind] = await stage.probe((probe) => probe.seen);
  }
  const deltas = (kind: Measured) => seen[kind]!.filter(({ type }) => type === 'delta');
  const others = (kind: Measured) => seen[kind]!.filter(({ type }) => type !== 'delta');
  const sum = (all: readonly SeenMessage[], member: 'bytes' | 'text') => all.reduce((sum, one) => sum + one[member], 0);
  const envelope = (kind: Measured) => Math.max(...deltas(kind).map(({ bytes, text }) => bytes - text));
  console.log('\nWhat reached the view of a question and its reply of 10 KB');
  console.log(
    table(
      ['', 'posts with text', 'bytes of text', 'of envelope, at most', 'other posts', 'their bytes'],
      kinds.map((kind) => [
        nameOf[kind],
        String(deltas(kind).length),
        String(sum(deltas(kind), 'text')),
        String(envelope(kind)),
        String(others(kind).length),
        String(sum(others(kind), 'bytes')),
      ]),
    ),
  );
  // The quotes around each piece are the envelope's.
  const once = (sum(deltas('long'), 'text') - 2 * deltas('long').length) / textBytes;
  const envelopes = Math.max(...kinds.map(envelope)) + 2;
  const growth = sum(others('long'), 'bytes') / sum(others('empty'), 'bytes');
  return [
    limit('text posted / text of the reply', once, '≤', 1),
    limit('bytes of envelope a post', envelopes, '≤', 64),
    limit('other bytes: 1,000 messages / an empty conversation', growth, '≤', 1.2),
  ];
}

async function memory(stage: Stage): Promise<string[]> {
  await stage.show('long');
  for (let n = 0; n < 5; n++) await stream(stage, 2000, Infinity, 0);
  const [page, host] = [await pageHeap(stage), await hostHeap(stage)];
  for (let n = 0; n < 100; n++) await stream(stage, 2000, Infinity, 0);
  const [pageAfter, hostAfter] = [await pageHeap(stage), await hostHeap(stage)];
  await stage.show('empty');
  const [pageClosed, hostClosed] = [await pageHeap(stage), await hostHeap(stage)];
  console.log('\nHeap in a conversation of 1,000 messages, garbage collected');
  const rows = [
    ['the page', mb(page), mb(pageAfter), mb(pageClosed)],
    ['the extension host', mb(host), mb(hostAfter), mb(hostClosed)],
  ];
  console.log(table(['', 'before', 'after 100 replies', 'in a new conversation'], rows));
  return [
    limit('heap of the page: after 100 replies / before', pageAfter / page, '≤', 1.1),
    limit('heap of the extension host: after 100 replies / before', hostAfter / host, '≤', 1.1),
  ];
}

const sizes = [10_000, 50_000];

/** The chat view comes last: with a long reply it takes the page's thread for minutes after the reply has ended. */
async function besideChat(stage: Stage): Promise<string[]> {
  const own = new Map<number, Streamed[]>();
  for (const size of sizes) {
    own.set(size, []);
    for (let round = 0; round < 5; round++) {
      await stage.show('empty');
      own.get(size)!.push(await stream(stage, size));
    }
  }
  const whole = await longReply(stage);
  const rows: string[][] = [];
  const limits: string[] = [];
  for (const size of sizes) {
    const chat = await streamChat(stage, size);
    const cpu = median(own.get(size)!.map((one) => one.cpu));
    const late = median(own.get(size)!.map((one) => one.late));
    const least = chat.given ? '≥ ' : '';
    rows.push(
      [`${size / 1000} KB, Aside`, ms(cpu), ms(late)],
      [`${size / 1000} KB, VS Code's chat view`, least + ms(chat.cpu), least + ms(chat.late)],
    );
    limits.push(
      limit(`${size / 1000} KB: CPU of VS Code's chat view / Aside`, chat.cpu / cpu, '≥', 20),
      limit(`${size / 1000} KB: last delta until the last character is there, ms`, late, '≤', 100),
    );
  }
  console.log(`\nThe same reply at ${perSecond} deltas/s: CPU of the page's main thread`);
  console.log(table(['', 'CPU', 'last delta until it is there'], rows));
  return [...limits, whole];
}

async function longReply(stage: Stage): Promise<string> {
  await stage.show('empty');
  const { text, cpu, late } = await stream(stage, 200_000);
  const shown = await stage.probe(() =>
    [...[...document.querySelectorAll('aside-turn')].at(-1)!.querySelectorAll('.block, .code-lines')]
      .map((element) => element.textContent)
      .join('')
      .replace(/\s+/g, ''),
  );
  console.log(`\nA reply of 200 KB in Aside: ${ms(cpu)} of CPU, there ${ms(late)} after the last delta`);
  const whole = visibleText(text).replace(/\s+/g, '');
  const same = shown === whole ? shown.length : 0;
  return limit('200 KB: characters shown as they should be / characters of the reply', same / whole.length, '≥', 1);
}

/** Asks, and lets a reply stream. */
async function stream(
  stage: Stage,
  size: number,
  rate = perSecond,
  settle = settling,
): Promise<Streamed & { readonly text: string }> {
  const { text, end } = endingReply(size, ++replies);
  const reply = stage.endpoint.next(text, rate);
  await stage.panel.ask('Go on');
  const there = stage.until(end);
  const before = await mainThread(stage);
  const last = await reply.go();
  const late = (await there) - last;
  await stage.panel.reply();
  await new Promise((resolve) => setTimeout(resolve, settle));
  return { text, cpu: (await mainThread(stage)) - before, late };
}

async function streamChat(stage: Stage, size: number): Promise<Streamed> {
  const { text, end } = endingReply(size, ++replies);
  const { host, workbench } = stage;
  const waiting = host.told('waiting');
  host.order({ type: 'chat', text, perSecond });
  await waiting;
  // The view opens and shows the question.
  await new Promise((resolve) => setTimeout(resolve, 2000));
  const before = await mainThread(stage);
  const ended = host.told('ended');
  host.order({ type: 'go' });
  const { at } = await ended;
  const isThere = () =>
    workbench.page.evaluate(
      (word) => [...document.querySelectorAll('.interactive-session')].some((one) => one.textContent.includes(word)),
      end,
    );
  let given = false;
  while (!given && !(await isThere())) {
    await new Promise((resolve) => setTimeout(resolve, 250));
    given = Date.now() - at > patience;
  }
  const late = Date.now() - at;
  await new Promise((resolve) => setTimeout(resolve, settling));
  return { cpu: (await mainThread(stage)) - before, late, given };
}

/** Milliseconds of CPU that the page's main thread has used. */
async function mainThread({ cdp }: Stage): Promise<number> {
  const { metrics } = await cdp.send('Performance.getMetrics');
  return metrics.find(({ name }) => name === 'TaskDuration')!.value * 1000;
}

async function pageHeap({ cdp }: Stage): Promise<number> {
  await cdp.send('HeapProfiler.collectGarbage');
  await cdp.send('HeapProfiler.collectGarbage');
  const { metrics } = await cdp.send('Performance.getMetrics');
  return metrics.find(({ name }) => name === 'JSHeapUsedSize')!.value;
}

async function hostHeap({ host }: Stage): Promise<number> {
  const told = host.told('heap');
  host.order({ type: 'heap' });
  return (await told).bytes;
}

function ms(value: number): string {
  return `${value.toFixed(value < 10 ? 1 : 0)} ms`;
}

function mb(bytes: number): string {
  return `${(bytes / 1e6).toFixed(1)} MB`;
}

endAllOnExit();
main().then(
  () => process.exit(0),
  (error: Error) => {
    console.error(error.message);
    process.exit(1);
  },
);

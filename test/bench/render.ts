// `npm run bench -- render [--profile]`: what showing a streamed reply costs the browser's main thread, beside others.
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type CDPSession, type Page } from 'playwright-core';
import { launchBrowser } from '../harness/browser';
import { toolchain } from '../harness/toolchain';
import { readEditorColours } from './editorColours';
import { singleBlocks } from './renderCorpus';
import { type RenderPage } from './renderPage';
import { limit, median, table } from './report';

declare const page: RenderPage;

interface Cost {
  /** Milliseconds of the main thread's CPU. */
  readonly total: number;
  /** Milliseconds a batch, in the first and in the last tenth. */
  readonly first: number;
  readonly last: number;
  /** Part of the batches was measured, the rest calculated from them. */
  readonly sampled: boolean;
}

interface Browser {
  readonly page: Page;
  readonly cdp: CDPSession;
}

const aside = 'Aside';
const plainAside = 'Aside, colours off';
const whole = 'react-markdown, whole';
const byBlock = 'react-markdown, by block';
const streaming = 'streaming-markdown';
const names = [
  ...[aside, plainAside, whole, byBlock, 'streamdown', 'markdown-it + innerHTML'],
  ...[streaming, 'plain text, a div a line'],
];

/** They take minutes at 200 KB: 8 batches of each tenth stand for all. */
const sampledWhenLong = new Set([whole, byBlock, 'streamdown', 'markdown-it + innerHTML']);
const sample = 8;

/** Quick ones take turns for several rounds; slow ones run once. */
const rounds = 3;

async function main(): Promise<void> {
  const tools = toolchain();
  const { context, close } = await launchBrowser(tools);
  try {
    const tab = await context.newPage();
    await tab.setViewportSize({ width: 480, height: 900 });
    const browser = { page: tab, cdp: await context.newCDPSession(tab) };
    await browser.cdp.send('Performance.enable', { timeDomain: 'threadTicks' });
    const script = await readFile(join(tools.cache, 'bench', 'renderPage.js'), 'utf8');
    // What Aside shows is laid out as its own style says; it says nothing of what others show.
    const style = await readFile(join(tools.root, 'src', 'webview', 'styles', 'markdown.css'), 'utf8');
    await tab.setContent(
      `<!doctype html><style>body { font: 13px/1.5 sans-serif }</style><style>${style}</style><body>`,
    );
    await tab.addScriptTag({ content: script });
    const worker = await readFile(join(tools.cache, 'bench', 'renderWorker.js'), 'utf8');
    await tab.evaluate((colours) => page.prepare(colours), await readEditorColours(tools.server!, worker));
    if (process.argv.includes('--profile')) await profile(browser, join(tools.cache, 'bench'));
    else await compare(browser);
  } finally {
    await close();
  }
}

async function compare(browser: Browser): Promise<void> {
  for (const name of names) await cost(browser, name, 'reply', 3000, false);
  const replies = new Map<number, ReadonlyMap<string, Cost>>();
  for (const size of [10_000, 50_000, 200_000]) {
    const costs = await costsOf(browser, size);
    replies.set(size, costs);
    print(`A reply of ${size / 1000} KB`, costs);
  }
  const singles = new Map<string, Cost>();
  for (const kind of Object.keys(singleBlocks)) {
    const all: Cost[] = [];
    for (let round = 0; round < rounds; round++) all.push(await cost(browser, aside, kind, 20_000, false));
    singles.set(kind, middle(all));
  }
  print(`${aside}, one block of 20 KB`, singles);

  const total = (size: number, name: string) => replies.get(size)!.get(name)!.total;
  const long = replies.get(200_000)!.get(aside)!;
  const limits = [
    limit(`50 KB: ${whole} / ${aside}`, total(50_000, whole) / total(50_000, aside), '≥', 30),
    limit(`200 KB: ${byBlock} / ${aside}`, total(200_000, byBlock) / total(200_000, aside), '≥', 10),
    limit(`200 KB: ${plainAside} / ${streaming}`, total(200_000, plainAside) / total(200_000, streaming), '≤', 3),
    limit('200 KB: last tenth / first tenth', long.last / long.first, '≤', 1.2),
    ...[...singles].map(([kind, { first, last }]) =>
      limit(`${kind}: last tenth / first tenth`, last / first, '≤', 1.5),
    ),
  ];
  console.log(`\n${limits.join('\n')}`);
}

async function costsOf(browser: Browser, size: number): Promise<ReadonlyMap<string, Cost>> {
  const all = new Map<string, Cost[]>(names.map((name) => [name, []]));
  for (let round = 0; round < rounds; round++) {
    for (const name of names) {
      const slow = sampledWhenLong.has(name);
      if (slow && round > 0 && size > 50_000) continue;
      all.get(name)!.push(await cost(browser, name, 'reply', size, slow && size > 50_000));
    }
  }
  return new Map([...all].map(([name, costs]) => [name, middle(costs)]));
}

async function cost(
  { page: tab, cdp }: Browser,
  name: string,
  kind: string,
  size: number,
  sampled: boolean,
): Promise<Cost> {
  const count = await tab.evaluate(([a, b, c]) => page.begin(a, b, c), [name, kind, size] as const);
  await cdp.send('HeapProfiler.collectGarbage');
  const tenths: number[] = [];
  for (let tenth = 0; tenth < 10; tenth++) {
    const from = Math.floor((count * tenth) / 10);
    const all = Math.floor((count * (tenth + 1)) / 10) - from;
    const shown = sampled ? Math.min(sample, all) : all;
    await tab.evaluate((to) => page.skip(to), from);
    // In a short block the collector runs once at most: in which tenth says nothing about growth.
    if (kind !== 'reply') await cdp.send('HeapProfiler.collectGarbage');
    const before = await mainThread(cdp);
    await tab.evaluate((n) => page.show(n), shown);
    tenths.push((((await mainThread(cdp)) - before) / shown) * all);
  }
  await tab.evaluate(() => page.check());
  process.stderr.write(
    `  ${name}: ${kind} of ${size / 1000} KB: ${tenths.map((time) => time.toFixed(0)).join(' ')} ms\n`,
  );
  const batch = (tenth: number) => tenths[tenth]! / (count / 10);
  return { total: tenths.reduce((sum, time) => sum + time, 0), first: batch(0), last: batch(9), sampled };
}

/** Milliseconds of CPU that the page's main thread has used. */
async function mainThread(cdp: CDPSession): Promise<number> {
  const { metrics } = await cdp.send('Performance.getMetrics');
  return metrics.find(({ name }) => name === 'TaskDuration')!.value * 1000;
}

function middle(costs: readonly Cost[]): Cost {
  const of = (member: 'total' | 'first' | 'last') => median(costs.map((one) => one[member]));
  return { total: of('total'), first: of('first'), last: of('last'), sampled: costs.some(({ sampled }) => sampled) };
}

/** A CPU profile of Aside at 200 KB, for the browser's developer tools. */
async function profile(browser: Browser, folder: string): Promise<void> {
  const { cdp } = browser;
  await cdp.send('Profiler.enable');
  await cdp.send('Profiler.start');
  await cost(browser, aside, 'reply', 200_000, false);
  const file = join(folder, 'render.cpuprofile');
  await mkdir(folder, { recursive: true });
  await writeFile(file, JSON.stringify((await cdp.send('Profiler.stop')).profile));
  console.log(file);
}

function print(title: string, costs: ReadonlyMap<string, Cost>): void {
  const own = costs.get(aside)?.total;
  const rows = [...costs].map(([name, { total, first, last, sampled }]) => [
    name,
    `${sampled ? '~' : ''}${total.toFixed(0)}`,
    own === undefined ? '' : `${(total / own).toFixed(2)} x`,
    first.toFixed(2),
    last.toFixed(2),
  ]);
  const head = ['', 'CPU ms', own === undefined ? '' : 'of Aside', 'a batch, first tenth', 'last tenth'];
  console.log(`\n${title}\n${table(head, rows)}`);
}

main().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});

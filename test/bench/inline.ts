// `npm run bench -- inline`: how far code that streams into a document is behind its stream, beside one insertion of
// all of it at the end. In a real VS Code: the extension host is measured, and the page that shows the editor.
import { join } from 'node:path';
import { launchBrowser } from '../harness/browser';
import { build } from '../harness/build';
import { startCollector } from '../harness/collector';
import { endAllOnExit } from '../harness/processes';
import { startServer } from '../harness/server';
import { quietSettings } from '../harness/settings';
import { toolchain } from '../harness/toolchain';
import { copySample } from '../harness/workspace';
import { type Measured, type Report } from './inlineHost';
import { limit, median, table } from './report';

/** Milliseconds without a word from the extension host. */
const silence = 120_000;

type Row = Measured & { readonly page: number };

async function main(): Promise<void> {
  const rows = await measureAll();
  for (const rate of new Set(rows.map((one) => one.tokensPerSecond))) {
    const of = rows.filter((one) => one.tokensPerSecond === rate);
    const { tokens, lines, stream } = of[0]!;
    console.log(`\n${rate} tokens/s: ${tokens} tokens, ${lines} lines in ${(stream / 1000).toFixed(1)} s`);
    const head = ['', 'delay, median', 'p95', 'longest', 'total / stream', 'edits', 'CPU, host', 'CPU, page'];
    console.log(
      table(
        head,
        of.map((one) => [
          one.variant,
          ms(median(one.delays)),
          ms(percentile(one.delays, 0.95)),
          ms(Math.max(...one.delays)),
          (one.total / one.stream).toFixed(3),
          String(one.edits),
          ms(one.cpu),
          ms(one.page),
        ]),
      ),
    );
  }
  const streamed = rows.filter((one) => one.variant === 'streamed');
  console.log(
    `\n${streamed
      .map((one) => limit(`${one.tokensPerSecond} tokens/s: total / stream`, one.total / one.stream, '≤', 1.15))
      .join('\n')}`,
  );
}

async function measureAll(): Promise<Row[]> {
  const tools = toolchain();
  await build(tools, []);
  const rows: Row[] = [];
  let heard: (report: Report) => void = () => undefined;
  const collector = await startCollector((event) => {
    if (event.type === 'log') heard(JSON.parse(event.text) as Report);
  });
  const workspace = await copySample(tools);
  const server = await startServer(tools, { settings: { ...quietSettings, 'asideTest.collector': collector.url } });
  const browser = await launchBrowser(tools);
  try {
    const page = await browser.context.newPage();
    const devtools = await browser.context.newCDPSession(page);
    await devtools.send('Performance.enable');
    /** Milliseconds of CPU that the page's main thread has used. */
    const busy = async () => {
      const { metrics } = await devtools.send('Performance.getMetrics');
      return 1000 * (metrics.find(({ name }) => name === 'TaskDuration')?.value ?? 0);
    };
    const looks: Promise<void>[] = [];
    const ended = new Promise<void>((resolve, reject) => {
      let timer: NodeJS.Timeout;
      let before = busy();
      heard = (report) => {
        clearTimeout(timer);
        timer = setTimeout(() => reject(new Error('The extension host said nothing for too long.')), silence);
        if (report === 'end') {
          clearTimeout(timer);
          resolve();
        } else if ('failed' in report) {
          reject(new Error(report.failed));
        } else if ('begin' in report) {
          before = busy();
        } else {
          const since = before;
          const { measured } = report;
          const row = { ...measured, page: 0 };
          rows.push(row);
          looks.push(Promise.all([since, busy()]).then(([from, to]) => void (row.page = to - from)));
        }
      };
      timer = setTimeout(() => reject(new Error('The extension host did not start.')), silence);
    });
    const script = join(tools.cache, 'bench', 'inlineHost.cjs');
    const payload = [
      ['extensionDevelopmentPath', server.remote(tools.root)],
      ['extensionTestsPath', server.remote(script)],
    ] as const;
    const errors: string[] = [];
    page.on('console', (message) => {
      if (message.type() === 'error' && message.text().includes(script)) errors.push(message.text());
    });
    await page.goto(server.url(workspace.folder, payload));
    await ended.catch((error: Error) => {
      // A script that cannot even be loaded is told of there only.
      throw new Error([error.message, ...errors.slice(0, 1)].join('\n'));
    });
    await Promise.all(looks);
    return rows;
  } finally {
    await browser.close();
    await server.stop();
    await workspace.remove();
    await collector.close();
  }
}

function percentile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))]!;
}

function ms(value: number): string {
  return `${value.toFixed(value < 10 ? 1 : 0)} ms`;
}

endAllOnExit();
main().then(
  () => process.exit(0),
  (error: Error) => {
    console.error(error.message);
    process.exit(1);
  },
);

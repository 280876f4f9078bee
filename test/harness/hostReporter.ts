// Runs in the extension hosts, Node and web worker: platform APIs only.

export type TestEvent =
  | { readonly type: 'suite'; readonly depth: number; readonly title: string }
  | {
      readonly type: 'passed';
      readonly depth: number;
      readonly title: string;
      /** The outermost `describe`. */
      readonly suite: string;
      readonly ms: number;
    }
  | { readonly type: 'pending'; readonly depth: number; readonly title: string }
  | { readonly type: 'failed'; readonly depth: number; readonly title: string; readonly error: string }
  | { readonly type: 'log'; readonly text: string }
  | { readonly type: 'end' };

/** The parts of mocha's runner that are used: the Node and the browser build share them, but not their types. */
interface Runner {
  on(event: string, listener: (subject: Subject, error?: Error) => void): unknown;
  run(done: (failures: number) => void): unknown;
}

interface Subject {
  readonly title: string;
  readonly duration?: number;
  readonly parent?: Subject;
  titlePath(): string[];
}

interface Mocha {
  grep(pattern: RegExp): unknown;
  run(done: (failures: number) => void): unknown;
}

/** What the harness has set for the host, by name. */
interface Configuration {
  get(name: 'collector' | 'grep', missing: string): string;
}

/** Posts the run's events to the collector, in order, and settles when the last one has arrived. */
export async function runAndReport(mocha: Mocha, configuration: Configuration): Promise<void> {
  const reporter = createReporter(configuration.get('collector', ''));
  const grep = configuration.get('grep', '');
  if (grep) mocha.grep(new RegExp(grep));
  let failures = 0;
  try {
    await new Promise<void>((resolve) => {
      reporter.listen(
        mocha.run((count) => {
          failures = count;
          resolve();
        }) as Runner,
      );
    });
  } catch (error) {
    reporter.post({ type: 'failed', depth: 0, title: 'the suite starts', error: describe(error) });
  }
  reporter.post({ type: 'end' });
  await reporter.flush();
  if (failures > 0) throw new Error(`${failures} tests failed.`);
}

function createReporter(url: string) {
  let queue: TestEvent[] = [];
  let sending: Promise<void> | undefined;
  const send = async () => {
    while (queue.length > 0) {
      const body = JSON.stringify(queue);
      queue = [];
      await fetch(url, { method: 'POST', body });
    }
    sending = undefined;
  };
  const post = (event: TestEvent) => {
    queue.push(event);
    sending ??= Promise.resolve().then(send);
  };
  const depth = (subject: Subject) => subject.titlePath().length;
  return {
    post,
    async flush() {
      while (sending) await sending;
    },
    listen(runner: Runner) {
      runner.on('suite', (suite) => {
        if (suite.title) post({ type: 'suite', depth: depth(suite), title: suite.title });
      });
      runner.on('pass', (test) =>
        post({
          ...{ type: 'passed', depth: depth(test), title: test.title },
          ...{ suite: test.titlePath()[0] ?? '', ms: test.duration ?? 0 },
        }),
      );
      runner.on('pending', (test) => post({ type: 'pending', depth: depth(test), title: test.title }));
      runner.on('fail', (test, error) =>
        post({ type: 'failed', depth: depth(test), title: test.titlePath().join(' › '), error: describe(error) }),
      );
    },
  };
}

function describe(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const { actual, expected } = error as { actual?: unknown; expected?: unknown };
  const difference =
    actual === undefined && expected === undefined ? '' : `\nactual: ${text(actual)}\nexpected: ${text(expected)}`;
  return `${error.stack ?? error.message}${difference}`;
}

function text(value: unknown): string {
  try {
    return JSON.stringify(value, null, 1)?.slice(0, 2000) ?? String(value);
  } catch {
    return String(value);
  }
}

import { decodeLog } from '../../src/conversation/log';
import { readExport } from '../../src/conversation/transfer';
import { titleFrom } from '../../src/conversation/titles';
import { createMask } from '../../src/check/report/mask';
import { splitPrompt } from '../../src/context/promptFile';
import { recognize } from '../../src/context/recognize';
import { readEditAnswer, previewEdit } from '../../src/inline/answer/editAnswer';
import { fillElisions } from '../../src/inline/answer/elision';
import { createCodeExtractor } from '../../src/inline/answer/extractCode';
import { parsePatch } from '../../src/inline/answer/patch';
import { placeBlock } from '../../src/inline/answer/placeBlock';
import { applyBlocks } from '../../src/inline/answer/unifiedDiff';
import { mayBeCommentIn } from '../../src/inline/comment/prefilter';
import { scanCommentAt } from '../../src/inline/comment/scanComment';
import { defaultMarkers } from '../../src/inline/comment/markers';
import { messageIn } from '../../src/inline/commit/commitPrompt';
import { completionText } from '../../src/inline/completion/completionText';
import { countMatches, searchPattern, visibleText } from '../../src/markdown/search';
import { estimateTokens } from '../../src/messages/tokens';
import { createRedactor } from '../../src/messages/redact';
import { readServerError } from '../../src/messages/serverError';
import { classify } from '../../src/messages/classify';
import { cleanKey } from '../../src/settings/cleanKey';
import { linesOf as lineSource } from '../../src/textmate/lines';
import { parsePlist } from '../../src/textmate/plist';
import { lineHunks, wordChanges } from '../../src/text/lineDiff';
import { harmless, harmlessLines, shapes, type Shape } from './hostileCorpus';
import { limit, table } from './report';

/** One way in: what is done with a text at once, without a pause in which something else could run. */
interface Way {
  readonly name: string;
  readonly run: (text: string) => unknown;
}

const file = harmless(20_000);
const extract = (languageId: string, text: string, step = text.length) => {
  const extractor = createCodeExtractor(languageId, { write: () => undefined, reset: () => undefined });
  for (let at = 0; at < text.length; at += step) extractor.feed(text.slice(at, at + step));
  return extractor.end();
};
const redactor = createRedactor(['sk-aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaab', 'sk-hostile-4f9c01ab77']);
const quietly = (run: () => unknown) => {
  try {
    return run();
  } catch {
    return undefined;
  }
};

const ways: readonly Way[] = [
  { name: 'extract code', run: (text) => extract('typescript', text) },
  { name: 'extract code, in pieces', run: (text) => extract('python', text, 100) },
  { name: 'extract Markdown', run: (text) => extract('markdown', text) },
  { name: 'edit', run: (text) => readEditAnswer({ file, start: 0, end: file.length, languageId: 'typescript' }, text) },
  {
    name: 'edit of it',
    run: (text) => readEditAnswer({ file: text, start: 0, end: text.length, languageId: 'python' }, file),
  },
  {
    name: 'edit of it by it',
    run: (text) =>
      readEditAnswer({ file: text, start: 0, end: text.length, languageId: 'python' }, `${text}\n# ...\nx`),
  },
  {
    name: 'preview of an edit',
    run: (text) => previewEdit({ file, start: 0, end: file.length, languageId: 'typescript' }, text),
  },
  { name: 'apply', run: (text) => placeBlock({ text, info: 'ts', before: '' }, [{ path: 'src/a.ts', text: file }]) },
  {
    name: 'apply to it',
    run: (text) => placeBlock({ text: file, info: 'ts', before: '' }, [{ path: 'src/a.ts', text }]),
  },
  {
    name: 'apply to itself',
    run: (text) => placeBlock({ text, info: 'ts', before: '' }, [{ path: 'src/a.ts', text: `${text}\ny` }]),
  },
  {
    name: 'apply, named so',
    run: (text) => placeBlock({ text: file, info: text, before: text }, [{ path: 'src/a.ts', text: file }]),
  },
  { name: 'patch', run: (text) => parsePatch(text)?.map(({ blocks }) => applyBlocks(file, blocks)) },
  {
    name: 'patch in it',
    run: (text) =>
      parsePatch(`--- a\n+++ b\n@@ -1,9 +1,9 @@\n${text.replace(/^/gm, ' ')}\n+x\n`)?.map(({ blocks }) =>
        applyBlocks(text, blocks),
      ),
  },
  {
    name: 'search and replace',
    run: (text) =>
      parsePatch(`<<<<<<< SEARCH\n${text}\n=======\n${file}\n>>>>>>> REPLACE\n`)?.map(({ blocks }) =>
        applyBlocks(text, blocks),
      ),
  },
  {
    name: 'gaps',
    run: (text) =>
      fillElisions(text.split('\n'), [
        'x',
        '// ... existing code ...',
        ...text.split('\n').slice(0, 50),
        '// ...',
        'y',
      ]),
  },
  { name: 'gaps in it', run: (text) => fillElisions(file.split('\n'), text.split('\n')) },
  { name: 'report of a check', run: createMask(['sk-hostile-4f9c01ab77']) },
  { name: 'redact', run: (text) => redactor.text(text) },
  { name: 'differences', run: (text) => lineHunks(file, text) },
  { name: 'differences of it', run: (text) => lineHunks(text, text.replaceAll('\n', 'x\n')) },
  { name: 'word differences', run: (text) => wordChanges(text.slice(0, 2000), `${text.slice(0, 1990)}x`) },
  {
    name: 'completion',
    run: (text) => completionText(text, { prefix: 'const a = ', suffix: ')', after: text.slice(0, 1000) }),
  },
  { name: 'commit message', run: (text) => messageIn(text) },
  { name: 'lightbulb', run: (text) => mayBeCommentIn('typescript', lineSource(text), 0) },
  {
    name: 'comment scan',
    run: (text) => scanCommentAt(lineSource(text), { line: 0, character: 1 }, defaultMarkers('typescript')),
  },
  { name: 'log', run: (text) => decodeLog(new TextEncoder().encode(text)) },
  { name: 'import', run: (text) => quietly(() => readExport(new TextEncoder().encode(text) as never)) },
  { name: 'find', run: (text) => countMatches(visibleText(text), searchPattern('a b', false)!) },
  { name: 'estimate', run: (text) => estimateTokens(text) },
  { name: 'refusal', run: (text) => classify(400, readServerError(text)) },
  {
    name: 'refusal in JSON',
    run: (text) => classify(400, readServerError(JSON.stringify({ error: { message: text, type: text, code: text } }))),
  },
  { name: 'key', run: (text) => cleanKey(text) },
  { name: 'property list', run: (text) => quietly(() => parsePlist(`<plist><dict>${text}`)) },
  { name: 'prompt file', run: (text) => splitPrompt(`---\n${text}\n---\n`) },
  { name: 'attachment', run: (text) => recognize(new TextEncoder().encode(`%PDF-1.7\n${text}`)) },
  { name: 'title', run: (text) => titleFrom({ message: { content: [{ type: 'text', text }] } } as never) },
];

/** Milliseconds of this thread's processor. */
function time(run: () => unknown): number {
  const before = process.cpuUsage();
  run();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
}

const smallest = 32_768;
const largest = Number(option('size') ?? 1_048_576);
/** Milliseconds below which a time says more about the machine than about the text. */
const noise = 10;
/** Milliseconds from which on a task counts as long (Long Tasks API, 3): nobody notices a shorter one. */
const long = 50;
const bounds = { ratio: 5, growth: 2.3 };

function option(name: string): string | undefined {
  return process.argv.find((one) => one.startsWith(`--${name}=`))?.slice(`--${name}=`.length);
}

interface Trial {
  readonly shape: string;
  readonly size: number;
  readonly ms: number;
  /** Times what harmless text of the same size takes. */
  readonly ratio: number;
}

/** What a shape costs at each size, as long as it costs no more than it may. */
function trialsOf(
  { run }: Way,
  { name, text }: Shape,
  usual: ReadonlyMap<number, number>,
): { trials: Trial[]; holds: boolean } {
  const trials: Trial[] = [];
  for (const [size, expected] of usual) {
    // Once more where it is too much: the collector may have run.
    const once = time(() => run(text(size)));
    const ms =
      once <= long
        ? once
        : Math.min(
            once,
            time(() => run(text(size))),
          );
    const before = trials.at(-1);
    trials.push({ shape: name, size, ms, ratio: ms / expected });
    if (ms <= long) continue;
    const growth = before && ms > expected ? ms / Math.max(noise, before.ms) : 0;
    const grows =
      growth > bounds.growth &&
      ms /
        Math.max(
          noise,
          time(() => run(text(size / 2))),
        ) >
        bounds.growth;
    if (ms > bounds.ratio * expected || grows) return { trials, holds: false };
  }
  return { trials, holds: true };
}

const sizes: number[] = [];
for (let size = smallest; size <= largest; size *= 2) sizes.push(size);
const rows: string[][] = [];
const missed: string[] = [];
let tried = 0;
for (const way of ways.filter(({ name }) => new RegExp(option('only') ?? '').test(name))) {
  const usual = new Map(
    sizes.map((size) => [
      size,
      Math.max(noise, ...[harmless, harmlessLines].map((text) => time(() => way.run(text(size))))),
    ]),
  );
  const results = shapes.map((shape) => trialsOf(way, shape, usual));
  tried += results.length;
  const failed = results.filter(({ holds }) => !holds).map(({ trials }) => trials.at(-1)!);
  missed.push(
    ...failed.map(
      ({ shape, size, ms, ratio }) =>
        `${way.name}: ${shape} of ${size / 1024} K: ${ms.toFixed(0)} ms, ${ratio.toFixed(1)} ×`,
    ),
  );
  const worst = results.flatMap(({ trials }) => trials).reduce((one, other) => (other.ratio > one.ratio ? other : one));
  rows.push([
    way.name,
    String(results.length),
    String(results.length - failed.length),
    worst.shape,
    `${worst.size / 1024} K`,
    worst.ms.toFixed(0),
    worst.ratio.toFixed(1),
  ]);
}
console.log(table(['what is done with it', 'tried', 'hold', 'worst text', 'size', 'ms', '× harmless'], rows));
for (const one of missed) console.log(`MISSED  ${one}`);
console.log(limit(`of ${tried} texts, those that take too long`, missed.length, '≤', 0));

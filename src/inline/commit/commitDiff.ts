import { estimateTokens } from '../../context/tokens';

/** A file's part of a unified diff. */
interface FilePart {
  readonly path: string;
  readonly lines: readonly string[];
  readonly added: number;
  readonly removed: number;
  /** Why only a summary of it goes along. */
  readonly summaryOnly: 'lock file' | 'generated' | 'binary' | undefined;
}

const lockFiles =
  /(^|\/)(package-lock\.json|npm-shrinkwrap\.json|pnpm-lock\.yaml|bun\.lockb?|go\.sum|packages\.lock\.json|Package\.resolved|[^/]*\.lock)$/;
const generatedFiles =
  /(^|\/)(dist|node_modules|vendor|third_party|__snapshots__)\/|\.(min\.(js|css)|map|snap|pb\.go|g\.dart|designer\.cs)$|_pb2\.py$/i;
const generatedMark = /@generated\b|\bdo not edit\b|\bautomatically generated\b|\bauto-generated\b/i;
/** Lines of a file's part in which its mark is looked for: it stands at a file's head. */
const markLines = 20;
/** Characters of a line that nobody writes by hand. */
const longLine = 2000;

/**
 * A diff that fits into so many tokens, estimated: lock files, generated and binary ones become a line each, and what
 * does not fit is cut fairly, so that a large file takes nothing away from the small ones. Every file is named as long
 * as there is room for its name.
 *
 * @param diff as `git diff` prints it, of any number of files
 */
export function fairDiff(diff: string, budget: number): string {
  const parts = splitFiles(diff);
  const summaries = parts.map(summary);
  // What is cut says so, and a list that is cut as well: their room is kept free.
  let room = budget - cost(more(parts.length));
  const named = parts.filter((_part, index) => {
    room -= cost(summaries[index]!);
    return room >= 0;
  });
  if (named.length < parts.length) {
    const lines = summaries.slice(0, named.length);
    return [...lines, more(parts.length - named.length)].join('\n');
  }
  const whole = parts.filter((one) => one.summaryOnly === undefined);
  const shares = fairShares(
    whole.map((one) => cost(one.lines.join('\n'))),
    room,
  );
  return parts
    .map((part, index) => {
      const at = whole.indexOf(part);
      return at < 0 ? summaries[index]! : cutPart(part, shares[at]!, summaries[index]!);
    })
    .join('\n');
}

function splitFiles(diff: string): FilePart[] {
  const starts = [...diff.matchAll(/^diff --(?:git|cc|combined) .*$/gm)].map(({ index }) => index);
  return starts.map((start, n) =>
    filePart(
      diff
        .slice(start, starts[n + 1])
        .replace(/\n$/, '')
        .split('\n'),
    ),
  );
}

function filePart(lines: readonly string[]): FilePart {
  const body = lines.findIndex((line) => line.startsWith('@@'));
  const head = body < 0 ? lines : lines.slice(0, body);
  const changes = body < 0 ? [] : lines.slice(body);
  const path = pathOf(head);
  const count = (sign: string) => changes.filter((line) => line.startsWith(sign)).length;
  return {
    path,
    lines,
    added: count('+'),
    removed: count('-'),
    summaryOnly: kindOf(path, head, changes),
  };
}

/** The new name; of a deleted file the old one. Git quotes names with characters outside of ASCII. */
function pathOf(head: readonly string[]): string {
  const after = (sign: string) =>
    head
      .find((line) => line.startsWith(sign))
      ?.slice(sign.length)
      .replace(/^"|"?\t?$/g, '');
  const to = after('+++ ');
  if (to !== undefined && to !== '/dev/null') return to.replace(/^[bw]\//, '');
  const from = after('--- ');
  if (from !== undefined && from !== '/dev/null') return from.replace(/^[ai]\//, '');
  const [first = ''] = head;
  const [mark] = / "?b\//.exec(first) ?? [];
  const named = mark && first.slice(first.indexOf(mark) + mark.length).replace(/"$/, '');
  return after('rename to ') ?? named ?? first;
}

function kindOf(path: string, head: readonly string[], changes: readonly string[]): FilePart['summaryOnly'] {
  if (lockFiles.test(path)) return 'lock file';
  if (head.some((line) => line.startsWith('Binary files ') || line === 'GIT binary patch')) return 'binary';
  if (generatedFiles.test(path)) return 'generated';
  const marked = changes.slice(0, markLines).some((line) => generatedMark.test(line));
  return marked || changes.some((line) => line.length > longLine) ? 'generated' : undefined;
}

function summary({ path, added, removed, summaryOnly }: FilePart): string {
  const kind = summaryOnly ? `${summaryOnly}, ` : '';
  return `# ${path}: ${kind}+${added} -${removed} lines`;
}

function more(count: number): string {
  return `# and ${count} more files`;
}

/**
 * How much each gets of what is there: all it needs where that is no more than an even share of what is left, so that
 * what the small ones leave goes to the large ones.
 */
export function fairShares(needs: readonly number[], room: number): number[] {
  const shares = needs.map(() => 0);
  let left = Math.max(0, room);
  const order = needs.map((_need, index) => index).sort((a, b) => needs[a]! - needs[b]!);
  for (const [n, index] of order.entries()) {
    shares[index] = Math.min(needs[index]!, Math.floor(left / (order.length - n)));
    left -= shares[index]!;
  }
  return shares;
}

/** The whole part, or its first lines behind its summary. */
function cutPart(part: FilePart, share: number, summarized: string): string {
  const whole = part.lines.join('\n');
  if (cost(whole) <= share) return whole;
  const kept: string[] = [];
  let room = share - cost(cutMark);
  for (const line of part.lines) {
    room -= cost(line);
    if (room < 0) break;
    kept.push(line);
  }
  // Its head alone says less than the summary.
  if (!kept.some((line) => /^[+-](?![+-]{2} )/.test(line))) return summarized;
  return [summarized, ...kept, cutMark].join('\n');
}

const cutMark = '[… cut]';

function cost(text: string): number {
  return estimateTokens(`${text}\n`);
}

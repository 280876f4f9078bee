import { labelOf, openBlock, openingFence, type Fence, type OpenBlock } from './fence';
import { isOtherLanguage } from './fenceLanguage';
import { areRemarks } from './prose';

export interface CodeBlock {
  readonly info: string;
  readonly code: string;
}

/** The fenced code blocks of a finished or unfinished reply, in order; an open one goes to the end. */
export function fencedBlocks(reply: string): CodeBlock[] {
  const blocks: CodeBlock[] = [];
  let open: { fence: Fence; block: OpenBlock; lines: string[]; inner: number } | undefined;
  const close = (end?: number) => {
    if (open) blocks.push({ info: open.fence.info, code: open.lines.slice(0, end).join('\n') });
    open = undefined;
  };
  for (const line of reply.split('\n')) {
    if (!open) {
      const fence = openingFence(line);
      if (fence) open = { fence, block: openBlock(fence), lines: [], inner: 0 };
      continue;
    }
    const read = open.block.read(line);
    if (read === 'close') {
      close();
      continue;
    }
    if (read === 'inner') open.inner = open.lines.length;
    open.lines.push(line.slice(Math.min(open.fence.indent, /^\s*/.exec(line)![0].length)));
  }
  // The reply may have been cut in the middle of its closing fence; a fence inside that nothing closes was that one.
  if (open && /^(`{1,2}|~{1,2})$/.test(open.lines.at(-1) ?? '')) open.lines.pop();
  if (open?.block.isNested && open.inner > 0 && areRemarks(['', ...open.lines.slice(open.inner + 1)]))
    close(open.inner);
  close();
  return blocks;
}

const shells = new Set(['bash', 'sh', 'shell', 'zsh', 'console', 'terminal', 'output', 'powershell', 'ps1', 'bat']);

/**
 * The block that an edit of `original` means: the first of its language that has some of its lines and does not merely
 * repeat it; without such a one, the first that differs.
 */
export function chosenBlock(blocks: readonly CodeBlock[], languageId: string, original: string): CodeBlock | undefined {
  const fitting = blocks.filter(({ info }) => {
    const label = labelOf(info);
    if (label === languageId || isDiffLabel(label)) return true;
    return !isOtherLanguage(label, languageId) && (!shells.has(label) || /shell|bash|powershell|bat/.test(languageId));
  });
  const differing = fitting.filter(({ code }) => code.trim() !== original.trim());
  const own = new Set(original.split('\n').map((line) => line.trim()));
  const isAbout = ({ code }: CodeBlock) =>
    code.split('\n').some((line) => own.has(line.trim()) && /\p{L}{2}/u.test(line));
  return (
    differing.find(({ info }) => isDiffLabel(labelOf(info))) ?? differing.find(isAbout) ?? differing[0] ?? fitting[0]
  );
}

export function isDiffLabel(label: string): boolean {
  return label === 'diff' || label === 'patch' || label === 'udiff';
}

import { isOtherLanguage } from './fenceLanguage';

export interface CodeBlock {
  readonly info: string;
  readonly code: string;
}

/** The fenced code blocks of a finished or unfinished reply, in order; an open one goes to the end. */
export function fencedBlocks(reply: string): CodeBlock[] {
  const blocks: CodeBlock[] = [];
  let open: { mark: string; info: string; indent: number; lines: string[] } | undefined;
  const close = () => {
    if (open) blocks.push({ info: open.info, code: open.lines.join('\n') });
    open = undefined;
  };
  for (const line of reply.replaceAll('\r', '').split('\n')) {
    const fence = /^(\s*)(`{3,}|~{3,})\s*([^`]*)$/.exec(line);
    if (!open) {
      if (fence) open = { mark: fence[2]!, info: fence[3]!.trim(), indent: fence[1]!.length, lines: [] };
    } else if (fence && fence[2]![0] === open.mark[0] && fence[2]!.length >= open.mark.length && fence[3] === '')
      close();
    else open.lines.push(line.slice(Math.min(open.indent, /^\s*/.exec(line)![0].length)));
  }
  close();
  return blocks;
}

/** The label of a block: the first word of what stands behind the fence. */
export function labelOf(info: string): string {
  return info.split(/[\s{:,]/, 1)[0]!.toLowerCase();
}

const shells = new Set(['bash', 'sh', 'shell', 'zsh', 'console', 'terminal', 'output', 'powershell', 'ps1', 'bat']);

/** The block that an edit of `original` means: the first of its language that does not merely repeat it. */
export function chosenBlock(blocks: readonly CodeBlock[], languageId: string, original: string): CodeBlock | undefined {
  const fitting = blocks.filter(({ info }) => {
    const label = labelOf(info);
    if (label === languageId || isDiffLabel(label)) return true;
    return !isOtherLanguage(label, languageId) && (!shells.has(label) || /shell|bash|powershell|bat/.test(languageId));
  });
  return fitting.find(({ code }) => code.trim() !== original.trim()) ?? fitting[0];
}

export function isDiffLabel(label: string): boolean {
  return label === 'diff' || label === 'patch' || label === 'udiff';
}

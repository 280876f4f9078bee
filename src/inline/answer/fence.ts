import { withoutEnd } from '../../util/blankEnds';

/** A line that opens a code block of Markdown. */
export interface Fence {
  readonly mark: string;
  /** All that stands behind the mark. */
  readonly info: string;
  /** Characters of white space in front of it. */
  readonly indent: number;
}

export function openingFence(line: string): Fence | undefined {
  const match = /^(\s*)(`{3,}|~{3,}(?!~))([^`]*)$/.exec(line);
  return match ? { indent: match[1]!.length, mark: match[2]!, info: match[3]!.trim() } : undefined;
}

/** The label of a block: the first word of what stands behind the fence. */
export function labelOf(info: string): string {
  return info.split(/[\s{:,]/, 1)[0]!.toLowerCase();
}

export function isMarkdown(label: string): boolean {
  return /^(md|markdown|mdx)$/i.test(label);
}

/** What a line is to a block that is open. */
export type FenceLine = 'code' | 'close' | 'inner';

export interface OpenBlock {
  /** `inner`: code, and a bare fence that could as well have been the closing one, badly indented. */
  read(line: string): FenceLine;
  /** Whether a fence inside the block is still open. */
  readonly isNested: boolean;
}

/**
 * Finds the end of a block. Code has fences of its own: Markdown those of its blocks, a docstring those of an example,
 * which are indented deeper than the block's own.
 */
export function openBlock(fence: Fence): OpenBlock {
  const nests = isMarkdown(labelOf(fence.info));
  let depth = 0;
  return {
    get isNested() {
      return depth > 0;
    },
    read(line) {
      const match = /^(\s*)(`{3,}|~{3,})([^]*)/.exec(line);
      if (!match || match[2]![0] !== fence.mark[0] || match[2]!.length < fence.mark.length) return 'code';
      const deeper = match[1]!.length > fence.indent;
      if (match[3]!.trim() !== '') {
        if (nests || deeper) depth++;
        return 'code';
      }
      if (depth > 0 && (nests || deeper)) {
        depth--;
        return 'code';
      }
      if (!deeper || nests) return 'close';
      depth++;
      return 'inner';
    },
  };
}

/** A fence at the end of a sentence: `Here it is: ```ts`. */
export function fenceBehind(line: string): Fence | undefined {
  const before = line.split(/[`~]/, 1)[0]!;
  if (before.trim() === '' || !/\s$/.test(before)) return undefined;
  const match = /^(`{3,}|~{3,})([\w+#-]*)\s*$/.exec(line.slice(before.length));
  return match ? { indent: 0, mark: match[1]!, info: match[2]! } : undefined;
}

/** A text up to the fence that it ends with. Undefined for a text that does not end with one. */
export function withoutClosingFence(text: string): string | undefined {
  const end = text.trimEnd();
  const mark = end.slice(-1);
  if (mark !== '`' && mark !== '~') return undefined;
  const length = end.length - withoutEnd(end, mark).length;
  if (length < 3) return undefined;
  return withoutEnd(end.slice(0, -length), ' \t').replace(/\n$/, '');
}

/** Languages in which a sentence is what was asked for. */
export function isProseLanguage(languageId: string): boolean {
  return proseLanguages.has(languageId);
}

const proseLanguages = new Set(['markdown', 'plaintext', 'restructuredtext', 'asciidoc', 'latex', 'tex', 'git-commit']);

/** Whether a fence in a language of sentences stands around the text, and is not a part of it. */
export function isWrapping({ info }: Fence, languageId: string): boolean {
  const label = labelOf(info);
  if (label === languageId || isMarkdown(label) || /^(text|txt|plaintext|tex|latex|rst)$/.test(label)) return true;
  return label === '' && languageId !== 'markdown';
}

export function isShell(name: string): boolean {
  return /^(bash|sh|shell|shellscript|zsh|console|terminal|powershell|ps1|bat|cmd|text|plaintext|output)$/i.test(name);
}

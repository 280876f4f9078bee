import { createFenceReader } from './nestedFences';

/** An open fence at the top level. Its lines bypass the parser. */
export interface OpenFence {
  /** Returns the lines to show from line `from` on, and the text left over: a partial line, or the text after the end. */
  feed(text: string): {
    readonly from: number;
    readonly lines: readonly string[];
    readonly left: string;
    readonly isClosed: boolean;
  };
  /** Returns the last line, from the text left over at the end of the source. */
  end(text: string): { readonly from: number; readonly lines: readonly string[] };
}

/**
 * @param marker The characters that open the fence.
 * @param info What follows them.
 */
export function createOpenFence(marker: string, info: string): OpenFence {
  const [char, size] = [marker[0]!, marker.length];
  const reader = createFenceReader(marker, info);
  /** A partial line that may become the closing fence. It is not shown yet. */
  const maybeClosing = new RegExp(`^ {0,3}(${char}*|${char}{${size},}[ \\t]*)$`);
  /** Complete lines of content so far. */
  let count = 0;

  const closes = (line: string): boolean => {
    const start = /^ {0,3}(?! )/.exec(line)?.[0].length;
    return start !== undefined && reader.closes(line.slice(start));
  };

  return {
    feed(text) {
      const lines = text.split('\n');
      const partial = lines.pop()!;
      const closedAt = lines.findIndex(closes);
      const from = count;
      if (closedAt >= 0) {
        const left = [...lines.slice(closedAt + 1), partial].join('\n');
        return { from, lines: lines.slice(0, closedAt), left, isClosed: true };
      }
      count += lines.length;
      const isHeld = reader.open.length === 0 && maybeClosing.test(partial);
      return { from, lines: isHeld ? lines : [...lines, partial], left: partial, isClosed: false };
    },
    // markdown-it ignores a blank last line without a newline.
    end: (text) => ({ from: count, lines: text.trim() === '' || closes(text) ? [] : [text] }),
  };
}

/** A body as it came: its bytes, and when they did. */
export interface RecordedBody {
  /** Bytes that came. */
  readonly size: number;
  /** Bytes that are here: fewer than came when there were more than the bound. */
  readonly kept: number;
  /** What came at one moment: milliseconds, and the number of bytes that had come by then. In order. */
  readonly reads: readonly Read[];
  /** The kept bytes in one piece, or the first of them. */
  bytes(most?: number): Uint8Array<ArrayBuffer>;
}

export interface Read {
  readonly at: number;
  readonly end: number;
}

export interface BodyRecorder extends RecordedBody {
  /** Copies the bytes. */
  add(bytes: Uint8Array, at: number): void;
}

/** Bytes of one piece of memory. */
const pageSize = 64 * 1024;
/** Reads that are told apart at first: ms. */
const finest = 1;
/** Reads that are kept; when there are more, those closer to each other become one. */
const mostReads = 4000;

/** @param most bytes to keep at most */
export function recordBody(most: number): BodyRecorder {
  const pages: Uint8Array[] = [];
  let size = 0;
  let kept = 0;
  let reads: Read[] = [];
  let resolution = finest;

  function append(bytes: Uint8Array): void {
    for (let from = 0; from < bytes.length;) {
      const offset = kept % pageSize;
      if (offset === 0) pages.push(new Uint8Array(kept === 0 ? firstPage : pageSize));
      let page = pages.at(-1)!;
      const count = Math.min(bytes.length - from, pageSize - offset);
      // Most replies are short: the first page grows.
      if (offset + count > page.length) {
        const larger = new Uint8Array(Math.min(pageSize, Math.max(2 * page.length, offset + count)));
        larger.set(page);
        pages[pages.length - 1] = page = larger;
      }
      page.set(bytes.subarray(from, from + count), offset);
      from += count;
      kept += count;
    }
  }

  return {
    get size() {
      return size;
    },
    get kept() {
      return kept;
    },
    get reads() {
      return reads;
    },
    add(bytes, at) {
      size += bytes.length;
      append(bytes.subarray(0, Math.max(0, most - kept)));
      const last = reads.at(-1);
      if (last && at - last.at < resolution) reads[reads.length - 1] = { at: last.at, end: size };
      else reads.push({ at, end: size });
      if (reads.length <= mostReads) return;
      resolution *= 2;
      reads = thinned(reads, resolution);
    },
    bytes(count = kept) {
      const all = new Uint8Array(Math.min(count, kept));
      for (const [index, page] of pages.entries()) {
        const at = index * pageSize;
        if (at >= all.length) break;
        all.set(page.subarray(0, all.length - at), at);
      }
      return all;
    },
  };
}

/** Bytes of the first page at first. */
const firstPage = 2048;

/** The reads that are so many milliseconds apart at least, each with all that came until the next. */
function thinned(reads: readonly Read[], resolution: number): Read[] {
  const fewer: Read[] = [];
  for (const read of reads) {
    const last = fewer.at(-1);
    if (last && read.at - last.at < resolution) fewer[fewer.length - 1] = { at: last.at, end: read.end };
    else fewer.push(read);
  }
  return fewer;
}

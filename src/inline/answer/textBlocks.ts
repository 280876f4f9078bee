/**
 * The text of a reply that comes in several blocks, as with a tool or thoughts between them. A block that begins behind
 * the end of a sentence begins a line; else the blocks are pieces of one text, as with citations.
 */
export function createTextJoiner(write: (text: string) => void): (index: number, text: string) => void {
  let current: number | undefined;
  let last = '';
  return (index, text) => {
    if (text === '') return;
    const ends = current !== undefined && current !== index && /[.:!?。：！？]\s*$/.test(last) && !last.endsWith('\n');
    current = index;
    last = (last + text).slice(-20);
    write(ends && !text.startsWith('\n') ? `\n${text}` : text);
  };
}

/**
 * Sets the text of the composer as an edit that undo takes back. `value =` leaves the browser's list of edits as it was,
 * whose places are then those of another text.
 */
export function replaceText(area: HTMLTextAreaElement, text: string): void {
  if (area.value === text) return;
  // An edit needs the focus, which must not be taken from another frame.
  if (!document.hasFocus()) return replaceAll(area, text);
  const focused = document.activeElement;
  if (focused !== area) area.focus({ preventScroll: true });
  const { start, end, inserted } = changeBetween(area.value, text);
  area.setSelectionRange(start, end);
  const isDone = inserted === '' ? document.execCommand('delete') : document.execCommand('insertText', false, inserted);
  if (!isDone || area.value !== text) replaceAll(area, text);
  area.setSelectionRange(text.length, text.length);
  if (focused !== area && focused instanceof HTMLElement) focused.focus({ preventScroll: true });
}

/** Sets another text, of which the edits so far say nothing: they are forgotten with the element. */
export function replaceAll(area: HTMLTextAreaElement, text: string): void {
  const isFocused = document.activeElement === area;
  area.replaceWith(area);
  area.value = text;
  if (isFocused) area.focus({ preventScroll: true });
}

/** The smallest replacement that makes one text another, never within a surrogate pair. */
export function changeBetween(
  before: string,
  after: string,
): { readonly start: number; readonly end: number; readonly inserted: string } {
  const most = Math.min(before.length, after.length);
  let start = 0;
  while (start < most && before[start] === after[start]) start++;
  if (isHigh(before.charCodeAt(start - 1))) start--;
  let same = 0;
  while (same < most - start && before.at(-1 - same) === after.at(-1 - same)) same++;
  if (isLow(before.charCodeAt(before.length - same))) same--;
  return { start, end: before.length - same, inserted: after.slice(start, after.length - same) };
}

const isHigh = (code: number): boolean => code >= 0xd800 && code < 0xdc00;
const isLow = (code: number): boolean => code >= 0xdc00 && code < 0xe000;

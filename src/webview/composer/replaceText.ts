import { replacement } from '../../text/replacement';

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
  const { offset, length, text: inserted } = replacement(area.value, text);
  area.setSelectionRange(offset, offset + length);
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

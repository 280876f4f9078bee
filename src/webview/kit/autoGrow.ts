/** Makes a text area as high as its text; its style sheet sets the limit. */
export function autoGrow(area: HTMLTextAreaElement): void {
  // Newer engines do it by themselves.
  if (CSS.supports('field-sizing', 'content')) return;
  area.style.height = 'auto';
  area.style.height = `${area.scrollHeight}px`;
}

/**
 * Runs in VS Code's page before anything else, and spares a processor: fewer frames are enough for tests, and what comes
 * from the server need not go through a file. Webviews are left alone.
 *
 * @param isSeen whether anybody looks at the page, or at least a test does
 */
export function sparePage({ isSeen }: { readonly isSeen: boolean }): void {
  if (window !== window.top) return;
  const frame = isSeen ? 40 : 100;
  window.requestAnimationFrame = (callback) => window.setTimeout(() => callback(performance.now()), frame);
  window.cancelAnimationFrame = (handle) => window.clearTimeout(handle);
  // What cannot be seen is not painted.
  const hide = () => document.documentElement.style.setProperty('opacity', '0');
  if (!isSeen) document.addEventListener('readystatechange', hide);

  const { WebSocket: Socket } = window;
  window.WebSocket = class extends Socket {
    constructor(...args: ConstructorParameters<typeof Socket>) {
      super(...args);
      this.binaryType = 'arraybuffer';
    }
  };
  const { readAsArrayBuffer } = FileReader.prototype;
  FileReader.prototype.readAsArrayBuffer = function (data: Blob | ArrayBuffer) {
    if (data instanceof Blob) return readAsArrayBuffer.call(this, data);
    this.onload?.({ target: { result: data } } as ProgressEvent<FileReader>);
  };
}

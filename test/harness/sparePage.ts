export interface SpareOptions {
  /** Milliseconds from one frame of the workbench to the next. */
  readonly frame: number;
  /** Whether pictures of the page are taken: it costs as much again to draw it. What is not drawn can be clicked. */
  readonly isDrawn: boolean;
}

/**
 * Runs in VS Code's page before anything else, and spares a processor: fewer frames are enough for tests, and what comes
 * from the server need not go through a file. Webviews are left alone.
 */
export function sparePage({ frame, isDrawn }: SpareOptions): void {
  if (window !== window.top) return;
  window.requestAnimationFrame = (callback) => window.setTimeout(() => callback(performance.now()), frame);
  window.cancelAnimationFrame = (handle) => window.clearTimeout(handle);
  const hide = () => document.documentElement.style.setProperty('opacity', '0');
  if (!isDrawn) document.addEventListener('readystatechange', hide);

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

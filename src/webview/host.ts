import { type HostMessage, type ViewMessage } from '../protocol';

interface VsCodeApi {
  postMessage(message: ViewMessage): void;
}

declare function acquireVsCodeApi(): VsCodeApi;

let api: VsCodeApi | undefined;

/** Tells the host. The only way out of the view. */
export function post(message: ViewMessage): void {
  // VS Code hands the object out once.
  api ??= acquireVsCodeApi();
  api.postMessage(message);
}

/** Hears the host. The page's policy lets no other frame or script in, so what comes is the host's. */
export function listen(listener: (message: HostMessage) => void): void {
  window.addEventListener('message', (event: MessageEvent<HostMessage>) => listener(event.data));
}

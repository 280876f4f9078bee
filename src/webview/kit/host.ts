import { type HostMessage, type ViewMessage } from '../../protocol';

interface VsCodeApi {
  postMessage(message: ViewMessage): void;
  getState(): unknown;
  setState(state: unknown): void;
}

declare function acquireVsCodeApi(): VsCodeApi;

let acquired: VsCodeApi | undefined;

/** VS Code hands the object out once. */
function api(): VsCodeApi {
  return (acquired ??= acquireVsCodeApi());
}

/** Tells the host. The only way out of the view. */
export function post(message: ViewMessage): void {
  api().postMessage(message);
}

/** What outlives the page, which is gone whenever it is hidden. Anything may be in it. */
export const savedState = (): unknown => api().getState();

export function saveState(state: object): void {
  api().setState(state);
}

/** Hears the host. The page's policy lets no other frame or script in, so what comes is the host's. */
export function listen(listener: (message: HostMessage) => void): void {
  window.addEventListener('message', (event: MessageEvent<HostMessage>) => listener(event.data));
}

import { describeCause } from '../util/describeCause';
import { post } from './kit/host';

/** What goes wrong in the view is worth a line in the log, but not a flood of them. */
let left = 20;

function report(error: unknown): void {
  if (left === 0) return;
  left -= 1;
  post({ type: 'failed', message: describeCause(error).slice(0, 4000) });
}

window.addEventListener('error', (event) => {
  // Not a failure: the browser puts off what a resize observer caused to the next frame.
  if (!event.message.startsWith('ResizeObserver loop')) report(event.error ?? event.message);
});
window.addEventListener('unhandledrejection', (event) => report(event.reason));

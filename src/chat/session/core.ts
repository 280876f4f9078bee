import type { Views, ViewsDeps } from './views';

/** What the parts of a session share. */
export interface SessionCore extends ViewsDeps {
  readonly views: Views;
}

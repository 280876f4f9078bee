import type { Journal } from './journal';
import type { LiveReply } from './liveReply';
import type { SessionDeps, SessionEvent } from './types';
import type { Views } from './views';

/** What the parts of a session share. */
export interface SessionCore {
  readonly deps: SessionDeps;
  readonly journal: Journal;
  readonly live: LiveReply;
  readonly views: Views;
  emit(event: SessionEvent): void;
}

import type { Guard } from '../../util/guard';
import type { Listener, SessionEvent } from './types';

export interface Listeners {
  /** Tells all listeners. One that throws stops neither the others nor what they are told of. */
  emit(event: SessionEvent): void;
  listen(listener: Listener): { dispose(): void };
}

export function createListeners(guard: Guard): Listeners {
  const listeners = new Set<Listener>();
  return {
    emit(event) {
      for (const listener of listeners) guard('a listener', () => listener(event));
    },
    listen(listener) {
      listeners.add(listener);
      return { dispose: () => void listeners.delete(listener) };
    },
  };
}

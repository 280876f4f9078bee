import type { Listener, SessionEvent } from './types';

export interface Listeners {
  emit(event: SessionEvent): void;
  listen(listener: Listener): { dispose(): void };
}

export function createListeners(): Listeners {
  const listeners = new Set<Listener>();
  return {
    emit(event) {
      for (const listener of listeners) listener(event);
    },
    listen(listener) {
      listeners.add(listener);
      return { dispose: () => void listeners.delete(listener) };
    },
  };
}

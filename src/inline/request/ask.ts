import { type Prompt } from '../prompt/prompt';
import { type Over } from './again';

/** Asks the model; rejects with the client's error, also when the signal aborts it. */
export type Ask = (
  request: Prompt,
  handlers: {
    readonly signal: AbortSignal;
    onText(delta: string): void;
    readonly over?: Over | undefined;
  },
) => Promise<{ stopReason: string | null }>;

/** The same feature, asking with something set over the settings. What is set later counts. */
export function askingWith<D extends { readonly ask: Ask }>(deps: D, over: Over | undefined): D {
  if (over === undefined) return deps;
  return {
    ...deps,
    ask: (request, handlers) => deps.ask(request, { ...handlers, over: { ...over, ...handlers.over } }),
  };
}

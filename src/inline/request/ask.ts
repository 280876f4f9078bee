import { type Prompt } from '../prompt/prompt';

/** Asks the model; rejects with the client's error, also when the signal aborts it. */
export type Ask = (
  request: Prompt,
  handlers: {
    readonly signal: AbortSignal;
    onText(delta: string): void;
    /** Replies instead of the model of the settings. */
    readonly model?: string | undefined;
  },
) => Promise<{ stopReason: string | null }>;

/** The same feature, asking another model; its own one where none is named. */
export function askingModel<D extends { readonly ask: Ask }>(deps: D, model: string | undefined): D {
  if (model === undefined) return deps;
  return { ...deps, ask: (request, handlers) => deps.ask(request, { ...handlers, model }) };
}

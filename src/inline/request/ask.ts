import { type Prompt } from '../prompt/prompt';

/** Asks the model; rejects with the client's error, also when the signal aborts it. */
export type Ask = (
  request: Prompt,
  handlers: { readonly signal: AbortSignal; onText(delta: string): void },
) => Promise<{ stopReason: string | null }>;

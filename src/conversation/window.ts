import type { Usage } from '../messages/types';
import type { Turn } from './model';

/** Estimates may be off by this part of them; what the server counted is not. Only what cannot fit is held back. */
const doubt = 0.2;

/**
 * What a message comes to with all that was said before it, in tokens; undefined when that fits.
 *
 * @param added tokens of the message, about
 * @param contextWindow what the model reads at once, in tokens
 */
export function overflowOf(before: readonly Turn[], added: number, contextWindow: number): number | undefined {
  const counted = countedIn(before.findLast(({ usage }) => usage && countedIn(usage) > 0)?.usage);
  return counted + added * (1 - doubt) > contextWindow ? counted + added : undefined;
}

/** What a reply's request and the reply itself come to: all of it is read again with the next one. */
function countedIn(usage: Usage | undefined): number {
  if (!usage) return 0;
  const { input_tokens, cache_creation_input_tokens, cache_read_input_tokens, output_tokens } = usage;
  return (
    (input_tokens ?? 0) + (cache_creation_input_tokens ?? 0) + (cache_read_input_tokens ?? 0) + (output_tokens ?? 0)
  );
}

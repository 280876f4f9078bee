import type { StopReason } from './types';

/** The words of other APIs, whose servers translate all but these. */
const words: Readonly<Record<string, StopReason>> = {
  ...meaning(
    'end_turn',
    'stop',
    'end',
    'eos',
    'eos_token',
    'stop_token',
    'complete',
    'completed',
    'finish',
    'finished',
  ),
  ...meaning('max_tokens', 'length', 'max_length', 'model_length', 'max_output_tokens', 'token_limit'),
  ...meaning('tool_use', 'tool_calls', 'tool_call', 'function_call', 'function_calls'),
  ...meaning(
    'refusal',
    'content_filter',
    'content_filtered',
    'safety',
    'recitation',
    'blocklist',
    'prohibited_content',
  ),
  ...meaning('refusal', 'sensitive', 'guardrail_intervened'),
  ...meaning('model_context_window_exceeded', 'context_length_exceeded', 'context_window_exceeded'),
};

/** Why a reply ended, in the words of this API: `stop` and `STOP` are `end_turn`. What is not known stays as it is. */
export function stopReasonOf(said: string): StopReason {
  const word = said.trim().toLowerCase().replaceAll('-', '_');
  return Object.hasOwn(words, word) ? words[word]! : own.has(word) ? word : said;
}

const own: ReadonlySet<string> = new Set(['stop_sequence', 'pause_turn', ...Object.values(words)]);

function meaning(reason: StopReason, ...said: readonly string[]): Record<string, StopReason> {
  return Object.fromEntries(said.map((word) => [word, reason]));
}

import { estimateBlocks, estimateTokens } from '../messages/tokens';
import type { Usage } from '../messages/types';
import type { StoredDraft, Turn } from './model';
import type { RequestOptions } from './options';

/** Estimates may be off by this part of them; what the server counted is not. Only what cannot fit is held back. */
const doubt = 0.2;

/** What a branch comes to when it is sent again. */
export interface Context {
  readonly tokens: number;
  /** Whether the server counted most of it. */
  readonly counted: boolean;
}

/**
 * What was said comes to as the server counted it with the last reply that it told numbers of, and an estimate of what
 * came after that. A summary's numbers are about the conversation that it replaces, so it is estimated.
 */
export function contextOf(branch: readonly Turn[]): Context {
  let tokens = 0;
  for (let at = branch.length - 1; at >= 0; at -= 1) {
    const turn = branch[at]!;
    const counted = turn.summary ? 0 : countedIn(turn);
    if (counted > 0) return { tokens: tokens + counted, counted: true };
    tokens += turnTokens(turn);
  }
  return { tokens, counted: false };
}

/**
 * What a message comes to with all that was said before it, in tokens; undefined when that fits.
 *
 * @param added tokens of the message, about
 * @param contextWindow what the model reads at once, in tokens
 */
export function overflowOf(before: readonly Turn[], added: number, contextWindow: number): number | undefined {
  const { tokens, counted } = contextOf(before);
  const least = counted ? tokens + added * (1 - doubt) : (tokens + added) * (1 - doubt);
  return least > contextWindow ? tokens + added : undefined;
}

const estimates = new WeakMap<Turn, number>();

/** About how many tokens a turn comes to. */
export function turnTokens(turn: Turn): number {
  const known = estimates.get(turn);
  if (known !== undefined) return known;
  const { chips, content, text = '' } = turn;
  const tokens = chips?.length
    ? chips.reduce((sum, chip) => sum + chip.tokens, estimateTokens(text))
    : estimateBlocks(content);
  estimates.set(turn, tokens);
  return tokens;
}

/** What a reply's request and the reply itself come to: all of it is read again with the next one. */
function countedIn(turn: Turn): number {
  const { usage, state } = turn;
  const input = usage ? inputOf(usage) : 0;
  if (input === 0) return 0;
  const output = usage?.output_tokens ?? 0;
  // Of a reply that did not end the server has told little more than its beginning.
  return input + (state === 'done' ? output : Math.max(output, turnTokens(turn)));
}

function inputOf({ input_tokens, cache_creation_input_tokens, cache_read_input_tokens }: Usage): number {
  return (input_tokens ?? 0) + (cache_creation_input_tokens ?? 0) + (cache_read_input_tokens ?? 0);
}

/** About how many tokens a message comes to with what goes along. */
export function draftTokens({ text, chips }: Pick<StoredDraft, 'text' | 'chips'>): number {
  return chips.reduce((sum, { tokens }) => sum + tokens, estimateTokens(text));
}

/** About how many tokens the system prompt and the tools come to, which go out with every request. */
export function optionTokens({ system, tools }: Pick<RequestOptions, 'system' | 'tools'>): number {
  return [system, tools].reduce<number>((sum, one) => sum + (one ? estimateTokens(JSON.stringify(one)) : 0), 0);
}

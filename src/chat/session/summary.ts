/** What asking for a summary takes, and what comes of it. */
import { tooLongFor } from '../../messages/contextLimit';
import { modelInfo } from '../../messages/models';
import type { RequestOptions } from '../../conversation/options';
import type { SummaryOf, Turn } from '../../conversation/model';
import { lastExchanges } from '../../conversation/summary';
import { contextOf, optionTokens } from '../../conversation/contextWindow';
import type { ErrorView } from '../../wording/steps';
import type { Connection } from '../../connections/types';
import type { Wording } from '../../wording/wording';

export type SummaryEnd =
  | { readonly kind: 'done' }
  | { readonly kind: 'stopped' }
  /** It was not given, and why. */
  | { readonly kind: 'failed'; readonly sentence: string; readonly details?: string }
  /** The server took the request to be longer than what it reads at once. */
  | ({ readonly kind: 'tooLong'; readonly limit: number } & Omit<ErrorView, 'steps'>);

/** Tokens that a summary may have, unless that is too large a part of what the model reads. */
const mostTokens = 8192;
/** What a model reads at once where nobody knows it, for what is kept word for word. */
const unknownWindow = 32_000;

/** The options of a request for a summary: plain text, of a bounded length, without tools being called. */
export function summaryOptions(
  { options, target }: Pick<Connection, 'options' | 'target'>,
  limit?: number,
): RequestOptions {
  const most = replyRoom(windowOf(target, limit));
  const budget = options.thinking?.['budget_tokens'];
  return {
    ...options,
    maxTokens: most + (typeof budget === 'number' ? budget : 0),
    stopSequences: null,
    toolChoice: options.tools?.length ? { type: 'none' } : null,
  };
}

/** What a summary is about: the branch, as much of it as fits. */
export function summaryAbout(
  branch: readonly Turn[],
  request: Pick<Connection, 'options' | 'target'>,
  { about, limit }: { readonly about: SummaryOf; readonly limit: number | undefined },
): SummaryOf {
  const room = roomFor(branch, request, limit);
  return room === undefined ? about : { ...about, room };
}

/** How many tokens of the branch may go into the request for its summary; undefined for all of it. */
export function roomFor(
  branch: readonly Turn[],
  { options, target }: Pick<Connection, 'options' | 'target'>,
  limit?: number,
): number | undefined {
  const window = windowOf(target, limit);
  if (window === undefined) return undefined;
  const { tokens, counted } = contextOf(branch);
  const reply = summaryOptions({ options, target }, limit).maxTokens ?? 0;
  const apart = optionTokens(options);
  // What the server has counted has the system prompt and the tools in it.
  const left = window - reply - (counted ? 0 : apart);
  // A server that has refused it once counts otherwise.
  if (limit === undefined && tokens * (counted ? 1 : 1.2) <= left) return undefined;
  return Math.max(500, Math.floor((window - reply - apart) * 0.75));
}

/** Why a turn is no summary; undefined when it is one. `limit`: what its request was made to fit into. */
export function withoutSummary(turn: Turn, wording: Wording, limit?: number): SummaryEnd | undefined {
  const { state, content, error, stopReason, endpoint = '', stopDetails } = turn;
  if (state === 'stopped') return { kind: 'stopped' };
  if (error) {
    const { sentence, details } = wording.error(error, endpoint);
    const tooLong = tooLongFor(error);
    if (!tooLong) return { kind: 'failed', sentence, details };
    // A limit that is the one we kept to already does not help: then half of it.
    const told = tooLong.limit ?? limit ?? unknownWindow;
    return { kind: 'tooLong', limit: limit !== undefined && told >= limit ? limit / 2 : told, sentence, details };
  }
  const sentence = stopReason ? wording.stopReason(stopReason, stopDetails)?.sentence : undefined;
  if (stopReason === 'model_context_window_exceeded') {
    return { kind: 'tooLong', limit: (limit ?? unknownWindow) / 2, sentence: sentence ?? '' };
  }
  const said = content.some(({ type, text }) => type === 'text' && String(text).trim() !== '');
  if (said && stopReason !== 'refusal') return undefined;
  return { kind: 'failed', sentence: sentence ?? wording.noSummary };
}

/** The last exchanges of a branch behind its summary, as turns of their own. What they cost is counted with the first. */
export function copiesOf(
  branch: readonly Turn[],
  summary: Turn,
  { newId, now, windowOf: known }: { newId(): string; now(): number; windowOf(model: string): number | undefined },
): Turn[] {
  const window = known(summary.model ?? '') ?? unknownWindow;
  let parent = summary.id;
  return lastExchanges(branch, window / 10).map((turn) => {
    const { id, role, state, content, text, chips, thinkingSeconds } = turn;
    // Without a model: nobody was asked for it here, and its thinking does not go out again.
    const copy: Turn = {
      id: newId(),
      parent,
      role,
      at: now(),
      state,
      content,
      text,
      chips,
      thinkingSeconds,
      copyOf: id,
    };
    parent = copy.id;
    return copy;
  });
}

function replyRoom(window: number | undefined): number {
  return window === undefined ? mostTokens : Math.min(mostTokens, Math.floor(window / 4));
}

function windowOf({ info, model }: Connection['target'], limit?: number): number | undefined {
  const told = info?.contextWindow ?? modelInfo(model)?.contextWindow;
  return limit === undefined ? told : Math.min(limit, told ?? Infinity);
}

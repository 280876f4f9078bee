import { outlookOf, spentOn, type CostSettings } from '../../conversation/cost';
import { branchOf, type Conversation } from '../../conversation/model';
import { requestContextFor, headOf } from '../../conversation/segments';
import { contextOf, draftTokens } from '../../conversation/contextWindow';
import { pricesOf } from '../../messages/prices';
import type { ContextView } from '../../protocol';

/** What the context meter shows of a conversation that goes on with a model. */
export function contextView(
  conversation: Conversation,
  { model, endpoint, window, costs, problems, now }: MeterInput,
): ContextView {
  const branch = branchOf(conversation);
  const { tokens, counted } = contextOf(branch);
  const prices = pricesOf(model, costs.prices);
  const last = branch.findLast(({ sent }) => sent);
  const head = last && headOf(conversation.turns, last);
  const requestContext = requestContextFor({ model, endpoint }, { ...head?.fields, model }, head?.url);
  const summary = outlookOf({ branch, added: 0, requestContext, prices, caching: true, now });
  return {
    said: tokens,
    counted,
    draft: draftTokens(conversation.draft),
    model,
    window,
    spent: spentOn(conversation.turns.values(), costs.prices),
    summaryCost: tokens > 0 ? summary && rounded(summary.cost) : undefined,
    problems,
  };
}

export interface MeterInput {
  readonly model: string;
  readonly endpoint: string;
  /** Tokens; undefined where it is not known. */
  readonly window: number | undefined;
  readonly costs: CostSettings;
  readonly problems: readonly string[];
  /** Milliseconds since the epoch. */
  readonly now: number;
}

/** To what is shown of it, so that the same state is the same text. */
function rounded(dollars: number): number {
  return Number(dollars.toPrecision(2));
}

import { cooledAt, outlookOf, spentOn, type CostSettings } from '../../conversation/cost';
import { branchOf, type Conversation } from '../../conversation/model';
import { requestContextFor, headOf } from '../../conversation/segments';
import { contextOf, draftTokens } from '../../conversation/contextWindow';
import { pricesOf } from '../../messages/prices';
import type { ContextView } from '../../protocol';

/** The same as `contextView`, made anew only when something that it depends on has changed. */
export function createMeter(): typeof contextView {
  let known: { readonly of: Conversation; readonly input: MeterInput; readonly view: ContextView } | undefined;
  /** Until the server’s cache is cold, in ms since the epoch. */
  let until = 0;

  return (conversation, input) => {
    const isKnown = known?.of === conversation && isSame(known.input, input) && input.now < until;
    if (known && isKnown) return known.view;
    const view = contextView(conversation, input);
    const cold = cooledAt(branchOf(conversation));
    until = input.now < cold ? cold : Infinity;
    known = { of: conversation, input, view };
    return view;
  };
}

function isSame(a: MeterInput, b: MeterInput): boolean {
  return (
    a.model === b.model &&
    a.endpoint === b.endpoint &&
    a.window === b.window &&
    a.costs === b.costs &&
    a.problems === b.problems
  );
}

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

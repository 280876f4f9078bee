/** What is put to the person before a message goes out: the sentences, and what they say of its size and cost. */
import * as vscode from 'vscode';
import type { Connection } from '../../connections/types';
import { contextOf, optionTokens } from '../../conversation/contextWindow';
import { outlookOf, type CostSettings, type Outlook } from '../../conversation/cost';
import { withInstructions } from '../../conversation/instructions';
import { branchOf, type Chip, type Conversation, type Turn } from '../../conversation/model';
import { buildRequest } from '../../conversation/request';
import { requestContextFor } from '../../conversation/segments';
import { knownModels } from '../../messages/models';
import { pricesOf } from '../../messages/prices';
import type { OfferButton, OfferView } from '../../protocol';

export type Offer = Omit<OfferView, 'id'>;

/** A message that does not fit into what the model reads at once. */
export interface Room {
  /** Tokens that it comes to with all that was said before. */
  readonly needed: number;
  readonly window: number;
  /** Tokens of the message alone. */
  readonly added: number;
  readonly chips: readonly Chip[];
  /** The turn that it comes after. */
  readonly parent: string | null;
}

/** Tokens of a request, about, from which it is worth knowing what the model reads at once. */
const worthAsking = 20_000;

/** Whether a message can neither be too long nor cost too much, on any model. */
export function isSmall(branch: readonly Turn[], added: number, { prices, confirm = Infinity }: CostSettings): boolean {
  const tokens = contextOf(branch).tokens + added;
  const all = [...knownModels.flatMap((model) => model.prices ?? []), ...Object.values(prices)];
  const dearest = Math.max(...all.map(({ input, cacheWrite }) => Math.max(input, cacheWrite))) / 1_000_000;
  return tokens < worthAsking && tokens * dearest <= confirm;
}

/** How a request is billed that goes on from a branch; undefined where that is not known. */
export function outlookFor(
  { instructions }: Conversation,
  { target, endpoint, caching, options, address }: Connection,
  branch: readonly Turn[],
  added: number,
  { prices }: CostSettings,
): Outlook | undefined {
  const { model } = target;
  const all = withInstructions(options, instructions);
  const { body } = buildRequest(all, target, []);
  return outlookOf({
    ...{ branch, added, caching, apart: optionTokens(all), now: Date.now() },
    requestContext: requestContextFor({ model, endpoint }, body, address?.url),
    prices: pricesOf(model, prices),
  });
}

/** For a message that costs more than the person wants to pay without a word. */
export function costOffer(outlook: Outlook, connection: Connection, costs: CostSettings): Offer {
  const { l10n } = vscode;
  return {
    sentence: costSentence(outlook, connection, costs),
    buttons: [{ id: 'send', label: l10n.t('Send') }, notNow()],
  };
}

function costSentence(
  { tokens, cached, cost }: Outlook,
  { options, target }: Connection,
  { prices }: CostSettings,
): string {
  const { l10n } = vscode;
  const output = pricesOf(target.model, prices)?.output ?? 0;
  const most = (buildRequest(options, target, []).body.max_tokens * output) / 1_000_000;
  return cached > 0
    ? l10n.t(
        'Sending this costs about ${0}: {1} tokens, {2} of them from the server’s cache. The reply comes on top, with ${3} at most.',
        ...[dollars(cost), count(tokens), count(cached), dollars(most)],
      )
    : l10n.t(
        'Sending this costs about ${0}: {1} tokens, none of them in the server’s cache. The reply comes on top, with ${2} at most.',
        ...[dollars(cost), count(tokens), dollars(most)],
      );
}

/** For a message that cannot fit: it is not sent, and this says what may help. */
export function roomOffer(
  { needed, window, added, chips, parent }: Room,
  conversation: Conversation,
  connection: Connection,
  costs: CostSettings,
): Offer {
  const { l10n } = vscode;
  const largest = largestOf(chips);
  // It takes a quarter for the summary and for what stays word for word.
  const helps = parent !== null && added < window * 0.75;
  return {
    sentence: l10n.t(
      'This is about {0} tokens with all that was said before, and {1} reads {2}. It was not sent.',
      ...[count(needed), connection.target.model, count(window)],
    ),
    details: helps ? summaryDetails(conversation, parent, connection, costs) : undefined,
    buttons: [
      ...(helps ? [button('summarise', l10n.t('Summarize and Continue'))] : []),
      ...(largest ? [button('drop', l10n.t('Leave out {0} ({1} tokens)', largest.label, count(largest.tokens)))] : []),
      notNow(),
    ],
  };
}

/** What `drop` leaves out. */
export function largestOf(chips: readonly Chip[]): Chip | undefined {
  return chips.reduce<Chip | undefined>((a, b) => (a && a.tokens >= b.tokens ? a : b), undefined);
}

/** What the summary costs, which is part of deciding on it. */
function summaryDetails(
  conversation: Conversation,
  of: string,
  connection: Connection,
  costs: CostSettings,
): string | undefined {
  const outlook = outlookFor(conversation, connection, branchOf(conversation, of), 0, costs);
  return (
    outlook &&
    vscode.l10n.t('The summary reads about {0} tokens, for about ${1}.', count(outlook.tokens), dollars(outlook.cost))
  );
}

/** Where a summary was asked for and did not come. */
export function noSummaryOffer(sentence: string, details: string | undefined): Offer {
  const { l10n } = vscode;
  return {
    sentence: l10n.t('There is no summary, and nothing has changed. {0}', sentence),
    details,
    buttons: [button('summarise', l10n.t('Try again')), notNow()],
  };
}

const button = (id: OfferButton, label: string) => ({ id, label });
const notNow = () => button('no', vscode.l10n.t('Not now'));
const count = (tokens: number) => Math.round(tokens).toLocaleString(vscode.env.language);
const dollars = (amount: number) =>
  amount.toLocaleString(vscode.env.language, { minimumFractionDigits: 2, maximumFractionDigits: 2 });

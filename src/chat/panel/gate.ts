import * as vscode from 'vscode';
import { outlookOf, type CostSettings, type Outlook } from '../../conversation/cost';
import { branchOf, type Chip } from '../../conversation/model';
import { withInstructions } from '../../conversation/instructions';
import { buildRequest, chipsOf } from '../../conversation/request';
import { requestContextFor } from '../../conversation/segments';
import { contextOf, draftTokens, optionTokens, overflowOf } from '../../conversation/contextWindow';
import { tooLongFor } from '../../messages/contextLimit';
import { knownModels, modelInfo } from '../../messages/models';
import { pricesOf } from '../../messages/prices';
import type { OfferButton, OfferView } from '../../protocol';
import type { Connection } from '../../connections/types';
import type { Session, SessionDeps } from '../session/types';

/** A message before it goes out. */
export interface NextMessage {
  /** The turn that it comes after. */
  readonly parent: string | null;
  readonly text?: string;
  readonly chips?: readonly Chip[];
  /** Instead of the conversation's own. */
  readonly model?: string | undefined;
}

export interface GateDeps {
  readonly connect: SessionDeps['connect'];
  readonly costs: () => CostSettings;
  /** What a cut-off reply is continued with. */
  readonly goOn: string;
  /** There is something to decide, or not any more. */
  changed(): void;
}

/** Asks where a message cannot fit, or would cost more than the person wants to pay without a word. */
export interface Gate {
  /**
   * Whether there is something to decide before the message may go out. It is then put to the person above the
   * composer; `go` sends the message after all, `goOn` does where a summary has made room for it.
   */
  confirmBeforeSend(session: Session, next: NextMessage, go: () => unknown, goOn?: () => unknown): Promise<boolean>;
  /** A new reply to what the turn replied to, or to the turn itself, when it is the person's. */
  retry(session: Session, turn: string, model?: string): Promise<void>;
  /** What is to be decided about the conversation as it is now. */
  offer(session: Session): OfferView | undefined;
  answer(session: Session, offer: string, button: OfferButton): Promise<void>;
  /** Summarises the branch on show and goes on from that. */
  summarise(session: Session): Promise<void>;
  /** The same where a reply did not come, or not to its end, for lack of room. What was asked is then asked again. */
  summariseFrom(session: Session, turn: string): Promise<void>;
}

interface Pending {
  readonly view: OfferView;
  /** Where the conversation was: elsewhere it means nothing. */
  readonly leaf: string | null;
  readonly actions: Readonly<Partial<Record<OfferButton, () => unknown>>>;
}

/** Tokens of a request, about, from which it is worth knowing what the model reads at once. */
const worthAsking = 20_000;

export function createGate({ connect, costs, goOn: continuation, changed }: GateDeps): Gate {
  const { l10n, env } = vscode;
  const pending = new WeakMap<Session, Pending>();
  const count = (tokens: number) => Math.round(tokens).toLocaleString(env.language);
  const dollars = (amount: number) =>
    amount.toLocaleString(env.language, { minimumFractionDigits: 2, maximumFractionDigits: 2 });
  const notNow = { id: 'no', label: l10n.t('Not now') } as const;
  let offers = 0;

  function put(session: Session, view: Omit<OfferView, 'id'>, actions: Pending['actions']): void {
    pending.set(session, { view: { ...view, id: `${++offers}` }, leaf: session.conversation().leaf, actions });
    changed();
  }

  async function confirmBeforeSend(
    session: Session,
    next: NextMessage,
    go: () => unknown,
    goOn: () => unknown = go,
  ): Promise<boolean> {
    if (pending.delete(session)) changed();
    const branch = branchOf(session.conversation(), next.parent);
    const { chips = [] } = next;
    const added = draftTokens({ text: next.text ?? '', chips });
    const tokens = contextOf(branch).tokens + added;
    const { confirm = Infinity } = costs();
    if (tokens < worthAsking && tokens * dearest() <= confirm) return false;
    // Without a key or an address, sending says so.
    const { options } = session.conversation();
    const connection = await connect(next.model === undefined ? options : { ...options, model: next.model }).catch(
      () => undefined,
    );
    if (!connection || session.busy()) return false;
    const { target } = connection;
    const window = target.info?.contextWindow ?? modelInfo(target.model)?.contextWindow;
    // What is asked again was sent before: the server has said what there is to say.
    const needed = window !== undefined && added > 0 ? overflowOf(branch, added, window) : undefined;
    if (needed !== undefined) {
      offerRoom(session, { needed, window: window!, connection, added, chips, parent: next.parent, goOn });
      return true;
    }
    const outlook = outlookFor(session, connection, branch, added);
    if (!outlook || outlook.cost <= confirm) return false;
    put(
      session,
      { sentence: costSentence(outlook, connection), buttons: [{ id: 'send', label: l10n.t('Send') }, notNow] },
      { send: go },
    );
    return true;
  }

  /** US dollars that a token costs at most, on any model. */
  function dearest(): number {
    const all = [...knownModels.flatMap(({ prices }) => prices ?? []), ...Object.values(costs().prices)];
    return Math.max(...all.map(({ input, cacheWrite }) => Math.max(input, cacheWrite))) / 1_000_000;
  }

  function outlookFor(
    session: Session,
    { target, endpoint, caching, options, address }: Connection,
    branch: ReturnType<typeof branchOf>,
    added: number,
  ): Outlook | undefined {
    const { model } = target;
    const all = withInstructions(options, session.conversation().instructions);
    const { body } = buildRequest(all, target, []);
    return outlookOf({
      ...{ branch, added, caching, apart: optionTokens(all), now: Date.now() },
      requestContext: requestContextFor({ model, endpoint }, body, address?.url),
      prices: pricesOf(model, costs().prices),
    });
  }

  function costSentence({ tokens, cached, cost }: Outlook, { options, target }: Connection): string {
    const output = pricesOf(target.model, costs().prices)?.output ?? 0;
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

  /** What cannot fit into the model's window is not sent: it says so, and what may help. */
  function offerRoom(session: Session, { needed, window, connection, added, chips, parent, goOn }: Room): void {
    const { target } = connection;
    const sentence = l10n.t(
      'This is about {0} tokens with all that was said before, and {1} reads {2}. It was not sent.',
      ...[count(needed), target.model, count(window)],
    );
    const largest = chips.reduce<Chip | undefined>((a, b) => (a && a.tokens >= b.tokens ? a : b), undefined);
    // It takes a quarter for the summary and for what stays word for word.
    const helps = parent !== null && added < window * 0.75;
    put(
      session,
      {
        sentence,
        details: helps ? summaryDetails(session, parent, connection) : undefined,
        buttons: [
          ...(helps ? [{ id: 'summarise', label: l10n.t('Summarize and Go On') } as const] : []),
          ...(largest
            ? [
                {
                  id: 'drop',
                  label: l10n.t('Leave out {0} ({1} tokens)', largest.label, count(largest.tokens)),
                } as const,
              ]
            : []),
          notNow,
        ],
      },
      {
        summarise: parent === null ? undefined : () => goOnFromSummary(session, parent, undefined, goOn),
        drop() {
          const { draft } = session.conversation();
          session.setDraft({ text: draft.text, chips: draft.chips.filter(({ id }) => id !== largest?.id) });
        },
      },
    );
  }

  /** What the summary costs, which is part of deciding on it. */
  function summaryDetails(session: Session, of: string, connection: Connection): string | undefined {
    const outlook = outlookFor(session, connection, branchOf(session.conversation(), of), 0);
    return (
      outlook &&
      l10n.t('The summary reads about {0} tokens, for about ${1}.', count(outlook.tokens), dollars(outlook.cost))
    );
  }

  /** Nothing of what was written is lost, whatever becomes of the summary: it is in the draft, or in a turn. */
  async function goOnFromSummary(
    session: Session,
    of: string,
    limit: number | undefined,
    then: () => unknown,
  ): Promise<void> {
    const end = await session.summarise(of, limit);
    if (end.kind === 'done') return void (await then());
    if (end.kind === 'stopped') return;
    put(
      session,
      {
        sentence: l10n.t('There is no summary, and nothing has changed. {0}', end.sentence),
        details: end.details,
        buttons: [{ id: 'summarise', label: l10n.t('Try again') }, notNow],
      },
      { summarise: () => goOnFromSummary(session, of, limit, then) },
    );
  }

  return {
    confirmBeforeSend,
    async retry(session, id, model) {
      const { turns } = session.conversation();
      const turn = turns.get(id);
      const summarised = turns.get(turn?.summary?.of ?? '')?.id;
      const parent = summarised ?? (turn?.role === 'user' ? turn.id : turn?.parent) ?? null;
      const go = () =>
        summarised === undefined
          ? session.retry(id, model)
          : goOnFromSummary(session, summarised, undefined, () => undefined);
      if (!(await confirmBeforeSend(session, { parent, model }, go))) await go();
    },
    offer(session) {
      const found = pending.get(session);
      return found && found.leaf === session.conversation().leaf && !session.busy() ? found.view : undefined;
    },
    async answer(session, offer, button) {
      const found = pending.get(session);
      // Another view may have answered already.
      if (found?.view.id !== offer) return;
      pending.delete(session);
      changed();
      await found.actions[button]?.();
    },
    async summarise(session) {
      const { leaf } = session.conversation();
      // Its price stands beside the button.
      if (leaf !== null) await goOnFromSummary(session, leaf, undefined, () => undefined);
    },
    async summariseFrom(session, id) {
      const { turns } = session.conversation();
      const turn = turns.get(id);
      if (!turn) return;
      const question = turns.get(turn.parent ?? '');
      const limit = turn.error && tooLongFor(turn.error)?.limit;
      const cut = turn.state === 'done' || !question;
      const of = cut ? turn.id : question.parent;
      if (of === null) return;
      const go = () =>
        goOnFromSummary(session, of, limit, () =>
          cut ? session.send(continuation) : session.send(question.text ?? '', chipsOf(question)),
        );
      if (!(await confirmBeforeSend(session, { parent: of }, go))) await go();
    },
  };
}

interface Room {
  /** Tokens. */
  readonly needed: number;
  readonly window: number;
  readonly added: number;
  readonly connection: Connection;
  readonly chips: readonly Chip[];
  readonly parent: string | null;
  readonly goOn: () => unknown;
}

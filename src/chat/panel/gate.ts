import type { CostSettings } from '../../conversation/cost';
import { branchOf, type Chip } from '../../conversation/model';
import { chipsOf } from '../../conversation/request';
import { draftTokens, overflowOf } from '../../conversation/contextWindow';
import { tooLongFor } from '../../messages/contextLimit';
import { modelInfo } from '../../messages/models';
import type { OfferButton, OfferView } from '../../protocol';
import type { Session, SessionDeps } from '../session/types';
import { costOffer, isSmall, largestOf, noSummaryOffer, outlookFor, roomOffer, type Offer } from './offers';

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

export function createGate({ connect, costs, goOn: continuation, changed }: GateDeps): Gate {
  const pending = new WeakMap<Session, Pending>();
  let offers = 0;

  function put(session: Session, view: Offer, actions: Pending['actions']): void {
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
    const { parent, chips = [], text = '' } = next;
    const branch = branchOf(session.conversation(), parent);
    const added = draftTokens({ text, chips });
    const set = costs();
    if (isSmall(branch, added, set)) return false;
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
      const room = { needed, window: window!, added, chips, parent };
      put(session, roomOffer(room, session.conversation(), connection, set), {
        summarise: parent === null ? undefined : () => goOnFromSummary(session, parent, undefined, goOn),
        drop: () => leaveOut(session, largestOf(chips)),
      });
      return true;
    }
    const outlook = outlookFor(session.conversation(), connection, branch, added, set);
    if (!outlook || outlook.cost <= (set.confirm ?? Infinity)) return false;
    put(session, costOffer(outlook, connection, set), { send: go });
    return true;
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
    const again = () => goOnFromSummary(session, of, limit, then);
    put(session, noSummaryOffer(end.sentence, end.details), { summarise: again });
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

function leaveOut(session: Session, chip: Chip | undefined): void {
  const { text, chips } = session.conversation().draft;
  session.setDraft({ text, chips: chips.filter(({ id }) => id !== chip?.id) });
}

import { exchangeToName, titleFrom, titleRequest, type FirstExchange } from '../../conversation/titles';
import { costOf, pricesOf } from '../../messages/prices';
import type { Log } from '../../util/log';
import { logFailure } from '../../wording/failures';
import type { Session, SessionDeps } from './types';

export interface TitlerDeps {
  /** Whether the person wants to pay for titles. */
  enabled(): boolean;
  readonly connect: SessionDeps['connect'];
  readonly costs: SessionDeps['costs'];
  /** A conversation may have been put away while its title was on the way. */
  find(id: string): Promise<Session | undefined>;
  readonly log: Log;
}

/** Asks for the titles of conversations whose first reply came in this window. */
export interface Titler {
  /** Begins to look at what is said in a conversation. */
  watch(session: Session): void;
  dispose(): void;
}

/** ms: later than that nobody waits for a title. */
const deadline = 30_000;

/** One request a conversation, never repeated. Where nothing comes of it, the first line stays the title. */
export function createTitler({ enabled, connect, costs, find, log }: TitlerDeps): Titler {
  const ending = new AbortController();
  const asked = new Set<string>();

  async function name(session: Session, exchange: FirstExchange): Promise<void> {
    const { id } = session;
    const { client, target, cheapest } = await connect(session.conversation().options);
    const own = exchange.reply.model ?? target.model;
    const model = cheapest?.id ?? own;
    const info = cheapest ?? (own === target.model ? target.info : undefined);
    const request = titleRequest(exchange, { ...target, model, info });
    if (!request) return log.debug(`no title: ${model} cannot answer without thinking`);
    const once = new AbortController();
    const signal = AbortSignal.any([ending.signal, once.signal, AbortSignal.timeout(deadline)]);
    const reply = await client.send(request, { signal, onRetry: () => once.abort() });
    const { input_tokens: input, output_tokens: output } = reply.message.usage;
    const cost = costOf(pricesOf(model, costs().prices), reply.message.usage);
    const price = cost === undefined ? '' : `, about $${cost.toFixed(6)}`;
    log.debug(`title by ${model}: ${input ?? '?'} tokens in, ${output ?? '?'} out${price}`);
    const title = titleFrom(reply);
    if (title !== undefined) (await find(id))?.change({ t: 'title', title, auto: true });
  }

  return {
    watch(session) {
      let wasBusy = session.busy();
      session.listen(() => {
        const isBusy = session.busy();
        const ended = wasBusy && !isBusy;
        wasBusy = isBusy;
        if (!ended || ending.signal.aborted || asked.has(session.id) || !enabled()) return;
        const exchange = exchangeToName(session.conversation());
        if (!exchange) return;
        asked.add(session.id);
        name(session, exchange).catch((error: unknown) => logFailure(log, 'no title', error, 'debug'));
      });
    },
    dispose: () => ending.abort(),
  };
}

/** One turn from the request to its end. */
import { refusesBreakpoints, withBreakpoints } from '../../conversation/caching';
import type { Turn } from '../../conversation/model';
import type { OptionOverrides } from '../../conversation/options';
import { storedExchanges } from '../../conversation/storedExchange';
import type { Recorder } from '../../messages/recorder';
import type { MessagesRequest, Reply } from '../../messages/types';
import type { SessionCore } from './core';
import { doneTurn, failedTurn } from './replyTurn';
import { startTurn, type TurnInProgress } from './turnInProgress';
import { turnRequest, type SummaryJob, type TurnRequest } from './turnRequest';

/** Streams one turn. All that can go wrong becomes part of it. */
export async function streamTurn(
  core: SessionCore,
  parent: string,
  over: OptionOverrides,
  signal: AbortSignal,
  job?: SummaryJob,
): Promise<Turn> {
  const { deps, live } = core;
  const turn = startTurn(core, parent, job);
  let request: TurnRequest | undefined;
  let recorder: Recorder | undefined;
  let end: Partial<Turn>;
  try {
    request = await turnRequest(core, parent, over, signal, job);
    turn.begin({ ...request.turn, ...request.sent(request.connection.caching) });
    recorder = deps.record?.(turn.id);
    end = doneTurn(await send(core, turn, request, recorder, signal));
  } catch (error) {
    // Even when there was no way to ask, the failure has its place in the conversation.
    turn.begin();
    end = failedTurn(error, deps.storedError(error), live.content());
  }
  const exchanges = recorder && { exchanges: storedExchanges(recorder.exchanges) };
  return turn.end({ ...end, ...exchanges }, request?.notices ?? []);
}

/** Sends the request, and once more without breakpoints where the server refuses them. */
async function send(
  { deps, live, emit }: SessionCore,
  turn: TurnInProgress,
  { connection, body, sent }: TurnRequest,
  observer: Recorder | undefined,
  signal: AbortSignal,
): Promise<Reply> {
  const once = (request: MessagesRequest): Promise<Reply> =>
    connection.client.send(request, {
      ...{ signal, observer, onUpdate: turn.onUpdate },
      onRetry({ delay }) {
        live.waitUntil(deps.now() + delay);
        emit({ type: 'busy' });
      },
    });
  try {
    return await once(connection.caching ? withBreakpoints(body) : body);
  } catch (error) {
    if (!connection.caching || !refusesBreakpoints(error)) throw error;
    connection.cachingRefused();
    turn.change(sent(false));
    return once(body);
  }
}

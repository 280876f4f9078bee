/** One turn from the request to its end. */
import { refusesBreakpoints, withBreakpoints } from '../../conversation/caching';
import type { Turn } from '../../conversation/model';
import type { OptionOverrides } from '../../conversation/options';
import { storedExchanges } from '../../conversation/storedExchange';
import type { Recorder } from '../../messages/recorder';
import type { MessagesRequest, Notice, Reply } from '../../messages/types';
import type { SessionCore } from './core';
import { doneTurn, failedTurn } from './replyTurn';
import { storedErrorOf } from './storedErrorOf';
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
  const turn = startTurn(core, parent, job);
  try {
    const { end, notices } = await endOf(core, turn, () => turnRequest(core, parent, over, signal, job), signal);
    return turn.end(end, notices);
  } catch (error) {
    return turn.fail(storedErrorOf(core.deps, error) ?? { kind: 'internal' });
  } finally {
    core.live.end();
  }
}

/** What becomes of a turn. */
async function endOf(
  core: SessionCore,
  turn: TurnInProgress,
  makeRequest: () => Promise<TurnRequest>,
  signal: AbortSignal,
): Promise<{ readonly end: Partial<Turn>; readonly notices: readonly Notice[] }> {
  const { deps, live } = core;
  let request: TurnRequest | undefined;
  let recorder: Recorder | undefined;
  let end: Partial<Turn>;
  try {
    request = await makeRequest();
    turn.begin({ ...request.turn, ...request.sent(request.connection.caching) });
    recorder = deps.record?.(turn.id);
    end = doneTurn(await send(core, turn, request, recorder, signal));
  } catch (error) {
    // Even when there was no way to ask, the failure has its place in the conversation.
    turn.begin();
    end = failedTurn(error, storedErrorOf(deps, error), live.content());
  }
  const exchanges = recorder && { exchanges: storedExchanges(recorder.exchanges) };
  return { end: { ...end, ...exchanges }, notices: request?.notices ?? [] };
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

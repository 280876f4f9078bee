/** One turn from the request to its end. */
import { withBreakpoints } from '../../conversation/caching';
import type { Turn } from '../../conversation/model';
import type { OptionOverrides } from '../../conversation/options';
import { refusedPartOf, type RefusedPart } from '../../conversation/refusedPart';
import { storedExchanges } from '../../conversation/storedExchange';
import type { Recorder } from '../../messages/recorder';
import type { Notice, Reply } from '../../messages/types';
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
  const notices: Notice[] = [];
  const refused = new Set<RefusedPart>();
  let request: TurnRequest | undefined;
  let recorder: Recorder | undefined;
  let end: Partial<Turn> | undefined;
  try {
    request = await makeRequest();
    turn.begin({ ...request.turn, ...request.sent(request.connection.caching) });
    recorder = deps.record?.(turn.id);
    while (!end) {
      try {
        end = doneTurn(await send(core, turn, request, recorder, signal));
      } catch (error) {
        const { connection, body } = request;
        const part = refusedPartOf(error, { ...connection, body });
        if (!part || refused.has(part)) throw error;
        refused.add(part);
        connection.refused(part);
        if (part === 'tools') notices.push({ code: 'no_tools', endpoint: connection.endpoint });
        // The next connection does without it.
        request = await makeRequest();
        turn.change(request.sent(request.connection.caching));
      }
    }
  } catch (error) {
    // Even when there was no way to ask, the failure has its place in the conversation.
    turn.begin();
    end = failedTurn(error, storedErrorOf(deps, error), live.content());
  }
  const exchanges = recorder && { exchanges: storedExchanges(recorder.exchanges) };
  return { end: { ...end, ...exchanges }, notices: [...notices, ...(request?.notices ?? [])] };
}

async function send(
  { deps, live, emit }: SessionCore,
  turn: TurnInProgress,
  { connection, body }: TurnRequest,
  observer: Recorder | undefined,
  signal: AbortSignal,
): Promise<Reply> {
  return connection.client.send(connection.caching ? withBreakpoints(body) : body, {
    ...{ signal, observer, onUpdate: turn.onUpdate },
    onRetry({ delay }) {
      live.waitUntil(deps.now() + delay);
      emit({ type: 'busy' });
    },
  });
}

/** One turn from the request to its end: what is asked, what is told of it as it comes, and what is written down. */
import { branchOf, type Conversation, type LogRecord, type SummaryOf, type Turn } from '../../conversation/model';
import { refusesBreakpoints, withBreakpoints } from '../../conversation/caching';
import { storedExchanges } from '../../conversation/storedExchange';
import { withInstructions, type Instructions } from '../../conversation/instructions';
import type { OptionOverrides } from '../../conversation/options';
import { branchRequest } from '../../conversation/request';
import { keepSent } from '../../conversation/sent';
import { summaryRequest } from '../../conversation/summary';
import type { Recorder } from '../../messages/recorder';
import type { ContentBlock, Message, MessagesRequest, Notice, Reply, Update } from '../../messages/types';
import { abortable } from './abortable';
import { createCheckpoint } from './checkpoint';
import { createReplyEvents } from './replyEvents';
import { doneTurn, failedTurn, sentHead } from './replyTurn';
import type { SessionDeps, SessionEvent } from './types';
import { createStreamed, type Streamed } from './streamed';
import { summaryAbout, summaryOptions } from './summary';

/** What streaming a turn needs of the session it is in. */
export interface Stage {
  readonly deps: SessionDeps;
  readonly ahead: Ahead;
  readonly conversation: () => Conversation;
  record(...changes: LogRecord[]): Promise<void>;
  emit(event: SessionEvent): void;
  show(turn: Turn): void;
  /** Of a turn that is over, what has not been told while it streamed. */
  showEnd(turn: Turn, streamed: Streamed): void;
}

/** What of a reply that streams here the conversation does not have yet. */
export interface Ahead {
  /** The turn that streams. */
  turn?: string | undefined;
  /** Its content as far as it has come: ahead of the last checkpoint. */
  content?: readonly ContentBlock[] | undefined;
  /** While the client waits before it tries again: until when, in ms since the epoch. */
  retryAt?: number | undefined;
  /** A summary that is being written: shown behind the branch, which it is not on. */
  summary?: string | undefined;
}

/** Of a turn that is a summary: what it is about. */
export interface SummaryJob {
  readonly about: SummaryOf;
  readonly limit: number | undefined;
  /** Stays the active one while the summary is written. */
  readonly leaf: string | null;
}

/** Streams one turn. All that can go wrong becomes part of it. */
export async function streamTurn(
  stage: Stage,
  parent: string,
  over: OptionOverrides,
  signal: AbortSignal,
  job?: SummaryJob,
): Promise<Turn> {
  const { deps, ahead, conversation, record, emit, show } = stage;
  const { now } = deps;
  let turn: Turn = { id: deps.newId(), parent, role: 'assistant', at: now(), state: 'streaming', content: [] };
  if (job) {
    turn = { ...turn, summary: job.about };
    ahead.summary = turn.id;
  }
  ahead.turn = turn.id;
  const checkpoint = createCheckpoint(turn.id, deps, (records) => void record(...records));
  let thinking: { from: number; until: number } | undefined;
  const problems: Notice[] = [];
  let begun = false;
  const streamed = createStreamed();
  const eventsOf = createReplyEvents();

  const begin = (changes: Partial<Turn>): void => {
    begun = true;
    turn = { ...turn, ...changes };
    void record({ t: 'begin', at: now(), turn }, ...(job ? [{ t: 'leaf', at: now(), id: job.leaf } as const] : []));
    show(turn);
  };
  const onUpdate = (update: Update, message: Message): void => {
    ahead.retryAt = undefined;
    ahead.content = message.content;
    checkpoint.update(update);
    if (update.type === 'thinking') thinking = { from: thinking?.from ?? now(), until: now() };
    for (const event of eventsOf(update)) {
      streamed.add(event);
      emit(event);
    }
  };

  // Seen at once; written down when it is known whom the reply is from.
  show(turn);
  let end: Partial<Turn>;
  let recorder: Recorder | undefined;
  try {
    const connection = await abortable(deps.connect({ ...conversation().options, ...over }), signal);
    const given = deps.instructions && (await abortable(instructionsFor(stage), signal));
    const { client, endpoint, target } = connection;
    const { model } = target;
    problems.push(
      ...connection.problems.map((one): Notice => ({ code: 'repaired', detail: deps.wording.optionProblem(one) })),
    );
    const branch = branchOf(conversation(), parent);
    const options = withInstructions(connection.options, given);
    const where = { endpoint, url: connection.address?.url };
    const about = job && summaryAbout(branchOf(conversation(), job.about.of), { options, target }, job);
    const { body, messages, droppedFields, leftOut } = about
      ? summaryRequest(summaryOptions({ options, target }, job.limit), target, conversation(), about, branch, where)
      : { ...branchRequest(options, target, branch, where), leftOut: undefined };
    if (leftOut) problems.push({ code: 'left_out', ...leftOut });
    const sentAs = (cached: boolean): Partial<Turn> => {
      const head = sentHead(connection.address, body, messages, cached);
      return head ? { sent: keepSent(conversation(), parent, head) } : {};
    };
    begin({ endpoint, model, ...(about && { summary: about }), ...sentAs(connection.caching) });
    problems.push(...droppedFields.map((held): Notice => ({ code: 'held_back', model, ...held })));
    recorder = deps.record?.(turn.id);
    const send = (request: MessagesRequest): Promise<Reply> =>
      client.send(request, {
        signal,
        onUpdate,
        observer: recorder,
        onRetry({ delay }) {
          ahead.retryAt = now() + delay;
          emit({ type: 'busy' });
        },
      });
    const result = await send(connection.caching ? withBreakpoints(body) : body).catch((error: unknown) => {
      if (!connection.caching || !refusesBreakpoints(error)) throw error;
      connection.cachingRefused();
      turn = { ...turn, ...sentAs(false) };
      return send(body);
    });
    end = doneTurn(result);
  } catch (error) {
    // Even when there was no way to ask, the failure has its place in the conversation.
    if (!begun) begin({});
    end = failedTurn(error, deps.storedError(error), ahead.content ?? []);
  }
  checkpoint.dispose();
  ahead.turn = undefined;
  ahead.content = undefined;
  ahead.retryAt = undefined;
  const notices = [...(end.notices ?? []), ...problems];
  turn = {
    ...turn,
    ...end,
    ...(recorder && { exchanges: storedExchanges(recorder.exchanges) }),
    notices: notices.length > 0 ? notices : undefined,
    thinkingSeconds: thinking && Math.max(1, Math.round((thinking.until - thinking.from) / 1000)),
  };
  // What was said when it began is not said again.
  const { sent, ...rest } = turn;
  void record({ t: 'done', at: now(), turn: sent === conversation().turns.get(turn.id)?.sent ? rest : turn });
  stage.showEnd(turn, streamed);
  return turn;
}

/** What is sent of the workspace's instructions: as they were when the model was about to say its first word. */
async function instructionsFor({ deps, conversation, record, emit }: Stage): Promise<Instructions | null | undefined> {
  const { turns, instructions: kept } = conversation();
  const read = deps.instructions;
  if (!read) return undefined;
  const hasAnswered = [...turns.values()].some(({ model, content }) => model !== undefined && content.length > 0);
  if (kept === null || hasAnswered) return kept;
  const found = await read();
  if (found && JSON.stringify(found) !== JSON.stringify(kept)) {
    void record({ t: 'instructions', at: deps.now(), instructions: found });
    emit({ type: 'busy' });
  }
  return found;
}

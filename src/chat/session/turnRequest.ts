/** What a turn asks for: a reply to its branch, or a summary of another one. */
import { withInstructions, type Instructions } from '../../conversation/instructions';
import { branchOf, type SummaryOf, type Turn } from '../../conversation/model';
import type { OptionOverrides } from '../../conversation/options';
import { branchRequest } from '../../conversation/request';
import { keepSent } from '../../conversation/sent';
import { summaryRequest } from '../../conversation/summary';
import type { Connection } from '../../connections/types';
import type { MessagesRequest, Notice } from '../../messages/types';
import { abortable } from './abortable';
import type { SessionCore } from './core';
import { sentHead } from './replyTurn';
import { summaryAbout, summaryOptions } from './summary';

/** Of a turn that is a summary: what it is about. */
export interface SummaryJob {
  readonly about: SummaryOf;
  readonly limit: number | undefined;
  /** Stays the active one while the summary is written. */
  readonly leaf: string | null;
}

export interface TurnRequest {
  readonly connection: Connection;
  readonly body: MessagesRequest;
  /** What the request does not say as it was set. */
  readonly notices: readonly Notice[];
  /** What the turn says of whom it is from, before anything has arrived. */
  readonly turn: Partial<Turn>;
  /** What is kept of the request beside the reply; `cached`: with breakpoints for the server's cache. */
  sent(cached: boolean): Partial<Turn>;
}

export async function turnRequest(
  core: SessionCore,
  parent: string,
  over: OptionOverrides,
  signal: AbortSignal,
  job?: SummaryJob,
): Promise<TurnRequest> {
  const { deps, journal } = core;
  const { conversation } = journal;
  const connection = await abortable(deps.connect({ ...conversation().options, ...over }), signal);
  const given = deps.instructions && (await abortable(instructionsFor(core), signal));
  const { endpoint, target, address } = connection;
  const { model } = target;
  const branch = branchOf(conversation(), parent);
  const options = withInstructions(connection.options, given);
  const where = { endpoint, url: address?.url };
  const about = job && summaryAbout(branchOf(conversation(), job.about.of), { options, target }, job);
  const { body, messages, droppedFields, leftOut } = about
    ? summaryRequest(summaryOptions({ options, target }, job.limit), target, conversation(), about, branch, where)
    : { ...branchRequest(options, target, branch, where), leftOut: undefined };
  return {
    connection,
    body,
    notices: [
      ...connection.problems.map((one): Notice => ({ code: 'repaired', detail: deps.wording.optionProblem(one) })),
      ...(leftOut ? [{ code: 'left_out', ...leftOut } as const] : []),
      ...droppedFields.map((held): Notice => ({ code: 'held_back', model, ...held })),
    ],
    turn: { endpoint, model, ...(about && { summary: about }) },
    sent(cached) {
      const head = sentHead(address, body, messages, cached);
      return head ? { sent: keepSent(conversation(), parent, head) } : {};
    },
  };
}

/** What is sent of the workspace's instructions: as they were when the model was about to say its first word. */
async function instructionsFor({ deps, journal, emit }: SessionCore): Promise<Instructions | null | undefined> {
  const { turns, instructions: kept } = journal.conversation();
  const read = deps.instructions;
  if (!read) return undefined;
  const hasAnswered = [...turns.values()].some(({ model, content }) => model !== undefined && content.length > 0);
  if (kept === null || hasAnswered) return kept;
  const found = await read();
  if (found && JSON.stringify(found) !== JSON.stringify(kept)) {
    void journal.record({ t: 'instructions', at: deps.now(), instructions: found });
    emit({ type: 'busy' });
  }
  return found;
}

/** Summaries: asked for beside the conversation, which goes on from one when it is there. */
import { branchOf, type LogRecord, type Turn } from '../../conversation/model';
import { contentOf } from '../../conversation/request';
import type { SessionCore } from './core';
import type { Exclusive } from './exclusive';
import { storedErrorOf } from './storedErrorOf';
import { streamTurn } from './streamTurn';
import { copiesOf, withoutSummary, type SummaryEnd } from './summary';
import type { Session } from './types';

export function createSummarise(core: SessionCore, running: Exclusive): Session['summarise'] {
  const { deps, guard, journal, views, emit } = core;
  const { wording, now } = deps;

  async function writeSummary(of: string, limit: number | undefined, signal: AbortSignal): Promise<SummaryEnd> {
    const { leaf } = journal.conversation();
    const about = { of };
    // The question counts as failed until its summary is there: whatever comes between leaves no trace but its cost.
    const question: Turn = {
      ...{ id: deps.newId(), parent: null, role: 'user', at: now(), state: 'failed', summary: about },
      ...{ content: contentOf(wording.summaryPrompt, []), text: wording.summaryPrompt },
    };
    void journal.record({ t: 'begin', at: now(), turn: question }, { t: 'leaf', at: now(), id: leaf });
    const turn = await streamTurn(core, question.id, {}, signal, { about, limit, leaf });
    const wrong = withoutSummary(turn, wording, limit ?? turn.summary?.room);
    if (wrong) {
      emit({ type: 'removed', ids: [turn.id] });
      return wrong;
    }
    continueFrom(turn, question, branchOf(journal.conversation(), of));
    return { kind: 'done' };
  }

  /** The summary becomes the beginning of a branch, with the last exchanges behind it. */
  function continueFrom(summary: Turn, question: Turn, branch: readonly Turn[]): void {
    const copies = copiesOf(branch, summary, deps);
    void journal.record(
      { t: 'done', at: now(), turn: { ...question, state: 'done' } },
      ...copies.flatMap((one): LogRecord[] => [
        { t: 'begin', at: now(), turn: one },
        { t: 'done', at: now(), turn: one },
      ]),
      { t: 'leaf', at: now(), id: copies.at(-1)?.id ?? summary.id },
    );
    views.showAll();
  }

  /** Where Aside itself failed: the views may still show the summary. */
  function failedEnd(error: unknown): SummaryEnd {
    const stored = storedErrorOf(deps, error) ?? { kind: 'internal' };
    views.showAll();
    const { sentence, details } = guard('an error', () => wording.error(stored, '')) ?? { sentence: wording.noSummary };
    return { kind: 'failed', sentence, details };
  }

  return async (of, limit) => {
    const end = await running.run(async (signal) => {
      try {
        const first = await writeSummary(of, limit, signal);
        // What was estimated to fit did not: once more, with less of it.
        return first.kind === 'tooLong' ? await writeSummary(of, first.limit, signal) : first;
      } catch (error) {
        return failedEnd(error);
      }
    });
    return end ?? { kind: 'stopped' };
  };
}

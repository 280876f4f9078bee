import { isMessagesError } from '../../messages/errors';
import type { Probe } from './probe';
import type { Finding, Step, StepId } from './types';

export interface Run {
  readonly steps: readonly Step[];
  /** Those of `steps` that are left out, since they cost something. */
  readonly leftOut: ReadonlySet<StepId>;
  readonly probe: Probe;
  readonly signal: AbortSignal;
  /** Before each step that asks something; `index` counts from 0. */
  readonly onStep: (step: StepId, index: number) => void;
}

/**
 * Runs steps one after the other. One that needs what has failed is skipped and says so; after a stop, every step that
 * did not come to its end says that. There is a finding for each.
 */
export async function runSteps(run: Run): Promise<readonly Finding[]> {
  const findings = new Map<StepId, Finding>();
  for (const [index, step] of run.steps.entries()) {
    findings.set(step.id, { step: step.id, ...(await outcomeOf(step, index, run, findings)) });
  }
  return [...findings.values()];
}

async function outcomeOf(
  step: Step,
  index: number,
  { leftOut, probe, signal, onStep }: Run,
  findings: ReadonlyMap<StepId, Finding>,
): Promise<Omit<Finding, 'step'>> {
  if (signal.aborted) return { outcome: 'stopped', verdict: { code: 'stopped' }, exchanges: [] };
  if (leftOut.has(step.id)) return { outcome: 'skipped', verdict: { code: 'leftOut' }, exchanges: [] };
  const failed = step.needs.map((need) => findings.get(need)!).find(({ outcome }) => blocks.includes(outcome));
  if (failed) return { outcome: 'skipped', verdict: { code: 'skipped', failed: originOf(failed) }, exchanges: [] };
  onStep(step.id, index);
  try {
    return { ...(await step.run(probe)), exchanges: probe.taken() };
  } catch (error) {
    if (!signal.aborted || !isMessagesError(error)) throw error;
    return { outcome: 'stopped', verdict: { code: 'stopped' }, exchanges: probe.taken() };
  }
}

const blocks: readonly Finding['outcome'][] = ['failed', 'skipped', 'stopped'];

/** The step that failed first, of a chain of steps that need each other. */
function originOf({ step, verdict }: Finding): StepId {
  return verdict.code === 'skipped' ? verdict.failed : step;
}

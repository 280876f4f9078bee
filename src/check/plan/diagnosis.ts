import type { Finding, StepId } from './types';

/** What a check comes to. */
export interface Diagnosis {
  /**
   * `unusable`: a reply cannot be had. `faulty`: it can, and something is wrong. `works`. `unknown`: no reply was asked
   * for, or the person stopped before one came.
   */
  readonly state: 'unusable' | 'faulty' | 'works' | 'unknown';
  /** What is wrong, the most serious first. */
  readonly causes: readonly Finding[];
  /** What the endpoint does not have. */
  readonly absent: readonly StepId[];
  readonly isStopped: boolean;
}

/** A step without which there is no chat. */
const vital: readonly StepId[] = ['address', 'certificate', 'key', 'reply'];

/** What these warn of may be the reason for something else, and is no harm in itself. */
const beside: readonly StepId[] = ['proxy', 'models'];

export function diagnose(findings: readonly Finding[]): Diagnosis {
  const of = (outcome: Finding['outcome']) => findings.filter((finding) => finding.outcome === outcome);
  const failed = of('failed');
  const warnings = of('warning');
  const isAside = ({ step }: Finding) => beside.includes(step);
  const causes = [...failed, ...warnings.filter((one) => !isAside(one)), ...warnings.filter(isAside)];
  const replied = findings.find(({ step }) => step === 'reply');
  const hasReply = replied?.outcome === 'ok' || replied?.outcome === 'warning';
  const isUnusable = failed.some(({ step }) => vital.includes(step));
  return {
    state: isUnusable ? 'unusable' : causes.length > 0 ? 'faulty' : hasReply ? 'works' : 'unknown',
    causes,
    absent: of('absent').map(({ step }) => step),
    isStopped: of('stopped').length > 0,
  };
}

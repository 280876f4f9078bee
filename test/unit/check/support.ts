import { createClient, type MessagesClient } from '../../../src/messages/client';
import type { Auth, Endpoint } from '../../../src/messages/endpoint';
import type { MessagesError } from '../../../src/messages/errors';
import { isFree, plan } from '../../../src/check/plan/plan';
import { createProbe, type Deadlines, type Probe } from '../../../src/check/plan/probe';
import type { ProxySettings } from '../../../src/check/plan/proxySettings';
import { runSteps } from '../../../src/check/plan/run';
import { diagnose } from '../../../src/check/plan/diagnosis';
import { codeOf, type Finding, type StepId } from '../../../src/check/plan/types';
import { createMask } from '../../../src/check/report/mask';
import { reportText } from '../../../src/check/report/report';
import { sentenceOf, type Words } from '../../../src/check/report/words';
import type { L10n } from '../../../src/wording/l10n';

export const key = 'sk-check-4f9c01ab77';

export const noProxies: ProxySettings = { setting: '', support: 'override', noProxy: [], environment: {} };

/** English, as it is written in the source. */
export const english: L10n = {
  t: (message, ...args) => message.replace(/\{(\d)\}/g, (_, n: string) => String(args[Number(n)])),
};

export const words: Words = {
  l10n: english,
  language: 'en',
  error: ({ kind, details }: MessagesError) => [kind, details.serverMessage].filter(Boolean).join(': '),
  notice: (notice) => (notice.code === 'repaired' ? `repaired: ${notice.detail}` : notice.code),
};

export interface CheckOptions {
  readonly url: string;
  readonly auth?: Auth;
  readonly key?: string | undefined;
  readonly model?: string;
  readonly endpoint?: Partial<Endpoint>;
  readonly deadlines?: Partial<Deadlines>;
  readonly signal?: AbortSignal;
  readonly onStep?: (step: StepId) => void;
  readonly onlyFree?: boolean;
  /** The last step that is run; all unless set. */
  readonly until?: StepId;
  readonly proxies?: ProxySettings;
  /** Keys of other endpoints. */
  readonly otherKeys?: readonly string[];
  readonly fetch?: typeof fetch;
}

export interface Checked {
  readonly findings: readonly Finding[];
  readonly probe: Probe;
  readonly report: string;
  /** What a step says, in one word, with how it ended. */
  readonly said: (step: StepId) => string;
  /** The first cause, in one word, and the sentence for it; `works` without a cause. */
  readonly diagnosis: string;
  readonly sentence: string;
}

export async function check(options: CheckOptions): Promise<Checked> {
  const { auth = 'bearer', signal = new AbortController().signal } = options;
  const endpoint: Endpoint = { name: 'Test', baseUrl: options.url, auth, ...options.endpoint };
  const own = 'key' in options ? options.key : key;
  const clientFor = async (target: Endpoint): Promise<MessagesClient> =>
    createClient({ endpoint: target, key: target.auth === 'none' ? undefined : own, fetch: options.fetch });
  const probe = createProbe({
    endpoint,
    clientFor,
    proxies: options.proxies ?? noProxies,
    model: options.model,
    signal,
    deadlines: { call: 5000, reply: 5000, ...options.deadlines },
    now: () => performance.now(),
    clock: () => 1_764_000_000_000,
  });
  const paid = plan.filter((step) => !isFree(step)).map(({ id }) => id);
  const findings = await runSteps({
    steps: plan.slice(0, plan.findIndex(({ id }) => id === options.until) + 1 || plan.length),
    leftOut: new Set(options.onlyFree ? paid : []),
    probe,
    signal,
    onStep: (step) => options.onStep?.(step),
  });
  const report = reportText(
    {
      endpoint,
      findings,
      model: probe.known.model,
      usages: probe.usages,
      prices: {},
      at: 1_764_000_000_000,
      environment: ['Aside 0.1.0'],
      isBrowser: false,
    },
    words,
    createMask([...(own ? [own] : []), ...(options.otherKeys ?? [])]),
  );
  const [cause] = diagnose(findings).causes;
  return {
    findings,
    probe,
    report,
    said(step) {
      const { outcome, verdict } = findings.find((finding) => finding.step === step)!;
      return `${outcome} ${codeOf(verdict)}`;
    },
    diagnosis: cause ? codeOf(cause.verdict) : diagnose(findings).state,
    sentence: cause ? sentenceOf(cause.verdict, words) : '',
  };
}

import type { Auth } from '../../../messages/endpoint';
import { faultOf, type FaultKind } from '../faults';
import type { Answer, Asked, Probe } from '../probe';
import type { Found, Step } from '../types';

/** No message in it: a server that takes the key complains about that, and nothing is paid. */
const empty: Asked = { max_tokens: 1, messages: [], stream: false };

/** What a server says about a request once it has taken the key. */
const aboutTheRequest: readonly FaultKind[] = ['refused', 'noModel', 'noBalance', 'tooLarge', 'empty', 'cut'];
/** What may come before the key is looked at, and passes: the reply tells more. */
const unclear: readonly FaultKind[] = [
  'notAllowed',
  'rateLimited',
  'overloaded',
  'unavailable',
  'slow',
  'serverError',
  'other',
];

export const key: Step = {
  id: 'key',
  needs: ['address', 'certificate'],
  cost: () => ({ requests: 1 }),
  async run(probe): Promise<Found> {
    const { auth } = probe.endpoint;
    const answer = await probe.send(empty);
    const taken = takenBy(answer);
    if (taken) return auth === 'none' ? { outcome: 'ok', verdict: { code: 'keyNotNeeded' } } : taken;
    const { error, exchange } = answer as Extract<typeof answer, { ok: false }>;
    const fault = faultOf(error, exchange);
    if (unclear.includes(fault.kind)) return { outcome: 'absent', verdict: { code: 'keyUnclear', error } };
    if (fault.kind === 'keyRefused') {
      if (auth === 'none') return { outcome: 'failed', verdict: { code: 'keyNeeded' } };
      const works = await otherAuth(probe, auth);
      if (works) return { outcome: 'failed', verdict: { code: 'otherAuth', auth, works } };
    }
    return { outcome: 'failed', verdict: { code: 'fault', fault } };
  },
};

/** Undefined where the server did not say that it takes the key. */
function takenBy({ exchange, ...answer }: Answer<unknown>): Found | undefined {
  const isTaken = answer.ok || aboutTheRequest.includes(faultOf(answer.error, exchange).kind);
  const status = exchange?.response?.status ?? 0;
  return isTaken ? { outcome: 'ok', verdict: { code: 'keyAccepted', status } } : undefined;
}

/** The other header for the same key, if the server takes it there. */
async function otherAuth(probe: Probe, auth: Auth): Promise<Auth | undefined> {
  const other = auth === 'bearer' ? 'x-api-key' : 'bearer';
  return takenBy(await probe.send(empty, other)) && other;
}

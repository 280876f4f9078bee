/** What it means when a request fails that differs from one that worked by a feature alone. */
import { faultOf } from './faults';
import type { Answer } from './probe';
import type { Found } from './types';
import type { ErrorKind } from '../../messages/errors';

type Failed = Extract<Answer<unknown>, { ok: false }>;

/** Servers refuse a feature with any of these: many wrap what is a bad request as an error of their own. */
const refusals: readonly ErrorKind[] = ['invalid_request', 'not_found', 'permission', 'request_too_large', 'server'];

export function isRefusal({ error }: Failed): boolean {
  return refusals.includes(error.kind);
}

export function withoutFeature(answer: Failed): Found {
  return isRefusal(answer)
    ? { outcome: 'absent', verdict: { code: 'refusedFeature', error: answer.error } }
    : { outcome: 'warning', verdict: { code: 'fault', fault: faultOf(answer.error, answer.exchange) } };
}

/** What an optional call says that the server does not have: a 404, or an error that comes with a 200. */
export function withoutCall({ error, exchange }: Failed): Found {
  const status = error.details.status ?? exchange?.response?.status ?? 0;
  const isMissing = error.kind === 'not_messages' || [404, 405, 501].includes(status);
  return isMissing
    ? { outcome: 'absent', verdict: { code: 'noSuchCall', error } }
    : { outcome: 'warning', verdict: { code: 'fault', fault: faultOf(error, exchange) } };
}

/** What goes beyond messages: request ids, limits, `diagnostics`, and counting tokens. */
import { isRefusal, withoutCall, withoutFeature } from '../feature';
import type { Answer } from '../probe';
import type { Extras, Found, Step } from '../types';
import { asked } from './reply';

export const diagnostics: Step = {
  id: 'diagnostics',
  needs: ['reply'],
  cost: () => ({ requests: 1, input: 20, output: asked.max_tokens }),
  async run({ send, known }): Promise<Found> {
    const answer = await send({ ...asked, diagnostics: { previous_message_id: known.replyId ?? '' } });
    if (!answer.ok && !isRefusal(answer)) return withoutFeature(answer);
    const field = answer.ok ? (answer.value.message['diagnostics'] != null ? 'answered' : 'ignored') : 'refused';
    const verdict: Extras = { code: 'extras', ...headersOf(answer), diagnostics: field };
    return { outcome: field === 'refused' ? 'absent' : 'ok', verdict };
  },
};

export const countTokens: Step = {
  id: 'countTokens',
  needs: ['key'],
  cost: () => ({ requests: 1 }),
  async run({ countTokens: count }): Promise<Found> {
    const answer = await count(asked);
    if (answer.ok) return { outcome: 'ok', verdict: { code: 'counted', tokens: answer.value } };
    return withoutCall(answer);
  },
};

function headersOf({ exchange }: Answer<unknown>): Pick<Extras, 'requestIds' | 'limits'> {
  const names = (exchange?.response?.headers ?? []).map(([name]) => name);
  return {
    requestIds: names.filter((name) => /request-?id$|^cf-ray$/.test(name)),
    limits: names.filter((name) => /rate-?limit/.test(name)),
  };
}

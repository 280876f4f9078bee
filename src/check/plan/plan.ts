/** The steps of a check, in order, and what they cost. */
import { pricesOf, type OwnPrices } from '../../messages/prices';
import { caching } from './steps/caching';
import { address, certificate, proxy } from './steps/connection';
import { countTokens, diagnostics } from './steps/extras';
import { key } from './steps/key';
import { models } from './steps/models';
import { reply, streaming } from './steps/reply';
import { thinking } from './steps/thinking';
import { serverTools, tools } from './steps/tools';
import type { Step } from './types';

export const plan: readonly Step[] = [
  address,
  certificate,
  proxy,
  key,
  models,
  reply,
  streaming,
  thinking,
  caching,
  tools,
  serverTools,
  diagnostics,
  countTokens,
];

/** Whether a step costs nothing: no model has part in it. */
export function isFree(step: Step): boolean {
  const { input = 0, output = 0, written = 0 } = step.cost('');
  return input + output + written === 0;
}

export interface Estimate {
  readonly requests: number;
  /** Tokens, at most. */
  readonly input: number;
  readonly output: number;
  /** US dollars at most; undefined where the price of the model is not known. */
  readonly dollars: number | undefined;
}

/** What steps use at most, when every one of them comes to its end. A feature that is refused costs more requests, and nothing. */
export function estimate(steps: readonly Step[], model: string, own: OwnPrices): Estimate {
  let [requests, input, output, written] = [0, 0, 0, 0];
  for (const step of steps) {
    const cost = step.cost(model);
    requests += cost.requests;
    input += cost.input ?? 0;
    output += cost.output ?? 0;
    written += cost.written ?? 0;
  }
  const prices = pricesOf(model, own);
  const dollars = prices && (input * prices.input + output * prices.output + written * prices.cacheWrite) / 1_000_000;
  return { requests, input: input + written, output, dollars };
}

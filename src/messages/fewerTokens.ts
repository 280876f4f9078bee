import type { ErrorDetails } from './errors';
import { roomForReply } from './tokenLimits';

/**
 * What `max_tokens` may be lowered to where that is why a request was refused: what the server told, or what the balance
 * pays for as far as that can be reckoned, else half of it. Undefined where that was not why, and where too little is left.
 *
 * @param asked `max_tokens` of the request
 */
export function fewerTokens(
  asked: number,
  { reason, limits, serverMessage = '' }: Pick<ErrorDetails, 'reason' | 'limits' | 'serverMessage'>,
): number | undefined {
  if (reason !== 'max_tokens') return undefined;
  const paid = affordable(asked, serverMessage);
  if (paid !== undefined && paid < leastReply) return undefined;
  const most = Math.floor(roomForReply(limits) ?? paid ?? asked / 2);
  const fewer = most < asked ? most : Math.floor(asked / 2);
  return fewer >= 1 ? fewer : undefined;
}

/** Tokens of a reply that says anything. */
const leastReply = 64;

/** Tokens that the balance pays for, by the words of the server. */
function affordable(asked: number, said: string): number | undefined {
  const tokens = /can only afford (\d+)/i.exec(said)?.[1];
  if (tokens !== undefined) return Number(tokens);
  const [has, needs] = [amountIn(said, balance), amountIn(said, reserve)];
  // Half of the share: the price of what is sent is reserved too, and nobody says how much of it that is.
  return has !== undefined && needs ? (asked * has) / needs / 2 : undefined;
}

/**
 * new-api: `用户剩余额度: ＄0.056700, 需要预扣费额度: ＄0.480000`, `token remain quota: ＄0.01, need quota: ＄0.48`; one-api:
 * `user quota: $0.30, need quota: $0.80`.
 */
const balance = /(?:剩余额度|(?:remain(?:ing)?|user) (?:quota|balance))[^\d]{0,6}([\d.]+)/i;
const reserve = /(?:预扣费?额度|needs? (?:quota|balance))[^\d]{0,6}([\d.]+)/i;

function amountIn(said: string, pattern: RegExp): number | undefined {
  const amount = Number(pattern.exec(said)?.[1]);
  return amount >= 0 ? amount : undefined;
}

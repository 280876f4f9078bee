import * as l10n from '@vscode/l10n';
import { type TurnView } from '../../protocol';

/** What the usage line says of a turn, in its order. Empty when nothing is known. */
export function usageParts(turn: TurnView, language: string): string[] {
  const { model, usage, cost, firstToken, requestId } = turn;
  const count = (value: number): string => value.toLocaleString(language);
  const decimal = (value: number, digits: number): string =>
    value.toLocaleString(language, { minimumFractionDigits: digits, maximumFractionDigits: digits });
  const parts: string[] = [];
  if (model) parts.push(model);
  const { input_tokens: fresh, cache_creation_input_tokens: written, cache_read_input_tokens: read } = usage ?? {};
  if (fresh != null) parts.push(l10n.t('{0} tokens in', count(fresh)));
  if (read) parts.push(l10n.t('{0} cached', count(read)));
  if (written) parts.push(l10n.t('{0} written to the cache', count(written)));
  const out = usage?.output_tokens;
  if (out != null) parts.push(l10n.t('{0} out', count(out)));
  if (cost !== undefined) parts.push(l10n.t('about ${0}', decimal(cost, cost < 0.1 ? 4 : 2)));
  if (firstToken !== undefined) parts.push(l10n.t('first token after {0} s', decimal(firstToken / 1000, 1)));
  const speed = tokensPerSecond(turn);
  if (speed !== undefined) parts.push(l10n.t('{0} tokens/s', decimal(speed, 0)));
  if (requestId) parts.push(requestId);
  return parts;
}

function tokensPerSecond({ usage, firstToken, total }: TurnView): number | undefined {
  const out = usage?.output_tokens;
  if (!out || total === undefined || firstToken === undefined || total <= firstToken) return undefined;
  return (out * 1000) / (total - firstToken);
}

import { type ContextView } from '../../protocol';

/** From where on the meter speaks up: a summary is worth thinking of, and hardly anything fits any more. */
const thresholds = { high: 0.8, full: 0.95 };

/** How full what the model reads at once is. */
export interface ContextUse {
  /** Tokens. */
  readonly used: number;
  /** Of the window, 0 to 1 and above; undefined where the window is not known. */
  readonly part?: number;
  readonly level: 'low' | 'high' | 'full';
}

export function contextUse({ said, draft, window }: ContextView): ContextUse {
  const used = said + draft;
  if (!window) return { used, level: 'low' };
  const part = used / window;
  return { used, part, level: part >= thresholds.full ? 'full' : part >= thresholds.high ? 'high' : 'low' };
}

/** Tokens in few characters: `950`, `12K`, `1.2M`. */
export function shortCount(tokens: number, language: string): string {
  if (tokens < 1000) return String(Math.round(tokens));
  const [value, unit] = tokens < 999_500 ? [tokens / 1000, 'K'] : [tokens / 1_000_000, 'M'];
  const digits = value < 10 ? 1 : 0;
  return `${value.toLocaleString(language, { maximumFractionDigits: digits })}${unit}`;
}

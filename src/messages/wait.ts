/** How long a server asks to wait in the body of an error, where no header tells it. */
import { longestMessage } from './errors';

const units: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000 };

/** `7m12.5s`, `35 seconds`, `20s`, `1 minute`. */
const amount = String.raw`(?:\d{1,9}(?:\.\d{1,9})? ?(?:milliseconds?|ms|seconds?|secs?|s|minutes?|mins?|m|hours?|hrs?|h)(?![a-z])[ ,]*)+`;
const english = new RegExp(
  String.raw`\b(?:again|retry|wait|resets?|available|reset)\b(?: \w+){0,2}? ?(${amount})`,
  'i',
);
const chinese = /(\d{1,9}(?:\.\d{1,9})?) ?(秒钟?|分钟?|小时)(?:之?后|再试|以后)/;

/** Milliseconds that words ask to wait: `Please try again in 7m12s`, `请 30 秒后再试`. Undefined where they name no time. */
export function waitInWords(said: string): number | undefined {
  const message = said.slice(0, longestMessage);
  const found = english.exec(message)?.[1];
  if (found !== undefined) {
    const parts = [...found.matchAll(/(\d{1,9}(?:\.\d{1,9})?) ?([a-z]+)/gi)];
    return parts.reduce((sum, [, count, unit]) => sum + Number(count) * unitOf(unit!), 0);
  }
  const [, count, unit = ''] = chinese.exec(message) ?? [];
  if (count === undefined) return undefined;
  return Number(count) * (unit.startsWith('秒') ? units['s']! : unit.startsWith('分') ? units['m']! : units['h']!);
}

function unitOf(written: string): number {
  const unit = written.toLowerCase();
  if (unit === 'ms' || unit.startsWith('milli')) return units['ms']!;
  return units[unit[0]!]!;
}

/** Milliseconds in the members of an error: `retry_after` and `resets_in_seconds` in seconds, `retryDelay: "35s"`. */
export function readWait(error: Readonly<Record<string, unknown>>): number | undefined {
  const seconds =
    positive(error['retry_after']) ?? positive(error['retryAfter']) ?? positive(error['resets_in_seconds']);
  const exact = positive(error['retry_after_ms']) ?? (seconds === undefined ? undefined : seconds * 1000);
  if (exact !== undefined) return exact;
  const details = Array.isArray(error['details']) ? (error['details'] as unknown[]) : [];
  const delays = [error, ...details].map((one) => (one as { retryDelay?: unknown } | null)?.retryDelay);
  const delay = delays.find((one): one is string => typeof one === 'string' && /^\d+(\.\d+)?s$/.test(one));
  return delay === undefined ? undefined : parseFloat(delay) * 1000;
}

function positive(value: unknown): number | undefined {
  return typeof value === 'number' && value > 0 ? value : undefined;
}

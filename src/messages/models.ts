import type { ModelInfo } from './types';

/** US dollars for a million tokens. A platform may charge otherwise: what comes of it is an estimate. */
export interface Prices {
  readonly input: number;
  readonly output: number;
  /** Writing to the cache for five minutes; an hour costs 1.6 times that. */
  readonly cacheWrite: number;
  readonly cacheRead: number;
  /** Tokens of prompt up to which this holds; above that the price is not known. */
  readonly upTo?: number;
}

export interface KnownModel extends ModelInfo {
  /** Only where they are known: no estimate is better than a wrong one. */
  readonly prices?: Prices;
}

/** The Claude models this version knows, newest first in each family. Where a server tells more, believe the server. */
export const knownModels: readonly KnownModel[] = [
  known('claude-sonnet-5-5', 'Claude Sonnet 5.5', 1_000_000, 128_000, [2, 10, 2.5, 0.1]),
  known('claude-sonnet-5', 'Claude Sonnet 5', 1_000_000, 128_000, [2, 10, 2.5, 0.2]),
  { id: 'claude-sonnet-4-6', displayName: 'Claude Sonnet 4.6' },
  known('claude-sonnet-4-5', 'Claude Sonnet 4.5', 200_000, 64_000, [3, 15, 3.75, 0.3]),
  known('claude-opus-5-5', 'Claude Opus 5.5', 1_000_000, 128_000, [4, 20, 5, 0.2]),
  known('claude-opus-5', 'Claude Opus 5', 1_000_000, 128_000, [5, 25, 6.25, 0.5]),
  { id: 'claude-opus-4-8', displayName: 'Claude Opus 4.8' },
  { id: 'claude-opus-4-7', displayName: 'Claude Opus 4.7' },
  { id: 'claude-opus-4-6', displayName: 'Claude Opus 4.6' },
  known('claude-haiku-5-5', 'Claude Haiku 5.5', 1_000_000, 128_000, [0.1, 0.5, 0.125, 0.01], 100_000),
  known('claude-haiku-4-5', 'Claude Haiku 4.5', 200_000, 64_000, [1, 5, 1.25, 0.1]),
  known('claude-fable-5-2', 'Claude Fable 5.2', 1_000_000, 128_000, [8, 40, 10, 0.2]),
];

/** The model behind an id, in any of the forms that `modelName` knows. */
export function modelInfo(id: string): KnownModel | undefined {
  const name = modelName(id);
  return knownModels.find((model) => model.id === name);
}

/**
 * A model's own name in an id: without a date or `-latest` behind it, and as other platforms write it:
 * `anthropic/claude-sonnet-4.5`, `us.anthropic.claude-sonnet-4-5-20250929-v1:0`, `claude-sonnet-4-5@20250929`.
 */
export function modelName(id: string): string {
  return id
    .trim()
    .toLowerCase()
    .replace(/^.*[./](?=claude-)/, '')
    .replace(/:[\w-]+$/, '')
    .replace(/-v\d+$/, '')
    .replace(/[-@](\d{8}|latest)$/, '')
    .replace(/(\d)\.(?=\d)/g, '$1-');
}

/** `max_tokens` where the person set none: room for a long answer, without reserving all a model can do. */
export function defaultMaxTokens(id: string): number {
  const model = modelInfo(id);
  return model?.maxOutput === undefined ? 8192 : Math.min(model.maxOutput, 32_000);
}

/** The newest Sonnet of a server's list: the default model where the person chose none. */
export function newestSonnet(models: readonly ModelInfo[]): string | undefined {
  return newestOf('sonnet', models)?.id;
}

/** The newest Haiku of a server's list: the cheapest model for what is small. */
export function newestHaiku(models: readonly ModelInfo[]): ModelInfo | undefined {
  return newestOf('haiku', models);
}

function newestOf(family: string, models: readonly ModelInfo[]): ModelInfo | undefined {
  const all = models.filter(({ id }) => id.startsWith('claude-') && id.includes(family));
  return all.sort((a, b) => (b.createdAt ?? 0) - (a.createdAt ?? 0) || compareVersions(b.id, a.id))[0];
}

function known(
  id: string,
  displayName: string,
  contextWindow: number,
  maxOutput: number,
  [input, output, cacheWrite, cacheRead]: readonly [number, number, number, number],
  upTo?: number,
): KnownModel {
  const prices = { input, output, cacheWrite, cacheRead, ...(upTo !== undefined && { upTo }) };
  return { id, displayName, contextWindow, maxOutput, prices };
}

/** By version and date, number by number: `claude-sonnet-4-5-20250929` is older than `claude-sonnet-5`. */
function compareVersions(a: string, b: string): number {
  const numbers = (id: string) => (id.match(/\d+/g) ?? []).map(Number);
  const [left, right] = [numbers(a), numbers(b)];
  // A bare `claude-sonnet-4-20250514` is version 4.0 and a date, not version 4.20250514.
  const version = (parts: number[], at: number) => ((parts[at] ?? 0) > 1000 ? 0 : (parts[at] ?? 0));
  return (
    version(left, 0) - version(right, 0) ||
    version(left, 1) - version(right, 1) ||
    (left.at(-1) ?? 0) - (right.at(-1) ?? 0)
  );
}

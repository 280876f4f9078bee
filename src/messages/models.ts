import { claudeId, modelName, type ClaudeId } from './modelName';
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

/** `max_tokens` where the person set none: room for a long answer, without reserving all a model can do. */
export function defaultMaxTokens(id: string): number {
  const model = modelInfo(id);
  return model?.maxOutput === undefined ? 8192 : Math.min(model.maxOutput, 32_000);
}

/**
 * The model of a server's list to ask where the person chose none: the newest Sonnet, and where there is none the first
 * that answers in text. As the server writes it, and never a form of it that turns thinking on or off if there is another.
 */
export function defaultModelOf(models: readonly ModelInfo[]): string | undefined {
  const chat = models.find(({ id }) => !setsThinking.test(id) && !otherMedia.test(id));
  return (newestOf('sonnet', models) ?? chat ?? models[0])?.id;
}

/** The newest Haiku of a server's list: the cheapest model for what is small. */
export function newestHaiku(models: readonly ModelInfo[]): ModelInfo | undefined {
  return newestOf('haiku', models);
}

/** Suffixes by which relays list one model several times. */
const setsThinking = /[^a-z](?:no|non|not)?-?think(?:ing)?(?:[^a-z]|$)/i;
/** Models that lists have beside those that answer in text. */
const otherMedia = /embed|rerank|whisper|\btts\b|speech|audio|dall-?e|image|diffusion|moderation|\bbge\b|\bocr\b/i;

function newestOf(family: string, models: readonly ModelInfo[]): ModelInfo | undefined {
  return models
    .flatMap((model) => {
      const id = claudeId(model.id);
      return id?.family === family && !setsThinking.test(model.id) ? [{ model, id }] : [];
    })
    .sort((a, b) => (b.model.createdAt ?? 0) - (a.model.createdAt ?? 0) || compareIds(b.id, a.id))[0]?.model;
}

/** By version; of one version the plain id, which is the one that a list of many forms has for everybody; then by date. */
function compareIds(a: ClaudeId, b: ClaudeId): number {
  return (
    a.version[0] - b.version[0] ||
    a.version[1] - b.version[1] ||
    Number(a.isPlain) - Number(b.isPlain) ||
    a.date - b.date
  );
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

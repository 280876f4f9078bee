import { anthropic } from './anthropic';
import { litellm } from './litellm';
import { llamaCpp } from './llamaCpp';
import { lmStudio, oldLmStudio } from './lmStudio';
import { newApi } from './newApi';
import { ollama } from './ollama';
import { oneApi } from './oneApi';
import type { Relay } from './relay';
import { vllm } from './vllm';

export type { Relay, Said, Support } from './relay';
export { anthropic, litellm, llamaCpp, lmStudio, newApi, oldLmStudio, ollama, oneApi, vllm };

/** What people put into a base URL, each as `startEndpoint({ relay })` plays it. */
export const relays: readonly Relay[] = [
  anthropic,
  newApi,
  oneApi,
  litellm,
  vllm,
  lmStudio,
  oldLmStudio,
  llamaCpp,
  ollama,
];

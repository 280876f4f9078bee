import { MessagesError } from './errors';
import { isObject } from './json';
import { modelInfo } from './models';
import { bodyError, isErrorBody } from './responseError';
import type { ModelInfo } from './types';

/** More pages than any list of models has: a server that always says `has_more` ends here. */
const mostPages = 20;

/**
 * All models of a server, page by page, in Anthropic's shape (`data[].id, display_name, max_input_tokens, …`) or
 * OpenAI's (`data[].id`).
 *
 * @param getPage Fetches one page; the query begins with `?`.
 * @param url The address asked, and `redact` takes the key out of what it says: for an error.
 * @throws MessagesError Where what came with a 200 is an error nevertheless, or no list at all.
 */
export async function listModels(
  getPage: (query: string) => Promise<Record<string, unknown>>,
  { url, redact }: { readonly url: string; readonly redact: (text: string) => string },
): Promise<ModelInfo[]> {
  const models = new Map<string, ModelInfo>();
  let after: string | undefined;
  for (let page = 0; page < mostPages; page += 1) {
    const body = await getPage(`?limit=1000${after ? `&after_id=${encodeURIComponent(after)}` : ''}`);
    const { has_more, last_id } = body;
    for (const entry of entriesOf(body, url, redact)) {
      const model = modelOf(entry);
      if (model) models.set(model.id, model);
    }
    if (has_more !== true || typeof last_id !== 'string' || last_id === after) break;
    after = last_id;
  }
  return [...models.values()];
}

function entriesOf(body: Record<string, unknown>, url: string, redact: (text: string) => string): readonly unknown[] {
  const list = body['data'] ?? body['models'];
  if (Array.isArray(list)) return list;
  if (isErrorBody(body)) throw bodyError(body, url, redact);
  // An empty list as Go writes it.
  if (body['data'] === null) return [];
  throw new MessagesError('not_messages', { subject: url });
}

/** What the server tells, and beside it what this version knows of the model. */
function modelOf(entry: unknown): ModelInfo | undefined {
  if (!isObject(entry)) return undefined;
  const { id, display_name, created_at, created, capabilities, lifecycle } = entry;
  // A retired model is in the list as a record of itself: requests for it fail.
  if (typeof id !== 'string' || id === '' || lifecycle === 'retired') return undefined;
  const known = modelInfo(id);
  return {
    id,
    displayName: typeof display_name === 'string' && display_name !== '' ? display_name : (known?.displayName ?? id),
    contextWindow: windowOf(entry) ?? known?.contextWindow,
    maxOutput: positive(entry['max_tokens']) ?? positive(entry['max_completion_tokens']) ?? known?.maxOutput,
    createdAt: timeOf(created_at) ?? timeOf(created),
    capabilities: isObject(capabilities) ? capabilities : undefined,
  };
}

/** Where servers write what a model reads at once: Anthropic, vLLM, OpenRouter, Groq, Gemini; llama.cpp in `meta`. */
const windowMembers = ['max_input_tokens', 'max_model_len', 'context_length', 'context_window', 'inputTokenLimit'];

function windowOf({ meta, ...entry }: Record<string, unknown>): number | undefined {
  const told = windowMembers.map((name) => positive(entry[name])).find((window) => window !== undefined);
  return told ?? (isObject(meta) ? positive(meta['n_ctx']) : undefined);
}

function positive(value: unknown): number | undefined {
  return typeof value === 'number' && value > 0 ? value : undefined;
}

/** An ISO date, or OpenAI's seconds since the epoch. */
function timeOf(value: unknown): number | undefined {
  const time = typeof value === 'number' ? value * 1000 : typeof value === 'string' ? Date.parse(value) : NaN;
  return time > 0 ? time : undefined;
}

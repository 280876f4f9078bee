import { modelInfo } from './models';
import type { ModelInfo } from './types';

/** More pages than any list of models has: a server that always says `has_more` ends here. */
const mostPages = 20;

/**
 * All models of a server, page by page, in Anthropic's shape (`data[].id, display_name, max_input_tokens, …`) or
 * OpenAI's (`data[].id`).
 *
 * @param getPage Fetches one page; the query begins with `?`.
 */
export async function listModels(getPage: (query: string) => Promise<Record<string, unknown>>): Promise<ModelInfo[]> {
  const models = new Map<string, ModelInfo>();
  let after: string | undefined;
  for (let page = 0; page < mostPages; page += 1) {
    const { data, has_more, last_id } = await getPage(
      `?limit=1000${after ? `&after_id=${encodeURIComponent(after)}` : ''}`,
    );
    for (const entry of Array.isArray(data) ? data : []) {
      const model = modelOf(entry);
      if (model) models.set(model.id, model);
    }
    if (has_more !== true || typeof last_id !== 'string' || last_id === after) break;
    after = last_id;
  }
  return [...models.values()];
}

/** What the server tells, and beside it what this version knows of the model. */
function modelOf(entry: unknown): ModelInfo | undefined {
  if (typeof entry !== 'object' || entry === null) return undefined;
  const { id, display_name, max_input_tokens, max_tokens, meta, created_at, created, capabilities, lifecycle } =
    entry as Record<string, unknown>;
  // A retired model is in the list as a record of itself: requests for it fail.
  if (typeof id !== 'string' || id === '' || lifecycle === 'retired') return undefined;
  const known = modelInfo(id);
  return {
    id,
    displayName: typeof display_name === 'string' && display_name !== '' ? display_name : (known?.displayName ?? id),
    contextWindow:
      positive(max_input_tokens) ?? positive((meta as { n_ctx?: unknown } | null)?.n_ctx) ?? known?.contextWindow,
    maxOutput: positive(max_tokens) ?? known?.maxOutput,
    createdAt: timeOf(created_at) ?? timeOf(created),
    capabilities:
      typeof capabilities === 'object' && capabilities !== null ? (capabilities as Record<string, unknown>) : undefined,
  };
}

function positive(value: unknown): number | undefined {
  return typeof value === 'number' && value > 0 ? value : undefined;
}

/** An ISO date, or OpenAI's seconds since the epoch. */
function timeOf(value: unknown): number | undefined {
  const time = typeof value === 'number' ? value * 1000 : typeof value === 'string' ? Date.parse(value) : NaN;
  return time > 0 ? time : undefined;
}

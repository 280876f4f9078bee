import type { RefusedPart } from '../conversation/refusedPart';
import type { Endpoint } from '../messages/endpoint';
import { endpointId } from './endpointId';

/** What endpoints have taken for a mistake. It is not sent there again as long as the window lives. */
export interface RefusedParts {
  includes(part: RefusedPart, endpoint: Endpoint, model: string): boolean;
  add(part: RefusedPart, endpoint: Endpoint, model: string): void;
}

export function createRefusedParts(): RefusedParts {
  const refused = new Set<string>();
  // Whether a server knows breakpoints has nothing to do with the model; what a model can do has.
  const idOf = (part: RefusedPart, endpoint: Endpoint, model: string): string =>
    JSON.stringify([part, endpointId(endpoint), part === 'caching' ? '' : model]);
  return {
    includes: (...what) => refused.has(idOf(...what)),
    add: (...what) => void refused.add(idOf(...what)),
  };
}

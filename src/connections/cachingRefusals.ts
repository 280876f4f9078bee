import type { Endpoint } from '../messages/endpoint';
import { endpointId } from './endpointId';

/** The endpoints that take cache breakpoints for a mistake. They get none as long as the window lives. */
export interface CachingRefusals {
  includes(endpoint: Endpoint): boolean;
  add(endpoint: Endpoint): void;
}

export function createCachingRefusals(): CachingRefusals {
  const refused = new Set<string>();
  return {
    includes: (endpoint) => refused.has(endpointId(endpoint)),
    add: (endpoint) => void refused.add(endpointId(endpoint)),
  };
}

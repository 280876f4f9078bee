import type { Endpoint } from '../messages/endpoint';
import { publicHeaders, type HeaderOptions } from '../messages/headers';
import { apiUrl } from '../messages/url';
import type { Connection } from './types';

/**
 * What may be shown of how an endpoint is asked. Undefined for one that cannot be asked: the request itself says what
 * is wrong with it.
 */
export function addressOf(endpoint: Endpoint, options: HeaderOptions): Connection['address'] {
  try {
    const headers = publicHeaders(endpoint, options);
    return { url: apiUrl(endpoint.baseUrl, 'messages'), headers, auth: endpoint.auth };
  } catch {
    return undefined;
  }
}

import type { Endpoint } from '../messages/endpoint';

/** What is known of an endpoint is known of its name and base URL together: with another of either it is another one. */
export function endpointId({ name, baseUrl }: Endpoint): string {
  return `${name} ${baseUrl}`;
}

import { presetEndpoints, type Endpoint } from '../messages/endpoint';
import { haveSameOrigin } from '../messages/url';

/** Of no platform: nobody's key is in it. */
const neutral = 'ASIDE_ENDPOINT_API_KEY';

/**
 * The environment variable that a copied request takes the key from, named as the platforms do: `OPEAI_API_KEY`,
 * `ANTHROPIC_API_KEY`. Of a conversation that was imported neither the name nor the address need be true: an endpoint's
 * variable is named for the endpoint's own origin alone, or the copy would take the key of one to another.
 *
 * @param endpoints of the settings
 */
export function keyVariableFor(
  endpoint: string,
  url: string,
  endpoints: readonly Pick<Endpoint, 'name' | 'baseUrl'>[],
): string {
  const variable = variableOf(endpoint);
  const presets = Object.entries(presetEndpoints).filter(([name]) => variableOf(name) === variable);
  const owners = presets.length > 0 ? presets.map(([, one]) => one) : endpoints.filter(({ name }) => name === endpoint);
  return owners.some(({ baseUrl }) => haveSameOrigin(baseUrl, new URL(url).origin)) ? variable : neutral;
}

function variableOf(endpoint: string): string {
  const name = endpoint
    .toUpperCase()
    .replace(/[^A-Z0-9]+/g, '_')
    .replace(/^_|_$/g, '');
  return `${/^[A-Z]/.test(name) ? name : `MY_${name}`.replace(/_$/, '')}_API_KEY`;
}

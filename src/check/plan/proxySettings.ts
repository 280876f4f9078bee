/** Which proxy a request may go through, as far as settings tell. The system may have another one. */
import { isLoopback } from '../../messages/url';

export interface ProxySettings {
  /** VS Code's `http.proxy`. */
  readonly setting: string;
  /** VS Code's `http.proxySupport`. */
  readonly support: string;
  /** VS Code's `http.noProxy`. */
  readonly noProxy: readonly string[];
  /** Variables of the environment that are set, by their usual names: `HTTPS_PROXY`, `HTTP_PROXY`, `ALL_PROXY`, `NO_PROXY`. */
  readonly environment: Readonly<Record<string, string>>;
}

/** Where a proxy is set: VS Code's setting, or the name of a variable of the environment. */
export interface ProxySource {
  readonly name: string;
  /** Host and port; never a name or a password. */
  readonly address: string;
}

/** The variables that name a proxy, for each scheme. */
const variables = { 'https:': ['HTTPS_PROXY', 'ALL_PROXY'], 'http:': ['HTTP_PROXY', 'ALL_PROXY'] } as const;

/** All names that `environment` may have. */
export const proxyVariables = ['HTTPS_PROXY', 'HTTP_PROXY', 'ALL_PROXY', 'NO_PROXY'] as const;

export function proxySources({ setting, environment }: ProxySettings, url: URL): ProxySource[] {
  const named = variables[url.protocol as keyof typeof variables] ?? [];
  return [['http.proxy', setting] as const, ...named.map((name) => [name, environment[name]] as const)].flatMap(
    ([name, value]) => (value ? [{ name, address: addressOf(value) }] : []),
  );
}

/** What keeps a host away from any proxy: an entry of a list, or `localhost`; undefined where nothing does. */
export function exemptionOf({ noProxy, environment }: ProxySettings, { hostname, port }: URL): string | undefined {
  if (isLoopback(hostname)) return 'localhost';
  const entries = [...noProxy, ...(environment['NO_PROXY'] ?? '').split(/[\s,]+/)];
  return entries.find((entry) => {
    const [host = '', onlyPort] = entry.trim().toLowerCase().split(':');
    if (onlyPort !== undefined && onlyPort !== port) return false;
    const domain = host.replace(/^\*?\./, '');
    return host === '*' || (domain !== '' && (hostname === domain || hostname.endsWith(`.${domain}`)));
  });
}

/** A proxy's address may carry a name and a password. */
function addressOf(value: string): string {
  return value
    .trim()
    .replace(/^[a-z][a-z0-9+.-]*:\/\//i, '')
    .replace(/^.*@/, '')
    .split(/[/?#]/, 1)[0]!;
}

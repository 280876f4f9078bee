import { hostOf } from './url';

export const auths = ['bearer', 'x-api-key', 'none'] as const;
export type Auth = (typeof auths)[number];

/** Where requests go and how they prove themselves. No key in here: the key is given to `createClient` beside it. */
export interface Endpoint {
  readonly name: string;
  /** As the user wrote it; `apiUrl` makes addresses of it. */
  readonly baseUrl: string;
  readonly auth: Auth;
  /** `anthropic-version`; 2023-06-01 unless set. */
  readonly version?: string;
  /** `anthropic-beta`, joined by commas. */
  readonly beta?: readonly string[];
  /** Extra headers. Authentication headers in here are refused. */
  readonly headers?: Readonly<Record<string, string>>;
}

const claudeOnlyHosts: readonly string[] = ['api-platform.ope.ai', 'api.anthropic.com'];

/** Whether a platform serves Claude models only: another model id is refused before anything is sent. */
export function servesClaudeOnly({ baseUrl }: Pick<Endpoint, 'baseUrl'>): boolean {
  try {
    return claudeOnlyHosts.includes(hostOf(baseUrl));
  } catch {
    // An address that cannot be used is nobody's.
    return false;
  }
}

/** The endpoints that everyone has; the user's own are merged over them by name. */
export const presetEndpoints: Readonly<Record<string, Omit<Endpoint, 'name'>>> = {
  OpeAI: { baseUrl: 'https://api-platform.ope.ai', auth: 'bearer' },
  Anthropic: { baseUrl: 'https://api.anthropic.com', auth: 'x-api-key' },
  Ollama: { baseUrl: 'http://127.0.0.1:11434', auth: 'none' },
  'LM Studio': { baseUrl: 'http://127.0.0.1:1234', auth: 'none' },
  'llama.cpp': { baseUrl: 'http://127.0.0.1:8080', auth: 'none' },
};

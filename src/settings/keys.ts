import type * as vscode from 'vscode';
import type { Endpoint } from '../messages/endpoint';
import { haveSameOrigin, originOf } from '../messages/url';

/** Keys in SecretStorage, each under its endpoint's name together with the origin it was entered for. */
export interface Keys {
  /** The endpoint's key; undefined when there is none for the origin it has now. */
  get(endpoint: Endpoint): Promise<string | undefined>;
  set(endpoint: Endpoint, key: string): Promise<void>;
  clear(endpoint: Endpoint): Promise<void>;
  /** Reads all keys, those too whose endpoint is not in the settings or has another address by now. */
  readAll(): Promise<void>;
  /** The keys that were read or set while this window is open. */
  seen(): readonly string[];
  readonly onDidChange: vscode.Event<unknown>;
}

export function createKeys(secrets: vscode.SecretStorage): Keys {
  const nameOf = (endpoint: Endpoint) => `${prefix}${endpoint.name}`;
  const seen = new Set<string>();

  async function read(name: string): Promise<StoredKey | undefined> {
    const stored = storedKey(await secrets.get(name));
    if (stored) seen.add(stored.key);
    return stored;
  }

  return {
    async get(endpoint) {
      const stored = await read(nameOf(endpoint));
      return stored && haveSameOrigin(stored.origin, endpoint.baseUrl) ? stored.key : undefined;
    },
    async set(endpoint, key) {
      seen.add(key);
      await secrets.store(nameOf(endpoint), JSON.stringify({ key, origin: originOf(endpoint.baseUrl) }));
    },
    async clear(endpoint) {
      await secrets.delete(nameOf(endpoint));
    },
    async readAll() {
      const names = (await secrets.keys()).filter((name) => name.startsWith(prefix));
      await Promise.all(names.map(read));
    },
    seen: () => [...seen],
    onDidChange: secrets.onDidChange,
  };
}

const prefix = 'aside.key.';

interface StoredKey {
  readonly key: string;
  /** Where it was entered for. */
  readonly origin: string;
}

function storedKey(text: string | undefined): StoredKey | undefined {
  try {
    const { key, origin } = JSON.parse(text ?? '') as { key?: unknown; origin?: unknown };
    return typeof key === 'string' ? { key, origin: String(origin) } : undefined;
  } catch {
    return undefined;
  }
}

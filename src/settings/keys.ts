import type * as vscode from 'vscode';
import type { Endpoint } from '../messages/endpoint';
import { originOf } from '../messages/url';

/** Keys in SecretStorage, each under its endpoint's name together with the origin it was entered for. */
export interface Keys {
  /** The endpoint's key; undefined when there is none for the origin it has now. */
  get(endpoint: Endpoint): Promise<string | undefined>;
  set(endpoint: Endpoint, key: string): Promise<void>;
  clear(endpoint: Endpoint): Promise<void>;
  readonly onDidChange: vscode.Event<unknown>;
}

export function createKeys(secrets: vscode.SecretStorage): Keys {
  const nameOf = (endpoint: Endpoint) => `aside.key.${endpoint.name}`;
  return {
    async get(endpoint) {
      const stored = await secrets.get(nameOf(endpoint));
      if (stored === undefined) return undefined;
      try {
        const { key, origin } = JSON.parse(stored) as { key?: unknown; origin?: unknown };
        return typeof key === 'string' && origin === originOf(endpoint.baseUrl) ? key : undefined;
      } catch {
        return undefined;
      }
    },
    async set(endpoint, key) {
      await secrets.store(nameOf(endpoint), JSON.stringify({ key, origin: originOf(endpoint.baseUrl) }));
    },
    async clear(endpoint) {
      await secrets.delete(nameOf(endpoint));
    },
    onDidChange: secrets.onDidChange,
  };
}

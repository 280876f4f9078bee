import type * as vscode from 'vscode';
import type { Chat } from './chat/chat';
import type { Searcher } from './chat/panel/find';
import type { Inline } from './inline';
import type { MessagesClient } from './messages/client';
import type { Endpoint } from './messages/endpoint';
import type { Platform } from './platform/platform';
import type { Config } from './settings/config';
import type { Keys } from './settings/keys';

/** What lives as long as the extension. The heavy ones are loaded when first asked for. */
export interface Services {
  readonly context: vscode.ExtensionContext;
  readonly log: vscode.LogOutputChannel;
  readonly platform: Platform;
  readonly config: Config;
  readonly keys: Keys;
  /** Files of ours are others now: request options, and requests on show. */
  readonly filesChanged: vscode.EventEmitter<vscode.FileChangeEvent[]>;
  /** How text is looked for. */
  readonly find: () => Promise<Searcher>;
  /** A client for one endpoint, with the key that was entered for it. */
  readonly clientFor: (endpoint: Endpoint) => Promise<MessagesClient>;
  readonly chat: () => Promise<Chat>;
  readonly inline: () => Promise<Inline>;
}

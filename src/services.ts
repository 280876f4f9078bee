import type * as vscode from 'vscode';
import type { Chat } from './chat/chat';
import type { Searcher } from './chat/panel/find';
import type { Check } from './check/check';
import type { Connections } from './connections/connections';
import type { ShownLog } from './exits/log';
import type { Inline } from './inline';
import type { Platform } from './platform/platform';
import type { Config } from './settings/config';
import type { Keys } from './settings/keys';
import type { Redaction } from './settings/redaction';

/** What lives as long as the extension. The heavy ones are loaded when first asked for. */
export interface Services {
  readonly context: vscode.ExtensionContext;
  readonly log: ShownLog;
  readonly platform: Platform;
  readonly config: Config;
  readonly keys: Keys;
  readonly redaction: Redaction;
  /** Files of ours are others now: request options, and requests on show. */
  readonly filesChanged: vscode.EventEmitter<vscode.FileChangeEvent[]>;
  /** How text is looked for. */
  readonly find: () => Promise<Searcher>;
  /** How the endpoints are asked, and what is known of them: one for all parts. */
  readonly connections: () => Promise<Connections>;
  readonly chat: () => Promise<Chat>;
  readonly inline: () => Promise<Inline>;
  readonly check: () => Promise<Check>;
}

/** The exit into the log, which people attach to bug reports. */
import * as vscode from 'vscode';
import type { Log } from '../util/log';
import { withoutKeys, type LogDeps } from './withoutKeys';

export interface ShownLog extends Log, vscode.Disposable {
  show(preserveFocus?: boolean): void;
}

/** The log of the extension. Its lines have no keys in them. */
export function createLog(deps: LogDeps): ShownLog {
  const channel = vscode.window.createOutputChannel('Aside', { log: true });
  return {
    ...withoutKeys(channel, deps),
    show: (preserveFocus) => channel.show(preserveFocus),
    dispose: () => channel.dispose(),
  };
}

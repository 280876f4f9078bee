/** What the editor knows that a check is about. */
import * as vscode from 'vscode';
import { proxyVariables, type ProxySettings } from './plan/proxySettings';

export function readProxySettings(variable: (name: string) => string | undefined): ProxySettings {
  const http = vscode.workspace.getConfiguration('http');
  const set = proxyVariables.map((name) => [name, variable(name) ?? variable(name.toLowerCase()) ?? ''] as const);
  return {
    setting: http.get('proxy') ?? '',
    support: http.get('proxySupport') ?? '',
    noProxy: http.get<string[]>('noProxy') ?? [],
    environment: Object.fromEntries(set.filter(([, value]) => value !== '')),
  };
}

/** Versions, and where requests leave from: what an issue asks for. */
export function readEnvironment(version: string, isBrowser: boolean): string[] {
  const { env } = vscode;
  const host = isBrowser ? vscode.l10n.t('web worker') : 'Node.js';
  // The kind of it, such as `ssh-remote`; in a browser it may be the name of a machine.
  const remote = /^[a-z-]+/.exec(env.remoteName ?? '')?.[0] ?? '';
  return [`Aside ${version}`, `${env.appName} ${vscode.version}`, host, remote, env.language].filter(Boolean);
}

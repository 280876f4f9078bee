/** What checks an endpoint. Loaded when that is asked for, or when a report comes back with its window. */
import * as vscode from 'vscode';
import { createCheck, type Check } from '../check/check';
import type { Services } from '../services';
import { storedError } from '../wording/failures';
import { createWording } from '../wording/wording';

export function startCheck(services: Services): Check {
  const { config, redaction, context, platform, log } = services;
  const wording = createWording(vscode.l10n);
  const { version } = context.extension.packageJSON as { readonly version: string };

  /** Those of all endpoints, also one that was replaced meanwhile. */
  async function allKeys(): Promise<readonly string[]> {
    await redaction.redactor();
    return redaction.secrets();
  }

  return createCheck({
    endpoints: config.endpoints,
    endpoint: config.endpoint,
    modelFor: ({ name }) =>
      name === config.endpoint().name ? (config.options().options.model ?? undefined) : undefined,
    prices: () => config.costs().prices,
    clientFor: async (endpoint) => (await services.connections()).clientFor(endpoint),
    keys: allKeys,
    variable: (name) => platform.variable(name),
    version,
    isBrowser: platform.isBrowser,
    memento: context.workspaceState,
    show: (report) => vscode.window.showTextDocument(report, { preview: false }),
    words: {
      error: (error, endpoint) => wording.error(storedError(error) ?? { kind: error.kind }, endpoint).sentence,
      notice: wording.notice,
    },
    log,
  });
}

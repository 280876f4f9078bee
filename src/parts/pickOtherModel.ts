import * as vscode from 'vscode';
import { clientFor } from '../connections/connection';
import type { Services } from '../services';
import { askForModel } from '../settings/pickers';

/** Lets the person pick a model of the active endpoint for one more reply; undefined when none was picked. */
export function pickOtherModel(services: Services, current: string): Promise<string | undefined> {
  return askForModel(vscode.l10n.t('Retry With Another Model'), current, async (signal) =>
    (await clientFor(services, services.config.endpoint())).models(signal),
  );
}

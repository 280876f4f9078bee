import * as vscode from 'vscode';
import type { Config } from '../settings/config';
import { writeSetting } from '../settings/writeSetting';
import type { OwnModel } from './types';

export interface PickModelDeps {
  readonly config: Pick<Config, 'options' | 'selectModel'>;
  /** Undefined when no model was picked. */
  ask(title: string, current: string): Promise<string | undefined>;
}

/** See `Connections.pickModel`. */
export async function pickModel({ config, ask }: PickModelDeps, own?: OwnModel): Promise<void> {
  const current = own?.model === undefined ? config.options().options.model : own.model;
  const model = await ask(vscode.l10n.t('Model'), current ?? '');
  if (model !== undefined && (await writeSetting(config.selectModel(model)))) own?.drop();
}

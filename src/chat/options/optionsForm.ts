import * as vscode from 'vscode';
import {
  checkOption,
  requestOptions,
  type OptionOverrides,
  type OptionProblem,
  type OptionSpec,
  type RequestOptions,
} from '../../conversation/options';
import type { Redactor } from '../../messages/redact';
import { optionsText, optionsUri } from './optionFiles';
import type { Session } from '../session/types';

export interface OptionsConfig {
  options(): { readonly options: RequestOptions };
  presets(): Record<string, OptionOverrides>;
  savePreset(name: string, options: OptionOverrides): Thenable<void>;
}

export interface OptionsDeps {
  readonly session: Session;
  readonly config: OptionsConfig;
  problemText(problem: OptionProblem): string;
  redactor(): Promise<Redactor>;
  changed(session: Session): void;
}

interface Item extends vscode.QuickPickItem {
  readonly run?: () => Promise<unknown>;
}

/** What was chosen for a value: `unset` goes back to what the settings say. */
type Choice = { readonly value: unknown } | 'unset' | undefined;

/** Every field of the request with what this conversation sends in it; each can be set over the settings. */
export async function showOptions(deps: OptionsDeps): Promise<void> {
  const { session, config } = deps;
  const { l10n, window } = vscode;
  const overrides = () => session.conversation().options;

  function change(options: OptionOverrides): void {
    session.change({ t: 'options', options });
    deps.changed(session);
  }

  async function edit(spec: OptionSpec): Promise<void> {
    if (spec.json) return editAsJson(session, spec);
    const choice = await askFor(spec, currentOf(spec, overrides(), config), deps);
    if (choice === undefined) return;
    const { [spec.setting]: _, ...others } = overrides();
    change(choice === 'unset' ? others : { ...others, [spec.setting]: choice.value });
    await showOptions(deps);
  }

  async function usePreset(): Promise<void> {
    const items = Object.entries(config.presets()).map(([label, options]) => ({
      label,
      description: Object.keys(options).join(', '),
      options,
    }));
    const chosen = await window.showQuickPick(items, { title: l10n.t('Use a Preset') });
    if (chosen) change(chosen.options);
  }

  async function savePreset(): Promise<void> {
    const name = await window.showInputBox({
      title: l10n.t('Save as Preset'),
      prompt: l10n.t('A name for these options'),
    });
    if (!name?.trim()) return;
    // Presets are settings, which are synced in plain text.
    const redactor = await deps.redactor();
    await config.savePreset(redactor.text(name.trim()), redactor.value(overrides()));
  }

  const hasOverrides = Object.keys(overrides()).length > 0;
  const items: Item[] = [
    ...requestOptions.map((spec) => ({ ...itemOf(spec, overrides(), config), run: () => edit(spec) })),
    { label: '', kind: vscode.QuickPickItemKind.Separator },
    ...(Object.keys(config.presets()).length > 0
      ? [{ label: `$(list-selection) ${l10n.t('Use a Preset')}`, run: usePreset }]
      : []),
    ...(hasOverrides
      ? [
          { label: `$(save) ${l10n.t('Save as Preset')}`, run: savePreset },
          { label: `$(discard) ${l10n.t('Use the settings for all of them')}`, run: async () => change({}) },
        ]
      : []),
    { label: `$(json) ${l10n.t('Edit as JSON')}`, run: () => editAsJson(session) },
  ];
  const chosen = await window.showQuickPick(items, {
    title: l10n.t('Request Options of This Conversation'),
    placeHolder: l10n.t('What is not set here is as in the settings'),
    matchOnDescription: true,
  });
  await chosen?.run?.();
}

function currentOf({ setting }: OptionSpec, overrides: OptionOverrides, config: OptionsConfig): unknown {
  return Object.hasOwn(overrides, setting) ? overrides[setting] : config.options().options[setting];
}

function itemOf(spec: OptionSpec, overrides: OptionOverrides, config: OptionsConfig): vscode.QuickPickItem {
  const { l10n } = vscode;
  const value = currentOf(spec, overrides, config);
  const isOwn = Object.hasOwn(overrides, spec.setting);
  const text = value === null || value === undefined ? l10n.t('not sent') : JSON.stringify(value);
  return {
    label: `${isOwn ? '$(circle-filled) ' : ''}${spec.field || l10n.t('extra body')}`,
    description: text.length > 60 ? `${text.slice(0, 59)}…` : text,
  };
}

/** Asks for the value of a field that is no JSON: by a list, or by typing. */
async function askFor(spec: OptionSpec, current: unknown, { problemText }: OptionsDeps): Promise<Choice> {
  const { l10n, window } = vscode;
  const title = spec.field;
  const unset = { label: l10n.t('As in the settings'), choice: 'unset' as const };
  const { schema } = spec;
  const isSwitch = schema.type === 'boolean';
  const values = isSwitch ? [true, false] : schema.type === 'picklist' ? schema.options : undefined;
  if (values) {
    const items = [
      ...values.map((value) => ({ label: String(value), choice: { value } })),
      ...(isSwitch ? [] : [{ label: l10n.t('not sent'), choice: { value: null } }]),
      unset,
    ];
    return (await window.showQuickPick<(typeof items)[number]>(items, { title }))?.choice as Choice;
  }
  const parse = (typed: string): unknown => parseTyped(schema.type, typed);
  const typed = await window.showInputBox({
    title,
    value: Array.isArray(current) ? current.join(', ') : current === null ? '' : String(current),
    prompt:
      schema.type === 'array'
        ? l10n.t('Several are separated by commas. Empty: as in the settings.')
        : l10n.t('Empty: as in the settings.'),
    validateInput(text) {
      const problem = text.trim() === '' ? undefined : checkOption(spec, parse(text));
      return problem && problemText(problem);
    },
  });
  if (typed === undefined) return undefined;
  return typed.trim() === '' ? 'unset' : { value: parse(typed) };
}

function parseTyped(type: OptionSpec['schema']['type'], typed: string): unknown {
  const text = typed.trim();
  if (type === 'array')
    return text
      .split(/[,，]/)
      .map((one) => one.trim())
      .filter(Boolean);
  if (type === 'number') return text === '' ? null : Number(text);
  return text;
}

/** Opens the options in an editor that knows their schema; with a field to fill in, where it is not there yet. */
async function editAsJson(session: Session, spec?: OptionSpec): Promise<void> {
  const document = await vscode.workspace.openTextDocument(optionsUri(session.id));
  const editor = await vscode.window.showTextDocument(document, { preview: false });
  if (!spec) return;
  const { options } = session.conversation();
  if (!Object.hasOwn(options, spec.setting) && !document.isDirty) {
    const all = new vscode.Range(0, 0, document.lineCount, 0);
    const empty = checkOption(spec, []) ? {} : [];
    await editor.edit((edit) => edit.replace(all, optionsText({ ...options, [spec.setting]: empty })));
  }
  const at = document.getText().indexOf(`"${spec.setting}"`);
  const position = document.positionAt(Math.max(0, at));
  editor.selection = new vscode.Selection(position, position);
  editor.revealRange(editor.selection);
}

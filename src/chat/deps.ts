import type * as vscode from 'vscode';
import type { OwnModel } from '../connections/types';
import type { Refusal } from '../context/refusal';
import type { Chip } from '../conversation/model';
import type { OptionProblem } from '../conversation/options';
import type { Endpoint } from '../messages/endpoint';
import type { Redactor } from '../messages/redact';
import type { Log } from '../util/log';
import type { EndpointSteps, FailedRequest } from '../wording/takeStep';
import type { OptionsConfig } from './options/optionsForm';
import type { SettingsState } from './panel/context';
import type { Searcher } from './panel/find';
import type { SessionDeps } from './session/types';

/** What the chat needs of what is around it. */
export interface ChatDeps extends Omit<SessionDeps, 'now' | 'later' | 'newId' | 'instructions'> {
  readonly config: OptionsConfig;
  /** What takes the keys out of what leaves. */
  redactor(): Promise<Redactor>;
  /** The endpoints of the settings. */
  endpoints(): readonly Endpoint[];
  /** What does not fit, as a sentence. */
  optionProblem(problem: OptionProblem): string;
  /** A setting of costs that is not used, as a sentence. */
  costProblem(problem: OptionProblem): string;
  /** A file of ours is another one now: with a conversation's options, or a request. */
  fileChanged(uri: vscode.Uri): void;
  readonly extensionUri: vscode.Uri;
  /** Remembers which conversation was open in this workspace. */
  readonly memento: vscode.Memento;
  readonly log: Log;
  /** Whether a conversation's size is in bytes. */
  readonly sizesInBytes: boolean;
  /** How text is looked for. Loaded when it is. */
  searcher(): Promise<Searcher>;
  settingsState(): Promise<SettingsState>;
  /** Settings or keys changed. */
  readonly onDidChangeSettings: vscode.Event<unknown>;
  /** The active editor's selection as a chip. */
  selectionChip(): Chip | undefined;
  /** The active editor's file as a chip. */
  fileChip(): Chip | undefined;
  /** Why something does not go along, as a sentence. */
  refusalText(refused: { readonly kind: 'refused'; readonly why: Refusal; readonly name: string }): string;
  /** Whether git knows of changes in the workspace, and those changes as a chip. */
  hasChanges(): boolean;
  changesChip(): Promise<Chip | undefined>;
  /** Runs a command of Aside: what the panel's buttons do elsewhere too. */
  run(command: string, ...args: unknown[]): Thenable<unknown>;
  /** Whether conversations get their title from the model. */
  wantsTitles(): boolean;
  /** Whether the workspace's instructions go along. */
  usesInstructions(): boolean;
  /** Lets the person pick one of the endpoint's models to reply once more; undefined when none was picked. */
  askForModel(current: string): Promise<string | undefined>;
  /** Lets the person pick the model of the settings; then a conversation's own is dropped. */
  pickModel(own: OwnModel): Promise<void>;
  useEnvironmentKey(use: boolean): Promise<void>;
  /** The steps that change the endpoint at which a request failed. */
  endpointSteps(failed: FailedRequest): EndpointSteps;
}

import type * as vscode from 'vscode';
import type { Refusal } from '../../context/refusal';
import type { Chip } from '../../conversation/model';
import type { OptionProblem } from '../../conversation/options';
import type { PanelState, StepId, Suggestion } from '../../protocol';
import type { Log } from '../../util/log';
import type { Session, SessionDeps } from '../session/types';
import type { Searcher } from './find';
import type { Gate } from './gate';
import type { InstructionsSource } from './instructions';

/** The part of a panel's state that comes from the settings and the keys. */
export type SettingsState = Pick<
  PanelState,
  'endpoint' | 'model' | 'fromWorkspace' | 'key' | 'environmentKey' | 'send'
>;

/** One webview that shows a conversation: in the side panel or in an editor tab. */
export interface Panel extends vscode.Disposable {
  readonly session: () => Session | undefined;
  readonly isVisible: () => boolean;
  show(session: Session): void;
  /** Something around the transcript may have changed. */
  refreshState(): void;
  /** VS Code throws the page away when it is hidden, and makes a new one when it is shown again. */
  visibilityChanged(): void;
  focus(): void;
}

/** What a panel needs of the chat around it. */
export interface PanelContext extends Pick<SessionDeps, 'costs' | 'windowOf'> {
  changesChip(): Promise<Chip | undefined>;
  /** A setting of costs that is not used, as a sentence. */
  costProblem(problem: OptionProblem): string;
  readonly extensionUri: vscode.Uri;
  /** The active editor's file as a chip. */
  fileChip(): Chip | undefined;
  /** Whether git knows of changes in the workspace, and those changes as a chip. */
  hasChanges(): boolean;
  readonly log: Log;
  /** Lets the person pick one of the endpoint's models to reply once more; undefined when none was picked. */
  askForModel(current: string): Promise<string | undefined>;
  /** Lets the person pick the model of the settings, which then counts in the conversation too. */
  pickModel(session: Session): Promise<void>;
  /** Why something does not go along, as a sentence. */
  refusalText(refused: { readonly kind: 'refused'; readonly why: Refusal; readonly name: string }): string;
  /** Runs a command of Aside: what the panel's buttons do elsewhere too. */
  run(command: string, ...args: unknown[]): Thenable<unknown>;
  /** How text is looked for. Loaded when it is. */
  searcher(): Promise<Searcher>;
  /** The active editor's selection as a chip. */
  selectionChip(): Chip | undefined;
  settingsState(): Promise<SettingsState>;
  useEnvironmentKey(use: boolean): Promise<void>;
  /** The workspace's instructions; undefined where they do not go along. */
  instructions(): InstructionsSource | undefined;
  /** Undefined when there is no such conversation. */
  find(id: string): Promise<Session | undefined>;
  /** A conversation that was chosen from a list; undefined where it cannot be shown, which is told. */
  choose(id: string): Promise<Session | undefined>;
  /** A conversation in which nothing was said yet. */
  blank(): Session;
  recent(): Promise<PanelState['recent']>;
  /** Goes on from a turn in a new conversation; undefined where there is no such turn. */
  fork(session: Session, turn: string): Promise<Session | undefined>;
  suggest(what: Suggestion, text: string, session: Session): Promise<void>;
  readonly gate: Gate;
  showRequest(turn: string): Promise<void>;
  step(step: StepId, turn: string | undefined, session: Session): Promise<void>;
  readonly shown: (panel: Panel) => void;
  /** What the view asked for did not work. */
  failed(what: string, error: unknown): void;
}

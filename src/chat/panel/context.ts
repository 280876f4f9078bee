/** What a panel needs of the chat around it: a few owners, so that each file asks only for those it uses. */
import type * as vscode from 'vscode';
import type { Refusal } from '../../context/refusal';
import type { CostSettings } from '../../conversation/cost';
import type { Chip } from '../../conversation/model';
import type { PanelState, StepId, Suggestion } from '../../protocol';
import type { Log } from '../../util/log';
import type { Session } from '../session/types';
import type { Searcher } from './find';
import type { Gate } from './gate';
import type { InstructionsSource } from './instructions';

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

export interface PanelContext {
  readonly conversations: Conversations;
  readonly settings: Settings;
  readonly editor: EditorContext;
  /** The workspace's instructions; undefined where they do not go along. */
  readonly instructions: () => InstructionsSource | undefined;
  readonly gate: Gate;
  readonly actions: Actions;
  readonly resources: Resources;
}

/** The conversations that a panel can show. */
export interface Conversations {
  /** Undefined when there is no such conversation. */
  find(id: string): Promise<Session | undefined>;
  /** A conversation that was chosen from a list; undefined where it cannot be shown, which is told. */
  choose(id: string): Promise<Session | undefined>;
  /** A conversation in which nothing was said yet. */
  blank(): Session;
  /** Goes on from a turn in a new conversation; undefined where there is no such turn. */
  fork(session: Session, turn: string): Promise<Session | undefined>;
  recent(): Promise<PanelState['recent']>;
  /** Keeps a session, and so the only one of its conversation, while something is done with it. */
  using<T>(session: Session, work: () => Promise<T>): Promise<T>;
}

/** The part of a panel's state that comes from the settings and the keys. */
export type SettingsState = Pick<
  PanelState,
  'endpoint' | 'model' | 'fromWorkspace' | 'key' | 'environmentKey' | 'send'
>;

/** The settings as a panel shows them, read again only when they have changed. */
export interface Settings {
  state(): Promise<SettingsState>;
  costs(): CostSettings;
  /** The settings of costs that are not used, a sentence each. */
  costProblems(): readonly string[];
  /** What a model reads at once, in tokens, as far as that is known by now. */
  windowOf(model: string): number | undefined;
}

/** What of the editor can go along with a question. */
export interface EditorContext {
  /** The active editor's selection as a chip. */
  selectionChip(): Chip | undefined;
  /** The active editor's file as a chip. */
  fileChip(): Chip | undefined;
  /** Whether git knows of changes in the workspace, and those changes as a chip. */
  hasChanges(): boolean;
  changesChip(): Promise<Chip | undefined>;
  /** Why something does not go along, as a sentence. */
  refusalText(refused: { readonly kind: 'refused'; readonly why: Refusal; readonly name: string }): string;
}

/** What a panel's buttons do that lies outside of its conversation. */
export interface Actions {
  /** Runs a command of Aside: what the panel's buttons do elsewhere too. */
  run(command: string, ...args: unknown[]): Thenable<unknown>;
  /** Lets the person pick one of the endpoint's models to reply once more; undefined when none was picked. */
  askForModel(current: string): Promise<string | undefined>;
  /** Lets the person pick the model that counts from now on, in this conversation too. */
  pickModel(session: Session): Promise<void>;
  useEnvironmentKey(use: boolean): Promise<void>;
  /** Puts a text into the clipboard, without the keys. */
  copy(text: string): Promise<void>;
  /** Lets the person pick what the request behind a reply is copied as. */
  copyRequest(session: Session, turn: string): Promise<void>;
  showRequest(turn: string): Promise<void>;
  suggest(what: Suggestion, text: string, session: Session): Promise<void>;
  step(step: StepId, turn: string | undefined, session: Session): Promise<void>;
  /** What the view asked for did not work. */
  failed(what: string, error: unknown): void;
}

/** What a page is made of. */
export interface Resources {
  readonly extensionUri: vscode.Uri;
  readonly log: Log;
  /** How text is looked for. Loaded when it is. */
  searcher(): Promise<Searcher>;
}

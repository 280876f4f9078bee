import * as vscode from 'vscode';
import { Disposables } from '../util/disposable';
import { createActions } from './actions';
import { createConversations, type OpenConversations } from './conversations';
import type { ChatDeps } from './deps';
import { warnOfUnreadable } from './notices/warnings';
import type { Actions } from './panel/context';
import { createGate, type Gate } from './panel/gate';
import { createInstructionsSetting, type InstructionsSource } from './panel/instructions';
import { createPanels, type Panels } from './panels';
import { createRecordings } from './requests/recordings';
import { createRequests, type Requests } from './requests/requests';
import { createSession } from './session/session';
import { createTitler } from './session/titles';
import type { SessionDeps } from './session/types';
import { createSessions, type Sessions } from './sessions';
import { createSettings, type ChatSettings } from './settings';
import { createStatus } from './status';
import { logError } from '../util/log';

/** The parts of the chat, each knowing of the others what it has to. */
export interface Wired {
  readonly disposables: Disposables;
  readonly sessions: Sessions;
  readonly conversations: OpenConversations;
  readonly settings: ChatSettings;
  readonly gate: Gate;
  readonly requests: Requests;
  readonly panels: Panels;
  readonly actions: Actions;
}

export function wire(deps: ChatDeps): Wired {
  const disposables = new Disposables();
  const { store, memento, log } = deps;
  const recordings = createRecordings(
    () => performance.now(),
    () => Date.now(),
  );
  const refresh = () => panels.refresh();

  const settings = disposables.add(
    createSettings(deps, () => {
      status.refresh();
      refresh();
    }),
  );
  const instructions = disposables.add(
    createInstructionsSetting({
      isOn: deps.usesInstructions,
      onDidChangeSettings: deps.onDidChangeSettings,
      changed: refresh,
    }),
  );
  const sessionDeps = sessionDepsOf(deps, recordings, instructions.source);
  const sessions = disposables.add(
    createSessions({
      store,
      create: (conversation) => createSession(conversation, sessionDeps),
      isShown: (session) => panels.isShown(session),
      isCurrent: ({ id }) => conversations.currentId() === id,
      opened: (session) => titler.watch(session),
      replied: (session) => panels.replied(session),
      changed() {
        conversations.forgetRecent();
        void vscode.commands.executeCommand('setContext', 'aside.replying', sessions.busy());
        status.refresh();
      },
      unreadable(id, error) {
        logError(log, `conversation ${id} cannot be read`, error);
        warnOfUnreadable(() => deps.run('aside.showLog'));
      },
    }),
  );
  const conversations = createConversations({
    ...{ sessions, store, memento, log, changed: refresh },
    isShown: (session) => panels.isShown(session),
  });
  const titler = disposables.add(
    createTitler({
      enabled: deps.wantsTitles,
      connect: deps.connect,
      costs: deps.costs,
      find: conversations.find,
      log,
    }),
  );
  const gate = createGate({
    connect: deps.connect,
    costs: deps.costs,
    goOn: deps.wording.continuePrompt,
    changed: refresh,
  });
  const requests = disposables.add(
    createRequests({
      recordings,
      find: conversations.find,
      current: conversations.current,
      sessions: sessions.all,
      changed: deps.fileChanged,
      redactor: deps.redactor,
      endpoints: deps.endpoints,
      errorSentence: (error, endpoint) => deps.wording.error(error, endpoint).sentence,
    }),
  );
  const actions = createActions({ deps, gate, conversations, showRequest: (turn) => requests.show({ turn }) });
  const panels = disposables.add(
    createPanels({
      context: {
        conversations,
        settings,
        editor: deps,
        instructions: instructions.source,
        gate,
        actions,
        resources: deps,
      },
      run: deps.run,
      shownInSide: conversations.setCurrent,
      changed() {
        conversations.forgetRecent();
        sessions.evictIdle();
      },
    }),
  );
  const status = disposables.add(
    createStatus({
      settingsState: settings.state,
      busy: sessions.busy,
      failed() {
        const { turns, leaf } = sessions.get(conversations.currentId() ?? '')?.conversation() ?? {};
        return turns?.get(leaf ?? '')?.state === 'failed';
      },
      log,
    }),
  );
  return { disposables, sessions, conversations, settings, gate, requests, panels, actions };
}

function sessionDepsOf(
  deps: ChatDeps,
  recordings: ReturnType<typeof createRecordings>,
  instructions: () => InstructionsSource | undefined,
): SessionDeps {
  return {
    ...deps,
    record: (turn) => recordings.record(turn),
    get instructions() {
      return instructions()?.read;
    },
    now: () => Date.now(),
    later(callback, ms) {
      const timer = setTimeout(callback, ms);
      return () => clearTimeout(timer);
    },
    newId: () => crypto.randomUUID(),
  };
}

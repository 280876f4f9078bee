import * as vscode from 'vscode';
import type { CostSettings } from '../../conversation/cost';
import type { HostMessage, PanelState } from '../../protocol';
import type { Session } from '../session/types';
import { chipView } from '../session/turnView';
import { baseName } from '../../util/baseName';
import type { PanelContext, SettingsState } from './context';
import { instructionsView } from './instructions';
import { createMeter } from './meter';
import { createGuard } from '../../util/guard';
import { logError } from '../../util/log';

/** ms: about one frame. */
export const frame = 16;

export interface StateDeps {
  readonly context: Pick<PanelContext, 'conversations' | 'settings' | 'editor' | 'instructions' | 'gate' | 'resources'>;
  /** The conversation on show; undefined while there is no page to post to. */
  shown(): Session | undefined;
  /** In order with what is posted of the conversation. */
  post(message: HostMessage): void;
}

/** Posts what stands around the transcript, when it has changed. */
export interface StatePoster extends vscode.Disposable {
  refresh(): void;
  /** The page is new, and knows nothing. */
  reset(): void;
}

export function createStatePoster({ context, shown, post }: StateDeps): StatePoster {
  let lastState = '';
  let lastCosts: CostSettings | undefined;
  const meter = createMeter();
  let timer: ReturnType<typeof setTimeout> | undefined;
  let refreshing = false;
  let again = false;
  let over = false;

  /** One state at a time, so that an older one never comes after a newer one. */
  function refresh(): void {
    again = true;
    if (refreshing || over) return;
    refreshing = true;
    timer = setTimeout(() => {
      again = false;
      void postState()
        .catch((error: unknown) => logError(context.resources.log, 'the panel’s state', error))
        .finally(() => {
          refreshing = false;
          if (again) refresh();
        });
    }, frame);
  }

  /** What cannot be shown keeps nothing else from it, such as that a reply is over. */
  const guard = createGuard(context.resources.log);
  const part = <T>(what: string, make: () => T): T | undefined => guard(`the panel’s ${what}`, make);

  async function postState(): Promise<void> {
    const asked = shown();
    if (!asked) return;
    const [settings, recent] = await Promise.all([
      context.settings.state(),
      isEmpty(asked) ? context.conversations.recent() : [],
    ]);
    const session = shown();
    if (!session) return;
    const state = stateOf(session, context, { settings, recent, meter }, part);
    part('costs', () => {
      const costs = context.settings.costs();
      const isOther = lastCosts && costs !== lastCosts && textOf(costs) !== textOf(lastCosts);
      lastCosts = costs;
      if (isOther) post(session.costs());
    });
    const text = JSON.stringify(state);
    if (text === lastState) return;
    lastState = text;
    post({ type: 'state', state });
  }

  return {
    refresh,
    reset: () => void (lastState = ''),
    dispose() {
      over = true;
      clearTimeout(timer);
    },
  };
}

interface Read {
  readonly settings: SettingsState;
  readonly recent: PanelState['recent'];
  readonly meter: ReturnType<typeof createMeter>;
}

function stateOf(
  session: Session,
  { editor, instructions, gate, settings }: StateDeps['context'],
  read: Read,
  part: <T>(what: string, make: () => T) => T | undefined,
): PanelState {
  const conversation = session.conversation();
  const { draft, options } = conversation;
  const model = options.model ?? read.settings.model;
  const selection = part('selection', () => editor.selectionChip());
  const file = vscode.window.activeTextEditor?.document.uri.path;
  return {
    ...read.settings,
    model,
    optionsSet: Object.keys(options).length,
    busy: session.busy(),
    retryAt: session.retryAt(),
    file: file === undefined ? undefined : baseName(file),
    changes: isEmpty(session) && part('changes', () => editor.hasChanges()) === true,
    selection:
      selection && !draft.chips.some((chip) => chip.target === selection.target) ? chipView(selection) : undefined,
    instructions: part('instructions', () => {
      const source = instructions();
      return source && instructionsView(conversation, source.current());
    }),
    recent: isEmpty(session) ? read.recent.filter(({ id }) => id !== session.id).slice(0, 3) : [],
    context: part('meter', () =>
      read.meter(conversation, {
        ...{ model, endpoint: read.settings.endpoint, window: settings.windowOf(model), now: Date.now() },
        ...{ costs: settings.costs(), problems: settings.costProblems() },
      }),
    ),
    offer: part('question', () => gate.offer(session)),
  };
}

const textOf = ({ prices }: CostSettings): string => JSON.stringify(prices);
const isEmpty = (session: Session): boolean => session.conversation().leaf === null;

/** What the buttons under a failed or cut-off reply do in the panel. */
import type { EndpointSteps, FailedRequest, StepActions } from '../wording/takeStep';
import { retryWith } from './panel/branching';
import type { Gate } from './panel/gate';
import type { Session } from './session/types';

export interface StepsDeps {
  readonly gate: Pick<Gate, 'retry' | 'summariseFrom' | 'confirmBeforeSend'>;
  /** A conversation, which may have been put away while the person was asked for something. */
  open(id: string): Promise<Session>;
  /** Lets the person pick one of the endpoint's models to reply once more; undefined when none was picked. */
  askForModel(current: string): Promise<string | undefined>;
  /** Lets the person pick the model that counts from now on, in this conversation too. */
  pickModel(session: Session): Promise<void>;
  /** The steps that change an endpoint: the one that failed. */
  endpointSteps(failed: FailedRequest): EndpointSteps;
}

/** All steps, for one turn of a conversation. */
export function turnSteps(deps: StepsDeps, { id, conversation }: Session, turn: string): Required<StepActions> {
  const { gate, open, askForModel } = deps;
  const { endpoint, error } = conversation().turns.get(turn) ?? {};
  const { workingBaseUrl, site, fewerTokens } = error ?? {};
  return {
    ...deps.endpointSteps({ endpoint, workingBaseUrl, site }),
    pickModel: async () => deps.pickModel(await open(id)),
    retry: async () => gate.retry(await open(id), turn),
    retryWith: async () => {
      const session = await open(id);
      await retryWith(session, turn, askForModel, (model) => gate.retry(session, turn, model));
    },
    fewerTokens: async () => {
      if (fewerTokens === undefined) return;
      const session = await open(id);
      // For what is asked next as well: it would be refused for the same reason.
      const options = { ...session.conversation().options, maxTokens: fewerTokens };
      session.change({ t: 'options', options });
      await gate.retry(session, turn);
    },
    continue: async () => {
      const session = await open(id);
      const go = () => session.continueAfter(turn);
      if (!(await gate.confirmBeforeSend(session, { parent: turn }, go))) await go();
    },
    summarise: async () => gate.summariseFrom(await open(id), turn),
  };
}

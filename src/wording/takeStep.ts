import type { StepId, StepView } from './steps';

/**
 * What a place can do about an error, a member for each step. A step is offered where its member is there, and only
 * there. What is changed belongs to the endpoint that failed, whichever is active by now.
 */
export interface StepActions {
  /** Asks for the endpoint's key. Whether the request can be sent there again with a new one. */
  setKey?(): PromiseLike<boolean>;
  /** Opens the settings of endpoints. */
  checkBaseUrl?(): unknown;
  /** Gives the endpoint the base URL that the server answers at. Whether the request can be sent there again. */
  useBaseUrl?(): PromiseLike<boolean>;
  /** Picks the model of the requests to come. */
  pickModel?(): unknown;
  /** Sends the request again. */
  retry?(): unknown;
  /** The same with another model, this once. */
  retryWith?(): unknown;
  /** The same with as many max_tokens as the error says that there may be. */
  fewerTokens?(): unknown;
  /** Gets the rest of the reply. */
  continue?(): unknown;
  /** Makes room by a summary, and goes on from that. */
  summarise?(): unknown;
  /** Opens the endpoint's own page in a browser. */
  openSite?(): unknown;
  openSettings?(): unknown;
  showLog?(): unknown;
  /** Checks the endpoint step by step. */
  checkEndpoint?(): unknown;
}

/** Where a request failed, and what the server told of it. */
export interface FailedRequest {
  /** The endpoint's name; undefined where the request did not come as far as to have one. */
  readonly endpoint: string | undefined;
  /** The base URL that the server answers at instead. */
  readonly workingBaseUrl: string | undefined;
  /** Its page, where that may help. */
  readonly site: string | undefined;
}

/** The steps about the endpoint that failed and about Aside: the same wherever the error is shown. */
export type EndpointSteps = Required<
  Pick<
    StepActions,
    'setKey' | 'checkBaseUrl' | 'useBaseUrl' | 'pickModel' | 'openSite' | 'openSettings' | 'showLog' | 'checkEndpoint'
  >
>;

/** Of the steps that may help, those that a place can take. */
export function offeredSteps(steps: readonly StepView[], actions: StepActions): StepView[] {
  return steps.filter(({ id }) => actions[id] !== undefined);
}

/** Takes a step. Nothing happens where the place does not offer it. */
export async function takeStep(step: StepId, actions: StepActions): Promise<void> {
  switch (step) {
    case 'setKey':
    case 'useBaseUrl':
      if (await actions[step]?.()) await actions.retry?.();
      return;
    case 'checkBaseUrl':
    case 'pickModel':
    case 'retry':
    case 'retryWith':
    case 'fewerTokens':
    case 'continue':
    case 'summarise':
    case 'openSite':
    case 'openSettings':
    case 'showLog':
    case 'checkEndpoint':
      await actions[step]?.();
  }
}

/** An error in an editor: there is no place of its own for it, so it is a notification with the steps. */
import * as vscode from 'vscode';
import type { Again } from '../inline';
import type { ErrorView } from '../wording/steps';
import { offeredSteps, takeStep, type EndpointSteps, type StepActions } from '../wording/takeStep';

/** What can be done about a request of the editor. Nothing of it is kept, so there is nothing to continue or to cut. */
export function editorSteps(
  endpointSteps: EndpointSteps,
  { retry, retryWith }: Again,
  pickModel: () => Promise<string | undefined>,
  fewerTokens: number | undefined,
): StepActions {
  return {
    ...endpointSteps,
    retry,
    retryWith:
      retryWith &&
      (async () => {
        const model = await pickModel();
        if (model !== undefined) retryWith({ model });
      }),
    fewerTokens: retryWith && fewerTokens !== undefined ? () => retryWith({ maxTokens: fewerTokens }) : undefined,
  };
}

/** Shows the error, and takes the step that the person chooses. */
export async function offerSteps({ sentence, said, steps }: ErrorView, actions: StepActions): Promise<void> {
  const offered = offeredSteps(steps, actions);
  const text = said === undefined ? sentence : `${sentence} “${said}”`;
  const chosen = await vscode.window.showErrorMessage(text, ...offered.map(({ label }) => label));
  const step = offered.find(({ label }) => label === chosen);
  if (step) await takeStep(step.id, actions);
}

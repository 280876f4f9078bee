import assert from 'node:assert/strict';
import { parseViewMessage } from '../../../src/protocol';
import { stepIds, stepViews, type StepId } from '../../../src/wording/steps';
import { offeredSteps, takeStep, type StepActions } from '../../../src/wording/takeStep';
import { english } from '../../fixtures/l10n';

/** All actions; those that say whether they did something say this. */
function recording(changes: boolean): { readonly taken: StepId[]; readonly actions: Required<StepActions> } {
  const taken: StepId[] = [];
  const action = (step: StepId) => [step, async () => (taken.push(step), changes)];
  return { taken, actions: Object.fromEntries(stepIds.map(action)) as unknown as Required<StepActions> };
}

describe('a step', () => {
  for (const step of stepIds) {
    it(`${step} has its label and does what it says, and nothing else`, async () => {
      assert.ok(stepViews(english, [step])[0]?.label.trim());
      assert.ok(parseViewMessage({ type: 'step', step, turn: 't' }), 'comes in from the panel');
      const { taken, actions } = recording(false);
      await takeStep(step, actions);
      assert.deepEqual(taken, [step]);
    });

    it(`${step} is offered where it can be taken alone, and does nothing elsewhere`, async () => {
      const { taken, actions } = recording(true);
      const { [step]: _, ...others } = actions;
      const offered = offeredSteps(stepViews(english, stepIds), others);
      assert.deepEqual(
        offered.map(({ id }) => id),
        stepIds.filter((id) => id !== step),
      );
      await takeStep(step, others);
      assert.deepEqual(taken, []);
    });
  }

  it('that changed an endpoint is followed by a retry, and one that did not is not', async () => {
    for (const step of stepIds) {
      const { taken, actions } = recording(true);
      await takeStep(step, actions);
      const again = step === 'setKey' || step === 'useBaseUrl';
      assert.deepEqual(taken, again ? [step, 'retry'] : [step]);
    }
  });
});

import { defaultModel, infoOf } from '../../../messages/listedModels';
import { withoutCall } from '../feature';
import type { Step } from '../types';

export const models: Step = {
  id: 'models',
  needs: ['key'],
  cost: () => ({ requests: 1 }),
  async run({ endpoint, models: list, known }) {
    const answer = await list();
    if (!answer.ok) return withoutCall(answer);
    const listed = answer.value;
    const ids = listed.map(({ id }) => id);
    if (ids.length === 0) return { outcome: 'absent', verdict: { code: 'emptyList' } };
    known.listed = listed;
    if (!known.isPicked) known.model = defaultModel(listed, endpoint);
    const { model } = known;
    return infoOf(listed, model)
      ? { outcome: 'ok', verdict: { code: 'listed', models: ids, model } }
      : { outcome: 'warning', verdict: { code: 'notListed', models: ids, model } };
  },
};

import { infoOf } from '../../../messages/listedModels';
import { dropUnsupported } from '../../../messages/modelRules';
import { isRefusal, withoutFeature } from '../feature';
import type { Asked, Known } from '../probe';
import type { Found, Step } from '../types';

/** The least that the API takes, in tokens. */
const budget = 1024;
const room = budget + 512;

type Thinking = { readonly type: string } & Readonly<Record<string, unknown>>;

const forms: readonly Thinking[] = [
  { type: 'enabled', budget_tokens: budget },
  { type: 'adaptive', display: 'summarized' },
];

export const thinking: Step = {
  id: 'thinking',
  needs: ['reply'],
  cost: () => ({ requests: 1, input: 40, output: room }),
  async run({ send, known }): Promise<Found> {
    let refused: Found | undefined;
    for (const form of formsFor(known)) {
      const answer = await send(question(form));
      if (answer.ok) return foundIn(answer.value.message.content, form.type);
      refused = withoutFeature(answer);
      // The model may want the other one.
      if (!isRefusal(answer)) break;
    }
    return refused!;
  },
};

function question(form: Thinking): Asked {
  return {
    max_tokens: room,
    messages: [{ role: 'user', content: 'What is 17 times 23? Answer with the number alone.' }],
    stream: false,
    thinking: form,
  };
}

/** What the model takes, as far as it or the server's list says so; both where neither does. */
function formsFor({ model, listed }: Known): readonly Thinking[] {
  const info = infoOf(listed ?? [], model);
  const taken = forms.filter((form) => {
    const { fields } = dropUnsupported({ max_tokens: room, thinking: form }, { model, info });
    return 'thinking' in fields && fields.thinking !== undefined;
  });
  return taken.length > 0 ? taken : forms;
}

function foundIn(
  content: readonly { readonly type: string; readonly [member: string]: unknown }[],
  type: string,
): Found {
  const blocks = content.filter((block) => block.type === 'thinking' || block.type === 'redacted_thinking');
  if (blocks.length === 0) return { outcome: 'absent', verdict: { code: 'noThinking', type } };
  const isVisible = blocks.some(({ thinking: text }) => typeof text === 'string' && text.trim() !== '');
  return { outcome: 'ok', verdict: { code: 'thought', type, isVisible } };
}

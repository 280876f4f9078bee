import { modelName } from '../../../messages/modelName';
import type { Usage } from '../../../messages/types';
import { withoutFeature } from '../feature';
import type { Asked } from '../probe';
import type { Found, Step } from '../types';

const room = 32;

/** The same request twice: what the first one wrote to the server's cache, the second one reads. */
export const caching: Step = {
  id: 'caching',
  needs: ['reply'],
  cost: (model) => ({ requests: 2, input: 40, output: 2 * room, written: 2 * prefixTokens(model) }),
  async run({ send, known }): Promise<Found> {
    const request = marked(known.model);
    const first = await send(request);
    if (!first.ok) return withoutFeature(first);
    const second = await send(request);
    if (!second.ok) return withoutFeature(second);
    const [one, two] = [first.value.message.usage, second.value.message.usage];
    const written = writtenIn(one) || writtenIn(two);
    // An earlier check may have written it.
    const read = readIn(two) || readIn(one);
    if (read > 0) return { outcome: 'ok', verdict: { code: 'cached', written, read } };
    if (written > 0) return { outcome: 'absent', verdict: { code: 'cacheWritten', written } };
    return { outcome: 'absent', verdict: { code: 'cacheIgnored' } };
  },
};

/** Tokens of a prefix that the model's cache takes: a third more than it asks for (the API's documentation). */
function prefixTokens(model: string): number {
  return /^claude-(opus|haiku|fable)/.test(modelName(model)) ? 5500 : 1400;
}

const line = (n: number) => `${n}. The river runs past the old mill, and the wheel turns as slowly as it always has.`;

function marked(model: string): Asked {
  // About 20 tokens a line.
  const lines = Array.from({ length: prefixTokens(model) / 20 }, (_, n) => line(n + 1));
  return {
    max_tokens: room,
    system: [{ type: 'text', text: lines.join('\n'), cache_control: { type: 'ephemeral' } }],
    messages: [{ role: 'user', content: 'Answer with the single word OK.' }],
    stream: false,
  };
}

const writtenIn = ({ cache_creation_input_tokens: tokens }: Usage): number => tokens ?? 0;
const readIn = ({ cache_read_input_tokens: tokens }: Usage): number => tokens ?? 0;

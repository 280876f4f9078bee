/** Tools: those that the client runs, and those that the server runs itself. */
import type { MessagesError } from '../../../messages/errors';
import type { ToolUseBlock } from '../../../messages/types';
import { isRefusal, withoutFeature } from '../feature';
import type { Asked } from '../probe';
import type { Found, Step } from '../types';

const room = 256;

const adding: Asked = {
  max_tokens: room,
  messages: [{ role: 'user', content: 'Use the tool add to add 17 and 25.' }],
  stream: true,
  tools: [
    {
      name: 'add',
      description: 'Adds two integers.',
      input_schema: {
        type: 'object',
        properties: { a: { type: 'integer' }, b: { type: 'integer' } },
        required: ['a', 'b'],
      },
    },
  ],
};

export const tools: Step = {
  id: 'tools',
  needs: ['reply'],
  cost: () => ({ requests: 1, input: 500, output: room }),
  async run({ send }): Promise<Found> {
    const answer = await send(adding);
    if (!answer.ok) return withoutFeature(answer);
    const call = answer.value.message.content.find((block): block is ToolUseBlock => block.type === 'tool_use');
    if (!call) return { outcome: 'absent', verdict: { code: 'toolNotCalled' } };
    const { a, b } = (call.input ?? {}) as Record<string, unknown>;
    const isWhole = !('partial_input' in call) && Number(a) === 17 && Number(b) === 25;
    return isWhole
      ? { outcome: 'ok', verdict: { code: 'toolCalled' } }
      : { outcome: 'warning', verdict: { code: 'toolBroken' } };
  },
};

const offered: readonly Record<string, unknown>[] = [
  { type: 'web_search_20260318', name: 'web_search', max_uses: 1 },
  { type: 'web_fetch_20260318', name: 'web_fetch', max_uses: 1 },
  { type: 'code_execution_20260521', name: 'code_execution' },
];

/** Offers the server's own tools and asks for none of them: what is refused is refused at once, and nothing is searched. */
export const serverTools: Step = {
  id: 'serverTools',
  needs: ['reply'],
  cost: () => ({ requests: 1, input: 6000, output: room }),
  async run({ send }): Promise<Found> {
    const all = await send(offering(offered));
    if (all.ok) return found(offered, []);
    if (!isRefusal(all)) return withoutFeature(all);
    const accepted: Record<string, unknown>[] = [];
    let { error } = all;
    for (const tool of offered) {
      const one = await send(offering([tool]));
      if (one.ok) accepted.push(tool);
      else if (isRefusal(one)) error = one.error;
      else return withoutFeature(one);
    }
    return found(
      accepted,
      offered.filter((tool) => !accepted.includes(tool)),
      error,
    );
  },
};

function offering(tools: readonly Record<string, unknown>[]): Asked {
  const messages = [{ role: 'user' as const, content: 'Answer with the single word OK. Use no tool.' }];
  return { max_tokens: room, messages, stream: false, tools: [...tools] };
}

function found(
  accepted: readonly Record<string, unknown>[],
  refused: readonly Record<string, unknown>[],
  error?: MessagesError,
): Found {
  const names = (tools: readonly Record<string, unknown>[]) => tools.map(({ type }) => String(type));
  return {
    outcome: refused.length === 0 ? 'ok' : 'absent',
    verdict: { code: 'serverTools', accepted: names(accepted), refused: names(refused), error },
  };
}

/** A reply of few tokens, whole and streamed. */
import { infoOf } from '../../../messages/listedModels';
import { modelName } from '../../../messages/modelName';
import type { Message } from '../../../messages/types';
import { faultOf, type Fault, type FaultKind } from '../faults';
import type { Asked, Known } from '../probe';
import type { Step } from '../types';

/** Tokens: room for a model that always thinks. */
const room = 256;

export const asked: Asked = {
  max_tokens: room,
  messages: [{ role: 'user', content: 'Answer with the single word OK.' }],
  stream: false,
};

export const reply: Step = {
  id: 'reply',
  needs: ['key'],
  cost: () => ({ requests: 1, input: 20, output: room }),
  async run({ send, known }) {
    const answer = await send(asked);
    if (!answer.ok) {
      const fault = withList(faultOf(answer.error, answer.exchange), known);
      return { outcome: 'failed', verdict: { code: 'fault', fault } };
    }
    const { message, timing, notices } = answer.value;
    known.replyId = message.id;
    if (notices.length > 0) return { outcome: 'warning', verdict: { code: 'repaired', notices } };
    const { input_tokens: input, output_tokens: output } = message.usage;
    const other = message.model !== '' && modelName(message.model) !== modelName(known.model);
    return {
      outcome: other ? 'warning' : 'ok',
      verdict: {
        code: 'replied',
        text: textOf(message),
        ms: timing.total,
        stopReason: message.stop_reason,
        ...(other && { otherModel: message.model }),
        ...(input != null && output != null && input + output > 0 && { tokens: { input, output } }),
      },
    };
  },
};

/** Long enough that it comes in several pieces. */
const counting: Asked = {
  max_tokens: room,
  messages: [{ role: 'user', content: 'Count from 1 to 20. Write only the numbers, with blanks between them.' }],
  stream: true,
};

/** Milliseconds before the first byte from which on a model would have been seen writing. */
const longWait = 1500;

export const streaming: Step = {
  id: 'streaming',
  needs: ['reply'],
  cost: () => ({ requests: 1, input: 40, output: room }),
  async run({ send }) {
    const answer = await send(counting);
    if (!answer.ok) {
      const fault = faultOf(answer.error, answer.exchange);
      return { outcome: 'failed', verdict: { code: 'fault', fault } };
    }
    const { notices, timing } = answer.value;
    if (notices.some(({ code }) => code === 'not_streamed')) {
      return { outcome: 'warning', verdict: { code: 'notStreamed' } };
    }
    if (notices.length > 0) return { outcome: 'warning', verdict: { code: 'repaired', notices } };
    const pieces = answer.exchange?.body.reads.length ?? 0;
    const firstToken = timing.firstToken ?? timing.total;
    return pieces <= 1 && firstToken > longWait
      ? { outcome: 'warning', verdict: { code: 'atOnce', pieces, after: firstToken } }
      : { outcome: 'ok', verdict: { code: 'streamed', pieces, firstToken, total: timing.total } };
  },
};

/** With what a server says when it has not the model, and what it may say for any other reason as well. */
const vague: readonly FaultKind[] = [
  'refused',
  'overloaded',
  'unavailable',
  'serverError',
  'notAllowed',
  'wrongAddress',
];

/** A refusal of a model that the server's own list does not have is about the model, however it is worded. */
function withList(fault: Fault, { listed, model }: Known): Fault {
  const isMissing = listed !== undefined && infoOf(listed, model) === undefined;
  return isMissing && vague.includes(fault.kind) ? { ...fault, kind: 'noModel' } : fault;
}

function textOf({ content }: Message): string {
  return content.map((block) => (block.type === 'text' ? String(block['text']) : '')).join('');
}

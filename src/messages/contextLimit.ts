import type { ErrorKind } from './errors';

/** What a server said of a request that it found too long. */
export interface TooLong {
  /** What the model reads at once, in tokens, where the server told. */
  readonly limit?: number;
}

/**
 * Whether an error says that the request is longer than what the model reads at once: each kind of server has words of
 * its own for it, and most tell the limit. Undefined when it is about anything else.
 */
export function tooLongFor({
  kind,
  serverMessage = '',
}: {
  kind: string;
  serverMessage?: string;
}): TooLong | undefined {
  if (!(kinds as readonly string[]).includes(kind)) return undefined;
  for (const wording of wordings) {
    const found = wording.exec(serverMessage);
    if (!found) continue;
    const limit = Number(found.groups?.['limit']?.replace(/[,_]/g, ''));
    return limit > 0 ? { limit } : {};
  }
  return undefined;
}

/** A vague status makes `server` of what is really a bad request. */
const kinds = ['invalid_request', 'request_too_large', 'server', 'not_found'] satisfies ErrorKind[];

const number = String.raw`(?<limit>\d[\d,_]*)`;

/** First match. What tells the limit stands before what does not. */
const wordings: readonly RegExp[] = [
  // Anthropic: "prompt is too long: 208310 tokens > 200000 maximum".
  `prompt is too long:? .*?> *${number}`,
  // Anthropic: "input length and `max_tokens` exceed context limit: 198000 + 8192 > 200000, …".
  `exceeds? (?:the )?context limit:? .*?> *${number}`,
  // llama.cpp: "request (60004 tokens) exceeds the available context size (4096 tokens), try increasing it".
  String.raw`exceeds? the available context size \(${number}`,
  // OpenAI, vLLM, OpenRouter: "This model's maximum context length is 8192 tokens. However, you requested …".
  `maximum context length (?:is|of) ${number}`,
  // Gemini: "The input token count (1200000) exceeds the maximum number of tokens allowed (1048576)."
  String.raw`input token count.*? exceeds the maximum number of tokens allowed \(?${number}`,
  // LM Studio: "… the model is loaded with context length of only 4096 tokens …".
  `context length of only ${number}`,
  // Mistral, TGI: "Prompt contains 40000 tokens … too large for model with 32768 maximum context length",
  // "`inputs` must have less than 4096 tokens".
  `too large for model with ${number} maximum context length`,
  `inputs.{0,40}must (?:have|be) (?:less|fewer|<=?)(?: than)? ${number}`,
  'prompt (?:is )?too long',
  'input is too long',
  'context[ _](?:length|window|size|limit)[ _](?:is )?exceeded',
  'exceeds? (?:the )?(?:model.s )?(?:available |maximum )?context (?:length|window|size|limit)',
  'exceeds? the available context size',
  'too many (?:input )?tokens',
].map((source) => new RegExp(source, 'is'));

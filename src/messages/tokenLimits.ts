import { longestMessage, type MessagesError, type TokenLimits } from './errors';
import type { MessagesRequest } from './types';

/** What of a request a server found too large. */
export interface TooLarge {
  readonly reason: 'context' | 'max_tokens';
  readonly limits: TokenLimits;
}

/** A count in one of the places that `TokenLimits` names, or of the request as a whole (`total`, `asked` of it to write). */
const count = (name: 'window' | 'prompt' | 'output' | 'asked' | 'total'): string => String.raw`(?<${name}>\d[\d,_]*)`;
const [window, prompt, output, asked, total] = [
  count('window'),
  count('prompt'),
  count('output'),
  count('asked'),
  count('total'),
];
const maxTokens = String.raw`max_?(completion|new|output)?_?tokens?(tosample)?\b`;

/** About `max_tokens`. First match; what tells more stands before what tells less. */
const aboutMaxTokens: readonly RegExp[] = [
  // vLLM: "'max_tokens' or 'max_completion_tokens' is too large: 8192. This model's maximum context length is 4096
  // tokens and your request has 34 input tokens".
  `maximum context length is ${window}.*?request has ${prompt} input tokens`,
  // vLLM, later: "… However, you requested 8192 output tokens and your prompt contains at least 34 input tokens".
  `maximum context length is ${window}.*?requested ${asked} output tokens.*?prompt contains (at least )?${prompt}`,
  // OpenAI, OpenRouter: "… you requested 8226 tokens (34 in the messages, 8192 in the completion)".
  String.raw`maximum context length (is|of) ${window}.*?requested (about )?${total} tokens \(.*?${asked} (in|for|of) (the |your )?(completion|output)`,
  // SGLang: "… You requested a total of 8226 tokens: 34 tokens from the input messages and 8192 tokens for the completion".
  `maximum context length of ${window}.*?total of ${total} tokens: ${prompt} tokens.*?${asked} tokens for the completion`,
  // Anthropic: "input length and `max_tokens` exceed context limit: 198000 + 8192 > 200000".
  String.raw`exceeds? (the )?context limit:? *${prompt} *\+ *${asked} *> *${window}`,
  // TGI: "`inputs` tokens + `max_new_tokens` must be <= 4096. Given: 34 `inputs` tokens and 8192 `max_new_tokens`".
  String.raw`max_new_tokens.? must be <= ?${window}.*?given: ${prompt} .?inputs.? tokens and ${asked}`,
  // "prompt (34) + max_tokens (8192) exceeds the maximum sequence length (4096)", and the like.
  String.raw`${prompt}\D{0,40}\+\D{0,40}max\w*tokens\D{0,10}${asked}\D{0,20}(>|exceeds?)\D{0,60}${window}`,
  // Anthropic: "max_tokens: 200000 > 64000, which is the maximum allowed number of output tokens".
  String.raw`${maxTokens}:? *${asked} *> *${output}`,
  // OpenAI: "max_tokens is too large: 32000. This model supports at most 16384 completion tokens".
  `supports at most ${output} completion tokens`,
  // DeepSeek, Qwen, GLM: "the valid range of max_tokens is [1, 8192]", "max_tokens 取值范围 [1, 98304]".
  String.raw`(${maxTokens}.{0,60}(range|范围)|(range|范围).{0,20}${maxTokens})\D{0,20}[[(（]\d+ ?[,，-] ?${output}[\])）]`,
  // Vertex AI: "maxOutputTokens value of 100000 but the supported range is from 1 (inclusive) to 65537 (exclusive)".
  String.raw`max_?output_?tokens.{0,60}supported range is from \d+ \(inclusive\) to ${output}`,
  String.raw`${maxTokens}.{0,60}between \d+ and ${output}`,
  // Bedrock: "The maximum tokens you requested exceeds the model limit of 4096".
  `maximum tokens you requested exceeds the model limit of ${output}`,
  // Groq and others: "`max_tokens` must be less than or equal to `8192`", "max_tokens 不能超过 8192".
  String.raw`${maxTokens}.{0,60}((less|lower|smaller) than or equal to|at most|(not|cannot|can't) (exceed|be (greater|larger|more) than)|no (more|larger) than|<=|≤|maximum (value )?(is|of)|limit (is|of)|不(能|得|可)?(超过|大于)|最大值?(为|是)?|上限(为|是)?)\D{0,20}${output}`,
  // "Requested max_tokens 32000 exceeds model limit 8192", "max_tokens 超过模型限制 8192"; the name of a model has digits too.
  String.raw`${maxTokens}\D{0,10}(${asked}\D{0,5})?(exceeds?|超过|超出)(了|的)?\D{0,20}(limit|maximum|限制|上限|最大值?)( (value|allowed|permitted|tokens|of|is))*[ :：=(（为是]{0,4}${output}(?![\d,_]* *[>+])`,
  String.raw`${maxTokens}.{0,60}(too (large|high|big)|exceed|out of range|(is|was) (larger|greater) than|超过|超出|过大|超限)`,
].map((source) => new RegExp(source, 'is'));

/** About all that was said. First match; what tells the limit stands before what does not. */
const aboutContext: readonly RegExp[] = [
  // Anthropic: "prompt is too long: 208310 tokens > 200000 maximum".
  `prompt is too long:? *${prompt}?.*?> *${window}`,
  // Anthropic: "input length and `max_tokens` exceed context limit: …".
  `exceeds? (the )?context limit:? .*?> *${window}`,
  // llama.cpp: "request (60004 tokens) exceeds the available context size (4096 tokens), try increasing it".
  String.raw`exceeds? the available context size \(${window}`,
  // OpenAI, vLLM, OpenRouter: "This model's maximum context length is 8192 tokens. However, you requested …".
  `maximum (context|model|sequence|input|prompt) length:? (is|of)? ?${window}`,
  // SGLang: "The input (198311 tokens) is longer than the model's context length (131072 tokens)".
  String.raw`(longer|greater|larger|more) than the (loaded )?(model.s )?(maximum )?(context|model) (length|window|size)\D{0,20}${window}`,
  // Gemini: "The input token count (1200000) exceeds the maximum number of tokens allowed (1048576)."
  String.raw`exceeds the maximum number of (input |prompt )?tokens\D{0,12}${window}`,
  String.raw`token count is ${prompt} but (the )?model only supports up to ${window}`,
  String.raw`token count.*? exceeds the (maximum number of tokens allowed|limit of) \(?${window}`,
  // OpenAI: "Input tokens exceed the configured limit of 272000 tokens."
  `input tokens exceed the (configured )?limit of ${window}`,
  String.raw`${prompt} *> *(the )?(\w+ ){0,2}context (length|window|size)\D{0,10}${window}`,
  // LM Studio: "… the model is loaded with context length of only 4096 tokens …".
  String.raw`context[ _](length|window|size)\b[^.\d(]{0,30}${window}`,
  // Mistral, TGI: "Prompt contains 40000 tokens … too large for model with 32768 maximum context length",
  // "`inputs` must have less than 4096 tokens".
  `too large for model with ${window} maximum context length`,
  `inputs.{0,40}must (have|be) (less|fewer|<=?)( than)? ${window}`,
  // Kimi: "Your request exceeded model token limit: 131072 (requested: 140000)".
  `exceed(s|ed)? (the )?model token limit:? *${window}`,
  // Qwen: "Range of input length should be [1, 98304]".
  String.raw`range of input length\D{0,20}\[\d+, ?${window}\]`,
  // Cerebras: "Please reduce the length of the messages or completion. Current length is 9000 while limit is 8192".
  `current length is ${prompt} while limit is ${window}`,
  // Cohere: "total number of tokens in the prompt cannot exceed 4081".
  `tokens in the prompt cannot exceed ${window}`,
  '(prompt|input|context|conversation|messages?) (is |are |was |has become |length )?too (long|large)',
  'prompt_too_long|input_too_long',
  'context[ _](length|window|size|limit)[ _](is |was |has been |overflow)?_?(exceeded|overflow)',
  'context[ _]?(window|length|size|limit)[ _]?exceeded',
  'context (window|length|size|limit) (exceeds?|exceeded)',
  // "exceeds the model's maximum context length", "input length exceeds maximum context length", "prompt exceeds max length".
  'exceed(s|ed|ing)? (the |its |your )?(model.s )?(available |maximum |max |allowed )?(context|prompt|input)',
  String.raw`\b(prompt|input|messages?|conversation|total (\w+ )?tokens)\b( \w+){0,5}( \(?[\d,]+[^)]{0,20}\)?)?( has| have)? exceed(s|ed)? .{0,40}(max|limit|length|window|allowed|n_ctx)`,
  '(longer|greater|larger) than the (loaded )?(model.s )?(maximum )?(context|model) (length|window|size)',
  'reduce (the )?(length|size) of (the |your )?(input |prompt|messages?)|reduce your prompt',
  'tokens? (count )?exceed(s|ed)? .{0,30}context',
  'too many (input |prompt )?tokens|over (the )?(\\w+ )?context',
  'exceed(s|ed)? the maximum number of (input |prompt )?tokens',
  '(上下文|输入|提示词?|对话|消息|文本|prompt|input)[^，。；]{0,12}?(过长|太长|超长|超限|超出|超过)[^，。；]{0,12}(长度|限制|上限|窗口|最大|上下文|token)',
  '(上下文|输入|提示词?|对话|消息|prompt|input)(的)?(长度|内容|token ?数)?(已经?)?(过长|太长|超长|超限)',
  '(超过|超出)[^，。；]{0,12}(上下文|输入|模型)[^，。；]{0,8}(长度|限制|上限|窗口)',
].map((source) => new RegExp(source, 'is'));

/** What a server found too large, by its words; undefined when they are about anything else. */
export function tooLargeIn(said: string): TooLarge | undefined {
  const message = said.slice(0, longestMessage);
  const about = firstOf(aboutMaxTokens, message);
  if (about) {
    const limits = limitsOf(about, message);
    return { reason: leavesNoRoom(limits) ? 'context' : 'max_tokens', limits };
  }
  const found = firstOf(aboutContext, message);
  return found && { reason: 'context', limits: limitsOf(found, message) };
}

/**
 * The request with as many `max_tokens` as the server that refused it says there is room for; undefined where that was
 * not why, where it does not say, and where a thinking budget needs more.
 */
export function withFewerTokens(
  request: MessagesRequest,
  { kind, details }: MessagesError,
): MessagesRequest | undefined {
  if (kind !== 'invalid_request' || details.reason !== 'max_tokens') return undefined;
  const most = roomForReply(details.limits);
  const budget = request.thinking?.['budget_tokens'];
  if (most === undefined || most >= request.max_tokens) return undefined;
  return typeof budget === 'number' && budget >= most ? undefined : { ...request, max_tokens: most };
}

/** What `max_tokens` may be at most, as far as a server told; undefined where it did not, or where nothing is left. */
export function roomForReply({ window, prompt, output = Infinity }: TokenLimits = {}): number | undefined {
  const most = Math.min(output, window !== undefined && prompt !== undefined ? window - prompt : Infinity);
  return Number.isFinite(most) && most >= 1 ? most : undefined;
}

/** A reply takes some room: where less than a sixteenth of the window is left, all that was said is what is too long. */
function leavesNoRoom({ window, prompt }: TokenLimits): boolean {
  return window !== undefined && prompt !== undefined && window - prompt < window / 16;
}

type Counts = Readonly<Record<string, string | undefined>>;

function firstOf(wordings: readonly RegExp[], message: string): Counts | undefined {
  for (const wording of wordings) {
    const found = wording.exec(message);
    if (found) return found.groups ?? {};
  }
  return undefined;
}

function limitsOf(counts: Counts, message: string): TokenLimits {
  const number = (name: string): number | undefined => {
    const value = Number(counts[name]?.replace(/[,_]/g, ''));
    return value > 0 ? value : undefined;
  };
  const [window, all, asked] = [number('window'), number('total'), number('asked')];
  const told = number('prompt') ?? (all !== undefined && asked !== undefined ? all - asked : undefined);
  // "You requested about …": what is estimated may be more.
  const prompt = told !== undefined && /requested about/i.test(message) ? Math.ceil(told * 1.05) : told;
  const most = number('output');
  const output = most !== undefined && /\(exclusive\)/i.test(message) ? most - 1 : most;
  return {
    ...(window !== undefined && { window }),
    ...(prompt !== undefined && { prompt }),
    ...(output !== undefined && { output }),
  };
}

import { dropUnsupported, type Target } from '../messages/modelRules';
import type { MessagesRequest, Reply } from '../messages/types';
import type { Conversation, Turn } from './model';
import { replyText } from './replyText';

/** Tokens: a title is short, and what is longer is none. */
const mostTokens = 64;
/** Characters of the question and of its answer that are sent: enough to know what it is about. */
const mostRead = { question: 2000, answer: 1000 };
/** Characters of a title in a list, and from how many on it is a sentence and no title. */
const longestTitle = 60;
const longestAnswer = 120;

/** A question and its answer. */
export interface FirstExchange {
  readonly question: Turn;
  readonly reply: Turn;
}

/**
 * The exchange that a conversation is named after: its first question with the one good reply that it has. Undefined
 * where it has a title, or more than that was said: then it was asked for, or the moment has passed.
 */
export function exchangeToName({ title, turns, deleted, newer, leaf }: Conversation): FirstExchange | undefined {
  if (title !== '' || deleted || newer) return undefined;
  const [question, ...more] = [...turns.values()].filter(({ role }) => role === 'user');
  const reply = turns.get(leaf ?? '');
  if (!question || more.length > 0 || reply?.role !== 'assistant') return undefined;
  const good = [...turns.values()].filter(({ parent, state }) => parent === question.id && state === 'done');
  const isGood = reply.state === 'done' && reply.stopReason !== 'refusal' && replyText(reply.content) !== '';
  return good.length === 1 && isGood ? { question, reply } : undefined;
}

/** The request for a title; undefined for a model that cannot answer without thinking first, which costs too much. */
export function titleRequest({ question, reply }: FirstExchange, target: Target): MessagesRequest | undefined {
  const { model } = target;
  if (alwaysThinks.test(model)) return undefined;
  const asked = question.text?.trim() || (question.chips ?? []).map(({ label }) => label).join(', ');
  const system = [
    'You name conversations for a list. Answer with a title for the conversation below and nothing else: at most seven',
    'words, in the language of the question, without quotation marks and without a full stop.',
    ...(isChinese(asked)
      ? ['The question is in Chinese: the title is in Chinese too, at most fifteen characters.']
      : []),
  ].join(' ');
  const content = [
    `<question>\n${asked.slice(0, mostRead.question)}\n</question>`,
    `<answer>\n${replyText(reply.content).slice(0, mostRead.answer)}\n</answer>`,
  ].join('\n\n');
  return {
    model,
    max_tokens: mostTokens,
    ...(thinksUnasked(model) && withoutThinking(target)),
    system,
    messages: [{ role: 'user', content }],
  };
}

/** Characters of an answer that are read: a title stands at its beginning. */
const longestRead = 2000;

/** What a model answered as a title; undefined where that is none: a refusal, an explanation, a sentence cut short. */
export function titleFrom({ message }: Pick<Reply, 'message'>): string | undefined {
  if (message.stop_reason === 'max_tokens' || message.stop_reason === 'refusal') return undefined;
  const text = message.content
    .filter(({ type }) => type === 'text')
    .map((block) => String(block['text'] ?? ''))
    .join('')
    .slice(0, longestRead);
  const lines = text.split(/[\r\n\u2028\u2029]+/).map((line) => line.trim());
  const said = lines.filter((line) => line !== '' && !/^(```|---)/.test(line));
  // “Here is a title:”, and then the title.
  if (said.length > 1 && /[:：]$/.test(said[0]!)) said.shift();
  const title = bare(said.join(' '));
  if (!/[\p{L}\p{N}]/u.test(title) || title.length > longestAnswer || isProse(title) || refuses.test(title))
    return undefined;
  const characters = [...title];
  return characters.length > longestTitle
    ? `${characters
        .slice(0, longestTitle - 1)
        .join('')
        .trimEnd()}…`
    : title;
}

const alwaysThinks = /^claude-(fable-5|opus-5-5)/;

/** Older ones think only when asked to, and a server may not know a word for not thinking. */
function thinksUnasked(model: string): boolean {
  return !/^claude-(3|\w+-4)(-|$)/.test(model);
}

function withoutThinking(target: Target): Pick<MessagesRequest, 'thinking'> {
  for (const type of ['disabled', 'between_tools']) {
    const { fields } = dropUnsupported<Pick<MessagesRequest, 'thinking'>>({ thinking: { type } }, target);
    if (fields.thinking) return fields;
  }
  return {};
}

function isChinese(text: string): boolean {
  return /\p{Script=Han}/u.test(text) && !/[\p{Script=Hiragana}\p{Script=Katakana}]/u.test(text);
}

/** Without what models put around a title. */
function bare(text: string): string {
  let title = text.replace(/\s+/g, ' ').trim();
  for (let before = ''; before !== title;) {
    before = title;
    title = title
      .replace(/^(\*\*|__)?(title|conversation title|标题|标题是|標題|タイトル)(\1)?\s*[:：]\s*(\*\*|__)?\s*/i, '')
      .replace(/^#+\s+/, '')
      .replace(/^(\*\*|__|\*|_|`)(.+)\1$/, '$2')
      .replace(/^["'“”‘’「『«《](.+)["'“”‘’」』»》]$/u, '$1')
      .replace(/(?<!\.)[.。]$/, '')
      .trim();
  }
  return title;
}

/** More than one sentence. */
function isProse(title: string): boolean {
  const behind = (sign: RegExp) => title.slice(sign.exec(title)?.[0].length ?? title.length);
  return /\s/.test(behind(/^[^]*?[.!?]\s+\p{Lu}/u)) || /\p{L}/u.test(behind(/^[^]*?[。！？]/));
}

const refuses =
  /^(i['’]m\b|i am\b|i can(no|['’])?t\b|i (do|will|would|have|need)\b|sorry\b|as an ai\b|unfortunately\b|抱歉|对不起|很抱歉|我无法|我不能|作为)/i;

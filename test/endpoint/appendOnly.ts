/**
 * The rule of the newer models: a thinking block is signed for all that came before it. When the model, the system
 * prompt, the tools or an earlier block is another one than when it was produced, the request is refused.
 */
import { createHash } from 'node:crypto';
import type { ContentBlock } from '../../src/messages/types';
import { reply, type ReplyScript } from './script';
import type { Refusal } from './validate';

type Body = Readonly<Record<string, unknown>>;

/** A reply to a request whose thinking is signed for it; further thinking for what the reply itself says before. */
export function signedReply(
  body: Body,
  blocks: readonly ContentBlock[],
  more?: Parameters<typeof reply>[1],
): ReplyScript {
  const before = flat(body['messages'] as readonly Body[]);
  const signed = blocks.map((block) => {
    const made = isThinking(block) ? { ...block, signature: signatureOf(body, before, block) } : block;
    before.push(textOf('assistant', made));
    return made as ContentBlock;
  });
  return reply(signed, more);
}

/** The first thinking block of a request that was signed for something else. */
export function checkAppendOnly(body: Body): Refusal | undefined {
  const before: string[] = [];
  for (const [n, message] of (body['messages'] as readonly Body[]).entries()) {
    for (const [m, block] of blocksOf(message).entries()) {
      if (isThinking(block) && block['signature'] !== signatureOf(body, before, block)) {
        return {
          status: 400,
          type: 'invalid_request_error',
          message: `messages.${n}.content.${m}: Invalid \`signature\` in \`thinking\` block: what it was produced from has changed`,
        };
      }
      before.push(textOf(String(message['role']), block));
    }
  }
  return undefined;
}

function signatureOf({ model, system, tools }: Body, before: readonly string[], block: Body): string {
  const prompt = typeof system === 'string' ? [{ type: 'text', text: system }] : (system ?? []);
  const signed = JSON.stringify([model, withoutMarks(prompt), withoutMarks(tools ?? []), before, block['thinking']]);
  return createHash('sha256').update(signed).digest('base64');
}

function flat(messages: readonly Body[]): string[] {
  return messages.flatMap((message) => blocksOf(message).map((block) => textOf(String(message['role']), block)));
}

/** What follows in a message of the same role is the same message. */
function textOf(role: string, block: Body): string {
  return JSON.stringify([role, withoutMarks(block)]);
}

function blocksOf({ content }: Body): readonly Body[] {
  return typeof content === 'string' ? [{ type: 'text', text: content }] : (content as readonly Body[]);
}

/** Where the server's cache begins and ends is no part of what was said. */
function withoutMarks(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value, (name, member: unknown) => (name === 'cache_control' ? undefined : member)));
}

function isThinking({ type }: Body): boolean {
  return type === 'thinking';
}

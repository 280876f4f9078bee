import type { ContentBlock } from '../../src/messages/types';
import { generate } from './demoCode';
import { reply, type Script } from './script';

/**
 * What the endpoint says when nobody scripted anything: enough to try every part of the extension without a key. There
 * is no model behind it, and it says so wherever a person reads it.
 */
export function demoReply(body: Readonly<Record<string, unknown>>): Script {
  const asked = lastQuestion(body['messages']);
  const system = textOf(body['system']);
  if (/\bcode only\b|\bonly (the )?code\b/i.test(system)) return reply(generate(asked), { delay: 16 });
  const code = /^(`{3,}|~{3,})(\S*)[^\n]*\n([\s\S]*?)\n?^\1/m.exec(asked);
  const text =
    code && /\bexplain|解释|说明/i.test(asked)
      ? explain(code[3]!, code[2]!)
      : /^\s*(hi|hello|hey|你好)\b/i.test(asked)
        ? hello()
        : chat(asked);
  const blocks: ContentBlock[] = [{ type: 'text', text }];
  const thinking = body['thinking'] as { type?: unknown; display?: unknown } | undefined;
  if (thinking?.type === 'enabled' || thinking?.type === 'adaptive') {
    blocks.unshift({
      type: 'thinking',
      thinking: thinking.display === 'omitted' ? '' : think(asked, code !== null),
      signature: 'ZGVtbw==',
    });
  }
  // About sixty deltas a second, as a fast model.
  return reply(blocks, { delay: 16 });
}

function hello(): string {
  return 'Hello! I am the local demo endpoint: there is no model behind me, so my answers are canned. Ask me anything to see how a reply streams.';
}

function chat(asked: string): string {
  const question = quote(asked);
  return `You asked: *${question}*

This answer comes from the **local demo endpoint**. There is no model behind it, so it cannot really help; it shows how a reply looks while it streams:

1. Text arrives as it is written, with **bold**, *italics*, \`code\` and [links](https://docs.anthropic.com).
2. Code stands in blocks that can be copied, inserted or opened as a file:

\`\`\`typescript
/** Greets someone. */
export function greet(name: string): string {
  return \`Hello, \${name}!\`;
}
\`\`\`

| To talk to a model | do this |
| --- | --- |
| on the OpeAI platform | enter a key with *Aside: Set API Key* |
| on your own machine | start Ollama, LM Studio or llama.cpp |
`;
}

/** An explanation that is true: it says only what can be read off the code itself. */
function explain(code: string, language: string): string {
  const lines = code.split('\n');
  const names = namesIn(code);
  const facts = [
    `It has **${lines.length} ${lines.length === 1 ? 'line' : 'lines'}**${language ? ` of ${language}` : ''}.`,
    ...names.map(({ kind, name }) => `It defines the ${kind} \`${name}\`.`),
    ...traits.filter(([pattern]) => pattern.test(code)).map(([, fact]) => fact),
  ];
  const first = lines.find((line) => line.trim() !== '')?.trim() ?? '';
  return `Here is what can be read off this code without understanding it. (This is the **local demo endpoint**: there is no model behind it.)

${facts.map((fact) => `- ${fact}`).join('\n')}

It begins like this:

\`\`\`${language}
${first}
\`\`\`
`;
}

const traits: readonly (readonly [RegExp, string])[] = [
  [/\b(for|while|loop|foreach)\b/i, 'It repeats something in a loop.'],
  [/\bif\b/, 'It decides something with `if`.'],
  [/\breturn\b/, 'It returns a value.'],
  [/\bawait\b/, 'It waits for something asynchronous.'],
  [/\b(import|require|#include|using)\b/, 'It uses other modules.'],
  [/\b(try|catch|except|rescue)\b/, 'It handles errors.'],
];

function namesIn(code: string): { kind: string; name: string }[] {
  const pattern = /\b(function|def|fn|func|class|struct|interface|enum|trait)\s+\*?\s*([A-Za-z_$][\w$]*)/g;
  const kinds: Readonly<Record<string, string>> = { def: 'function', fn: 'function', func: 'function' };
  return [...code.matchAll(pattern)]
    .slice(0, 8)
    .map(([, word, name]) => ({ kind: kinds[word!] ?? word!, name: name! }));
}

function think(asked: string, hasCode: boolean): string {
  return `The person asks: ${quote(asked)}. ${hasCode ? 'There is code to look at. ' : ''}I am a demo without a model, so I say what I can and show how thinking streams.`;
}

function quote(asked: string): string {
  const line = asked
    .replace(/[`*_[\]]/g, '')
    .replace(/\s+/g, ' ')
    .trim();
  return line.length > 120 ? `${line.slice(0, 119)}…` : line;
}

/** The text of the last user message, tool results left out. */
function lastQuestion(messages: unknown): string {
  const last = Array.isArray(messages)
    ? (messages as { role?: unknown; content?: unknown }[]).findLast(({ role }) => role === 'user')
    : undefined;
  return textOf(last?.content);
}

function textOf(content: unknown): string {
  if (typeof content === 'string') return content;
  if (!Array.isArray(content)) return '';
  return (content as ContentBlock[]).map((block) => (block.type === 'text' ? String(block['text']) : '')).join('\n\n');
}

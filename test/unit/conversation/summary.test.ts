import assert from 'node:assert/strict';
import { emptyConversation, type Conversation, type Turn } from '../../../src/conversation/model';
import {
  lastExchanges,
  messagesForSummary,
  messagesToSummarise,
  type LeftOut,
} from '../../../src/conversation/summary';
import { estimateBlocks, estimateTokens } from '../../../src/messages/tokens';
import type { ContentBlock, MessageParam } from '../../../src/messages/types';

const here = { model: 'm', endpoint: 'e' };
const text = (said: string): ContentBlock => ({ type: 'text', text: said });
const words = (tokens: number, word = 'word'): string => `${word.slice(0, 4)}`.repeat(tokens);
let ids = 0;
const user = (...content: ContentBlock[]): Turn => ({
  ...{ id: `t${++ids}`, parent: null, role: 'user', at: 0, state: 'done', content, text: '' },
});
const assistant = (...content: ContentBlock[]): Turn => ({
  ...{ id: `t${++ids}`, parent: null, role: 'assistant', at: 0, state: 'done', content },
  ...here,
});
const image: ContentBlock = { type: 'image', source: { type: 'base64', data: 'AAAA' } };
const thinking: ContentBlock = { type: 'thinking', thinking: 'hm', signature: 's' };

function sizeOf(messages: readonly MessageParam[]): number {
  return messages.reduce(
    (sum, { content }) => sum + (typeof content === 'string' ? estimateTokens(content) : estimateBlocks(content)),
    0,
  );
}
const textsOf = (messages: readonly MessageParam[]): string => JSON.stringify(messages);

describe('a conversation that is to be summarised', () => {
  const long = [
    user(image, text(`first ${words(300)}`)),
    assistant(thinking, text(`answer ${words(9000)} END-OF-ANSWER`)),
    user(text(`second ${words(300)}`)),
    assistant(text(`another ${words(3000)}`)),
    user(text(`third ${words(300)}`)),
    assistant(text(`last ${words(300)}`)),
  ];

  function check(what: string, branch: readonly Turn[], room: number | undefined, leftOut: LeftOut | undefined): void {
    it(what, () => {
      const before = structuredClone(branch);
      const made = messagesToSummarise(branch, here, room);
      assert.deepEqual(made.leftOut, leftOut);
      if (room !== undefined) assert(sizeOf(made.messages) <= room, `${sizeOf(made.messages)} of ${room} tokens`);
      made.messages.forEach(({ role }, index) => assert.equal(role, index % 2 === 0 ? 'user' : 'assistant'));
      assert.deepEqual(branch, before, 'the conversation is changed');
    });
  }

  check('is sent as it is where there is room, or nobody knows', long, undefined, undefined);
  check('with room to spare', long, 100_000, undefined);
  check('without its images first', long, 13_500, { attachments: 1, shortened: 0, messages: 0 });
  check('then without the middle of what is long', long, 9000, { attachments: 1, shortened: 1, messages: 0 });
  check('of the oldest first, and shorter and shorter', long, 3000, { attachments: 1, shortened: 2, messages: 0 });
  check(
    'in the end without messages from the middle',
    Array.from({ length: 100 }, (_, n) => (n % 2 === 0 ? user(text(words(100))) : assistant(text(words(100))))),
    2000,
    { attachments: 0, shortened: 0, messages: 82 },
  );
  check(
    'however little room there is',
    Array.from({ length: 20 }, (_, n) => (n % 2 === 0 ? user(text(words(5000))) : assistant(text(words(5000))))),
    1800,
    { attachments: 0, shortened: 20, messages: 14 },
  );

  describe('and the question for the summary', () => {
    const call: ContentBlock = { type: 'tool_use', id: 't1', name: 'f', input: {} };
    const rolesAfter = (branch: readonly Turn[], room?: number): MessageParam[] => {
      const linked = branch.map((turn, index) => ({ ...turn, parent: branch[index - 1]?.id ?? null }));
      const conversation: Conversation = {
        ...emptyConversation('c', 0),
        turns: new Map(linked.map((turn) => [turn.id, turn])),
      };
      const about = { of: linked.at(-1)!.id, ...(room !== undefined && { room }) };
      return messagesForSummary(conversation, about, [user(text('Summarise.'))], here).messages;
    };

    it('answers the calls that nobody answered', () => {
      const messages = rolesAfter([user(text('q')), assistant(call)]);
      assert.deepEqual(
        messages.map(({ role }) => role),
        ['user', 'assistant', 'user'],
      );
      const [answer, question] = messages[2]!.content as ContentBlock[];
      assert.deepEqual([answer!.type, question], ['tool_result', text('Summarise.')]);
    });

    it('is one message with a question that had no reply', () => {
      for (const room of [undefined, 100]) {
        const messages = rolesAfter([user(text(words(room === undefined ? 10 : 300)))], room);
        assert.equal(messages.length, 1);
        assert.deepEqual((messages[0]!.content as ContentBlock[]).at(-1), text('Summarise.'));
      }
    });
  });

  it('goes verbatim where all of it does, thinking included', () => {
    const { messages } = messagesToSummarise(long, here);
    assert.deepEqual(messages[1]!.content, long[1]!.content);
  });

  it('keeps the beginning and the end of what is shortened, and says what is missing', () => {
    const { messages } = messagesToSummarise(long, here, 9000);
    const said = textsOf(messages);
    for (const kept of ['first', 'answer', 'END-OF-ANSWER', 'third', 'last']) assert(said.includes(kept), kept);
    assert.match(said, /\[Left out here: one image\.\]/);
    assert.match(said, /\[Left out here: about [\d]+ tokens\.\]/);
    assert(!said.includes('thinking'), 'thinking, which is accepted only as it was');
  });

  describe('costs as much again with twice as many attachments', () => {
    /** How often an attachment is looked at, of so many: what is quadratic looks at each for each other one. */
    function looksAt(count: number, branchOf: (attachments: ContentBlock[]) => Turn[], room: number): number {
      let looks = 0;
      const attachments = Array.from({ length: count }, (): ContentBlock => {
        const source = { type: 'base64', data: 'A'.repeat(4000) };
        return {
          type: 'document',
          get source() {
            looks += 1;
            return source;
          },
        };
      });
      const { leftOut } = messagesToSummarise(branchOf(attachments), here, room);
      assert.ok(leftOut!.attachments > 0);
      return looks;
    }
    const shapes: Readonly<Record<string, (attachments: ContentBlock[]) => Turn[]>> = {
      'in one question': (attachments) => [user(...attachments, text('What?')), assistant(text('That.'))],
      'in a question each': (attachments) =>
        attachments.flatMap((one) => [user(one, text('What?')), assistant(text('That.'))]),
    };
    for (const [where, branchOf] of Object.entries(shapes)) {
      for (const room of [100, 12_000]) {
        it(`${where}, in ${room} tokens`, () => {
          const [small, middle, large] = [100, 200, 400].map((count) => looksAt(count, branchOf, room)) as [
            ...[number, number, number],
          ];
          assert.ok(middle <= 2.2 * small && large <= 2.2 * middle, `${small}, ${middle}, ${large} looks`);
          assert.ok(large <= 10 * 400, `${large} looks at 400 attachments`);
        });
      }
    }
  });

  it('turns tools into text where anything is changed: a call alone would be refused', () => {
    const branch = [
      user(text(words(4000))),
      assistant({ type: 'tool_use', id: 'u', name: 'look', input: { at: 'a.ts' } }),
      user({ type: 'tool_result', tool_use_id: 'u', content: [text('found it'), image] }),
      assistant(text('Good.')),
    ];
    const { messages } = messagesToSummarise(branch, here, 3000);
    for (const { content } of messages)
      for (const block of content as ContentBlock[]) assert(['text', 'image'].includes(block.type), block.type);
    for (const kept of ['look', 'a.ts', 'found it', 'Good.']) assert(textsOf(messages).includes(kept), kept);
  });
});

describe('what goes on word for word', () => {
  function check(what: string, branch: readonly Turn[], room: number, expected: readonly Turn[]): void {
    it(what, () => assert.deepEqual(lastExchanges(branch, room), expected));
  }
  const [q1, a1, q2, a2, q3, a3] = [
    user(text('q1')),
    assistant(text('a1')),
    user(text('q2')),
    assistant(text('a2')),
    user(text('q3')),
    assistant(text('a3')),
  ] as const;
  check('are the last two exchanges', [q1, a1, q2, a2, q3, a3], 1000, [q2, a2, q3, a3]);
  check('is one, where there is no more', [q1, a1], 1000, [q1, a1]);
  const wordy = user(text(words(50)));
  check('is one, where two are too much', [q2, a2, wordy, a3], 51, [wordy, a3]);
  const big = assistant(text(words(500)));
  check('is the last, where the one before is too much', [q1, a1, q2, big, q3, a3], 100, [q3, a3]);
  check('is nothing, where the last is too much', [q1, a1, q2, big], 100, []);
  check('is nothing behind a question without an answer', [q1, a1, q2], 1000, []);
  check('is nothing behind an empty answer', [q1, a1, q2, assistant()], 1000, []);
  const call = assistant(text('I look.'), { type: 'tool_use', id: 'u', name: 'look', input: {} });
  const result = user({ type: 'tool_result', tool_use_id: 'u', content: 'x' });
  check('begins with a question, not with what a tool said', [q1, a1, q2, call, result, a3], 1000, [
    ...[q1, a1, q2, call, result, a3],
  ]);
  const asked: Turn = { ...q1, summary: { of: 'x' } };
  check('is not an earlier summary', [asked, a1, q2, a2], 1000, [q2, a2]);
  check('is nothing of nothing', [], 1000, []);
});

import assert from 'node:assert/strict';
import { withBreakpoints } from '../../../src/conversation/caching';
import type { ContentBlock, MessageParam, MessagesRequest, TextBlock } from '../../../src/messages/types';
import { createCache, type Bill } from '../../endpoint/billing';

const tokens = (count: number, seed = 'x'): string => `${seed} `.repeat(Math.ceil((4 * count) / (seed.length + 1)));
const user = (content: MessageParam['content']): MessageParam => ({ role: 'user', content });
const assistant = (content: ContentBlock[]): MessageParam => ({ role: 'assistant', content });
const text = (said: string): TextBlock => ({ type: 'text', text: said });
const request = (messages: MessageParam[], more: Partial<MessagesRequest> = {}): MessagesRequest => ({
  model: 'claude-sonnet-5-5',
  max_tokens: 1000,
  messages,
  ...more,
});

/** Where the breakpoints are: `tools.0`, `system.1`, `messages.4.0`. */
function marks(body: MessagesRequest): string[] {
  const at = (name: string, blocks: unknown): string[] =>
    Array.isArray(blocks)
      ? blocks.flatMap((block: object, index) => ('cache_control' in block ? [`${name}.${index}`] : []))
      : [];
  return [
    ...at('tools', body.tools),
    ...at('system', body.system),
    ...body.messages.flatMap(({ content }, index) => at(`messages.${index}`, content)),
  ];
}

const unmarked = (body: MessagesRequest): MessagesRequest =>
  JSON.parse(
    JSON.stringify(body, (name, value: unknown) => (name === 'cache_control' ? undefined : value)),
  ) as MessagesRequest;
const asBlocks = (body: MessagesRequest): unknown => ({
  ...body,
  ...(typeof body.system === 'string' && { system: [text(body.system)] }),
  messages: body.messages.map(({ role, content }) => ({
    role,
    content: typeof content === 'string' ? [text(content)] : content,
  })),
});

describe('cache breakpoints', () => {
  const long = tokens(2000);

  function check(body: MessagesRequest, expected: string[]): void {
    const before = structuredClone(body);
    const marked = withBreakpoints(body);
    assert.deepEqual(marks(marked), expected);
    assert.deepEqual(asBlocks(unmarked(marked)), asBlocks(unmarked(before)));
    assert.deepEqual(body, before, 'the request that was given is changed');
  }

  it('none on what is too short to be cached, which stays as it was', () => {
    const body = request([user('Hi')], { system: 'Be brief.' });
    check(body, []);
    assert.deepEqual(withBreakpoints(body), body);
  });

  it('none where the extra fields put something else in the place of blocks', () => {
    for (const more of [{ tools: 'x' }, { tools: [null] }, { system: 7 }, { messages: 'x' }, { messages: [{}] }]) {
      const body = { ...request([user(long)]), ...more } as MessagesRequest;
      assert.equal(withBreakpoints(body), body);
    }
    check(request([user(long)], { tools: null as never }), ['messages.0.0']);
  });

  it('at the end, and after a long system prompt', () => {
    check(request([user(long)]), ['messages.0.0']);
    check(request([user('Hi')], { system: long }), ['system.0', 'messages.0.0']);
    check(request([user('Hi')], { system: [text(long), text('b')] }), ['system.1', 'messages.0.0']);
    check(request([user('Hi')], { system: 'short', tools: [{ name: 'a', description: long }] }), [
      'system.0',
      'messages.0.0',
    ]);
    check(request([user(long)], { system: 'short' }), ['messages.0.0']);
  });

  it('counts Chinese by its bytes', () => check(request([user('缓存提示词的前缀'.repeat(200))]), ['messages.0.0']));

  it('on the last block that can have one', () => {
    check(request([user([text(long), text('b')])]), ['messages.0.1']);
    check(request([user(long), assistant([text('a'), { type: 'thinking', thinking: 't', signature: 's' }])]), [
      'messages.1.0',
    ]);
    check(request([user([text(long), text(' ')])]), ['messages.0.0']);
    check(request([user([{ type: 'image', source: {} }, text(long)]), assistant([text('b')]), user('c')]), [
      'messages.2.0',
    ]);
  });

  it('where the last request ended, when much was said since', () => {
    const many = Array.from({ length: 25 }, (_, n) => text(`part ${n}`));
    check(request([user(long), assistant(many), user('go on')]), ['messages.0.0', 'messages.2.0']);
    check(request([user(long), assistant(many.slice(0, 5)), user('go on')]), ['messages.2.0']);
  });

  it('never more than four, with those that the person set', () => {
    const own = (block: TextBlock): TextBlock => ({ ...block, cache_control: { type: 'ephemeral', ttl: '1h' } });
    const system = [own(text(long)), own(text('b')), own(text('c'))];
    check(request([user('Hi')], { system }), ['system.0', 'system.1', 'system.2', 'messages.0.0']);
    check(request([user('Hi')], { system: [...system, own(text('d'))] }), [
      'system.0',
      'system.1',
      'system.2',
      'system.3',
    ]);
    check(request([user([own(text(long))])]), ['messages.0.0']);
  });
});

describe('the bill', () => {
  const minute = 60_000;
  const marked = (said: string, ttl?: string): TextBlock => ({
    ...text(said),
    cache_control: { type: 'ephemeral', ...(ttl && { ttl }) },
  });
  const parts = (count: number): TextBlock[] => Array.from({ length: count }, (_, n) => text(`part ${n}`));
  const long = tokens(2000);
  let clock = 0;
  let cache = createCache(() => clock);
  beforeEach(() => {
    clock = 0;
    cache = createCache(() => clock);
  });
  const bill = (messages: MessageParam[], more: Partial<MessagesRequest> = {}): Bill =>
    cache.bill(request(messages, more) as never);
  const read = (messages: MessageParam[], more: Partial<MessagesRequest> = {}): number =>
    bill(messages, more).cache_read_input_tokens;

  it('is 1.25 for what is written, 2 for an hour, a tenth for what is read', () => {
    const first = bill([user([marked(long), text('tail')])]);
    assert(first.cache_creation_input_tokens > 2000 && first.input_tokens > 0);
    assert.equal(first.cost, 1.25 * first.cache_creation_input_tokens + first.input_tokens);
    const second = bill([user([marked(long), text('tail')])]);
    assert.equal(second.cache_read_input_tokens, first.cache_creation_input_tokens);
    assert.equal(second.cost, 0.1 * second.cache_read_input_tokens + second.input_tokens);
    const hour = bill([user([marked(`${long} other`, '1h')])]);
    assert.equal(hour.cost, 2 * hour.cache_creation_input_tokens);
  });

  it('takes no prefix of less than 1,024 tokens', () => {
    const short = [user([marked(tokens(900))])];
    assert.equal(bill(short).wasted, 1);
    assert.equal(bill(short).cache_creation_input_tokens + bill(short).cache_read_input_tokens, 0);
    assert(bill([user([marked(tokens(1100))])]).cache_creation_input_tokens > 1024);
  });

  it('looks back 20 blocks and no further', () => {
    for (const [between, found] of [
      [19, true],
      [20, false],
    ] as const) {
      cache = createCache(() => clock);
      bill([user([marked(long)])]);
      const next = [user([text(long), ...parts(between), marked('end')])];
      assert.equal(read(next) > 0, found, `${between} blocks between`);
    }
  });

  it('keeps what it has read for five minutes from its last use, or an hour', () => {
    const said = [user([marked(long)])];
    bill(said);
    clock += 4 * minute;
    assert(read(said) > 0, 'after four minutes');
    clock += 4 * minute;
    assert(read(said) > 0, 'four minutes after that');
    clock += 5 * minute;
    assert.equal(read(said), 0, 'five minutes after that');
    const hour = [user([marked(`${long} other`, '1h')])];
    bill(hour);
    clock += 59 * minute;
    assert(read(hour) > 0, 'of an hour');
    clock += 60 * minute;
    assert.equal(read(hour), 0, 'after an hour');
  });

  it('is of tools, then system, then messages: what changes drops all that is behind it', () => {
    const tools = [{ name: 'a', description: long, cache_control: { type: 'ephemeral' } }];
    const system = [marked(`${long} rules`)];
    const said = [user([marked(`${long} said`)])];
    const all = bill(said, { tools, system }).cache_creation_input_tokens;
    assert.equal(read(said, { tools, system }), all);
    const other = read([user([marked('other')])], { tools, system });
    assert(other > 4000 && other < all, 'other messages leave tools and system');
    const others = read(said, { tools, system: [marked(`${long} others`)] });
    assert(others > 2000 && others < other, 'another system prompt leaves the tools');
    assert.equal(read(said, { tools: [{ ...tools[0], name: 'b' }], system }), 0, 'other tools leave nothing');
    assert.equal(read(said, { tools, system, model: 'claude-opus-5' }), 0, 'nor does another model');
  });

  it('is refused with more than four breakpoints', () => {
    const four = Array.from({ length: 4 }, (_, n) => marked(`${long} ${n}`));
    assert.equal(bill([user(four)]).breakpoints, 4);
    assert.throws(() => bill([user([...four, marked('five')])]), /5 blocks/);
  });
});

describe('what a conversation costs', () => {
  /** Fifty questions with a context of 20,000 tokens, and what each request is billed. */
  function conversation(prepare: (body: MessagesRequest) => MessagesRequest, replyBlocks = 1): Bill[] {
    let clock = 0;
    const cache = createCache(() => clock);
    const messages: MessageParam[] = [];
    return Array.from({ length: 50 }, (_, turn) => {
      clock += 60_000;
      messages.push(user(turn === 0 ? [text(tokens(20_000, 'context')), text('Explain.')] : `${tokens(60)} ${turn}?`));
      const bill = cache.bill(prepare(request([...messages], { system: tokens(1500, 'rule') })) as never);
      messages.push(
        assistant(Array.from({ length: replyBlocks }, (_, n) => text(`${tokens(300 / replyBlocks)} ${n}`))),
      );
      return bill;
    });
  }
  const sum = (bills: readonly Bill[], member: keyof Bill): number =>
    bills.reduce((total, bill) => total + bill[member], 0);

  for (const replyBlocks of [1, 30]) {
    it(`is at most a fifth with caching, with ${replyBlocks} blocks a reply`, () => {
      const without = conversation((body) => body, replyBlocks);
      const cached = conversation(withBreakpoints, replyBlocks);
      const ratio = sum(cached, 'cost') / sum(without, 'cost');
      console.log(`      input cost with caching: ${ratio.toFixed(3)} of the same without`);
      assert(ratio <= 0.2, String(ratio));
      assert.equal(sum(cached, 'wasted'), 0);
      // Every request but the first reads all that the one before wrote.
      for (const [turn, bill] of cached.entries()) {
        const before = cached[turn - 1];
        const known = before ? before.cache_read_input_tokens + before.cache_creation_input_tokens : 0;
        assert.equal(bill.cache_read_input_tokens, known, `turn ${turn}`);
        assert.equal(bill.input_tokens, 0);
      }
    });
  }

  it('more, as soon as any one of the breakpoints is missing: each has its use', () => {
    const without =
      (place: RegExp) =>
      (body: MessagesRequest): MessagesRequest => {
        const made = withBreakpoints(body);
        const blocks = (name: string, content: unknown): unknown =>
          Array.isArray(content)
            ? content.map((block: ContentBlock, index) => {
                const { cache_control: _, ...plain } = block;
                return place.test(`${name}.${index}`) ? plain : block;
              })
            : content;
        const end = made.messages.length - 1;
        return {
          ...made,
          system: blocks('system', made.system) as never,
          messages: made.messages.map(({ role, content }, n) => ({
            role,
            content: blocks(n === end ? 'end' : 'before', content) as never,
          })),
        };
      };
    /** Twenty questions, each first question of a conversation of its own that shares the system prompt. */
    const conversations = (prepare: (body: MessagesRequest) => MessagesRequest): number => {
      const cache = createCache(() => 0);
      return Array.from({ length: 20 }, (_, n) =>
        cache.bill(prepare(request([user(`${n}?`)], { system: tokens(1500, 'rule') })) as never),
      ).reduce((total, { cost }) => total + cost, 0);
    };
    assert(sum(conversation(without(/^end/), 30), 'cost') > sum(conversation(withBreakpoints, 30), 'cost') * 1.5);
    assert(sum(conversation(without(/^before/), 30), 'cost') > sum(conversation(withBreakpoints, 30), 'cost') * 1.5);
    assert(conversations(without(/^system/)) > conversations(withBreakpoints) * 1.5);
  });

  it('another conversation with the same system prompt reads that', () => {
    const cache = createCache(() => 0);
    const system = tokens(1500, 'rule');
    cache.bill(withBreakpoints(request([user('First.')], { system })) as never);
    const { cache_read_input_tokens } = cache.bill(withBreakpoints(request([user('Second.')], { system })) as never);
    assert(cache_read_input_tokens >= 1500, String(cache_read_input_tokens));
  });

  it('without any use of the cache it is the whole, so the bill can tell', () => {
    const bills = conversation((body) => body);
    assert.equal(sum(bills, 'cache_read_input_tokens'), 0);
    assert.equal(sum(bills, 'breakpoints'), 0);
  });
});

import assert from 'node:assert/strict';
import { readLiteral } from '../../../src/messages/literal';
import { responseError } from '../../../src/messages/responseError';
import { readServerError } from '../../../src/messages/serverError';
import { waitInWords } from '../../../src/messages/wait';

describe('where a server says what is wrong', () => {
  function check(body: unknown, expected: string | undefined): void {
    const text = typeof body === 'string' ? body : JSON.stringify(body);
    it(text.slice(0, 90), () => assert.equal(readServerError(text).message, expected));
  }
  check({ error: { message: 'why' } }, 'why');
  check({ message: 'why' }, 'why');
  check({ Message: 'why' }, 'why');
  check({ msg: 'why', code: 1 }, 'why');
  check({ error: 'why' }, 'why');
  check({ err: { msg: 'why' } }, 'why');
  check({ detail: 'why' }, 'why');
  check({ detail: { error: { message: 'why' } } }, 'why');
  check({ detail: [{ loc: ['body', 'max_tokens'], msg: 'why' }] }, 'max_tokens: why');
  check({ error_msg: 'why', error_code: 17 }, 'why');
  check({ errorMessage: 'why' }, 'why');
  check({ errors: [{ message: 'why' }, { message: 'so' }] }, 'why');
  check({ errors: ['why'] }, 'why');
  check({ base_resp: { status_code: 1008, status_msg: 'why' } }, 'why');
  check({ error: { message: ['why', 'so'] } }, 'why; so');
  check({ error: { message: { error: 'why' } } }, 'why');
  check({ error: 'Bad Request', message: 'why' }, 'why');
  check({ title: 'Unavailable', detail: 'why' }, 'why');
  check({ title: 'why', type: 'about:blank' }, 'why');
  // More about it behind it; not twice.
  check({ error: 'Upstream failed', details: 'why' }, 'Upstream failed: why');
  check({ error: 'upstream', details: '{"error":{"message":"why"}}' }, 'upstream: why');
  check({ message: 'It failed.', detail: 'why' }, 'It failed. why');
  check({ message: 'why', detail: 'why' }, 'why');
  check(
    { error: { message: 'Provider returned error', metadata: { raw: '{"error":{"message":"why"}}' } } },
    'Provider returned error: why',
  );
  check('Provider returned error ({"raw":"why","provider_name":"X"})', 'Provider returned error: why');
  // An error in a text: as JSON, once more as JSON, in Python's notation, cut short.
  check({ error: { message: '{"error":{"message":"why"}}' } }, 'why');
  check({ error: { message: JSON.stringify(JSON.stringify({ message: 'why' })) } }, 'why');
  check(
    { error: { message: 'upstream: {"error":{"message":"why"}} (request id: 42)' } },
    'upstream: why (request id: 42)',
  );
  check({ error: { message: "400: {'error': 'why'}" } }, '400: why');
  check(
    { detail: `Error code: 404 - {'error': {'message': "isn't \\"there\\"", 'code': None}}` },
    'Error code: 404 - isn\'t "there"',
  );
  check('b\'{"error":{"message":"why"}}\'', 'why');
  check("('why', {'error': 'so'})", "('why', so");
  check('{"error":{"message":"why it was cu', 'why it was cu');
  check("{'error': 'why", 'why');
  // What only looks like one.
  check('expected one of [1, 8192]', 'expected one of [1, 8192]');
  check("expected one of ['a', 'b']", "expected one of ['a', 'b']");
  check('Field {name} is missing', 'Field {name} is missing');
  check("got {'role': 'user', 'content': 'Hi'}", "got {'role': 'user', 'content': 'Hi'}");
  check('{broken', '{broken');
  check('just words', 'just words');
  check('', undefined);
  check(
    '<html><head><title> Just a\n moment </title><style>x{}</style></head><body>Wait</body></html>',
    'Just a moment\nWait',
  );
});

describe('what a server calls it', () => {
  function check(body: object, expected: readonly string[]): void {
    it(JSON.stringify(body), () => assert.deepEqual(readServerError(JSON.stringify(body)).codes, expected));
  }
  check({ type: 'error', error: { type: 'a', message: 'why' } }, ['a']);
  check({ error: { message: 'why', type: 'a', code: 'b' } }, ['b', 'a']);
  check({ error: 'insufficient_quota' }, ['insufficient_quota']);
  check({ error: 'Rate limit exceeded', message: 'why' }, ['Rate limit exceeded']);
  check({ error: { message: 'why', status: 'RESOURCE_EXHAUSTED', code: 429 } }, ['RESOURCE_EXHAUSTED']);
});

describe('request ids', () => {
  function check(headers: Record<string, string>, body: object, expected: string | undefined): void {
    it(JSON.stringify([headers, body]), () => {
      const response = { status: 500, headers: new Headers(headers) };
      const { details } = responseError(response, JSON.stringify(body), 'u', (text) => text);
      assert.equal(details.requestId, expected);
    });
  }
  check({ 'request-id': 'a', 'x-request-id': 'b' }, {}, 'a');
  check({ 'x-request-id': 'b', 'x-oneapi-request-id': 'c' }, { request_id: 'd' }, 'b');
  check({ 'x-oneapi-request-id': 'c' }, {}, 'c');
  check({}, { error: { message: 'x' }, request_id: 'd' }, 'd');
  check({}, { error: { message: 'x', request_id: 'e' } }, 'e');
  check({}, { error: { message: '额度不足 (request id: 20260901120000)' } }, '20260901120000');
  check({}, { error: { message: 'request id: short' } }, undefined);
});

describe('a wait that is told in words', () => {
  function check(words: string, expected: number | undefined): void {
    it(words, () => assert.equal(waitInWords(words), expected));
  }
  check('Please try again in 20s.', 20_000);
  check('Please try again in 7m12.5s', 432_500);
  check('Please retry in 1 minute 30 seconds', 90_000);
  check('Please retry after 250 ms', 250);
  check('Rate limit resets in 2 hours', 7_200_000);
  check('Please wait 10 seconds before your next request', 10_000);
  check('将在 30 分钟后重置', 1_800_000);
  check('请 5 秒后再试', 5000);
  check('please try again later', undefined);
  check('at most 10 requests in 5 minutes', undefined);
});

describe('a value as JSON or as Python writes it', () => {
  function check(text: string, expected: unknown): void {
    it(text, () => assert.deepEqual(readLiteral(text, 0).value, expected));
  }
  check(`{'a': "b", "c": 'd'}`, { a: 'b', c: 'd' });
  check("{'a': None, 'b': True, 'c': False, 'd': -1.5}", { a: null, b: true, c: false, d: -1.5 });
  check("{'a': ('x', ['y']), 'b': {}}", { a: ['x', ['y']], b: {} });
  check(String.raw`{'a': 'it\'s \n \u4f60 \x41'}`, { a: "it's \n 你 A" });
  check("{'a': b'x', 'b': u'y', 'c': <object at 0x7f>}", { a: 'x', b: 'y', c: '<object' });
  check("{'a': 'b', }", { a: 'b' });
  check("{'__proto__': 1}", JSON.parse('{"__proto__":1}'));
  check('[1, 2', [1, 2]);

  it('reads each character once, however it is nested', () => {
    const { cpuUsage } = process;
    const before = cpuUsage();
    for (const bit of ['[', '{', '{"a":', "{'", '\\', '[{"a":"', ',', "('", 'b"'])
      readLiteral(`[${bit.repeat(60_000)}`, 0);
    assert(cpuUsage(before).user < 2_000_000);
  });
});

describe('errors that are made to be slow to read', () => {
  const bits = [
    'maximum context length is 1 tokens requested 2 tokens (',
    "{'error': '",
    '[{"',
    'model ',
    '模型',
    '<title',
  ];
  for (const bit of [...bits, 'input tokens ', 'max_tokens ', '1 + ', '{"a":"', 'prompt is too long: 1 ', '无', '"']) {
    it(JSON.stringify(bit), () => {
      const text = bit.repeat(65_000 / bit.length);
      const before = process.cpuUsage();
      for (const body of [text, JSON.stringify({ error: { message: text } })]) {
        responseError({ status: 400, headers: new Headers() }, body, 'u', (said) => said);
      }
      assert(process.cpuUsage(before).user < 1_000_000);
    });
  }
});

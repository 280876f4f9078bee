import assert from 'node:assert/strict';
import type { ErrorDetails, ErrorKind } from '../../../src/messages/errors';
import { createRedactor } from '../../../src/messages/redact';
import { responseError } from '../../../src/messages/responseError';
import { fixture } from './helpers';

const url = 'https://a.example/v1/messages';
const official = (type: string, message = 'why') =>
  JSON.stringify({ type: 'error', error: { type, message }, request_id: 'req_body' });

describe('responses that are errors', () => {
  function check(
    status: number,
    body: string,
    kind: ErrorKind,
    serverMessage: string | undefined,
    more: Partial<ErrorDetails> = {},
    headers: Record<string, string> = {},
  ): void {
    it(`${status} ${body.slice(0, 60)}`, () => {
      const error = responseError({ status, headers: new Headers(headers) }, body, url, (text) => text);
      assert.equal(error.kind, kind);
      assert.equal(error.details.serverMessage, serverMessage);
      assert.equal(error.details.status, status);
      for (const [name, value] of Object.entries(more)) assert.equal(error.details[name as keyof ErrorDetails], value);
    });
  }
  // The official shape.
  check(400, official('invalid_request_error'), 'invalid_request', 'why', { requestId: 'req_body' });
  check(401, official('authentication_error'), 'authentication', 'why');
  check(402, official('billing_error'), 'billing', 'why');
  check(403, official('permission_error'), 'permission', 'why');
  check(404, official('not_found_error', 'model: claude-x'), 'not_found', 'model: claude-x', {
    missing: 'model',
    subject: url,
  });
  check(404, official('not_found_error', 'Not found'), 'not_found', 'Not found', { missing: 'address', subject: url });
  check(413, official('request_too_large'), 'request_too_large', 'why');
  check(
    429,
    official('rate_limit_error'),
    'rate_limit',
    'why',
    { retryAfter: 3000, requestId: 'req_head' },
    { 'retry-after': '3', 'request-id': 'req_head' },
  );
  check(500, official('api_error'), 'server', 'why');
  check(504, official('timeout_error'), 'server_timeout', 'why');
  check(529, official('overloaded_error'), 'overloaded', 'why');
  // A vague status with a definite type, and money.
  check(500, official('overloaded_error'), 'overloaded', 'why');
  check(500, official('invalid_request_error'), 'invalid_request', 'why');
  check(
    400,
    official('invalid_request_error', 'Your credit balance is too low'),
    'billing',
    'Your credit balance is too low',
  );
  check(418, official('api_error'), 'invalid_request', 'why');
  // Other dialects.
  check(
    401,
    '{"error":{"message":"Incorrect API key","type":"invalid_request_error","code":"invalid_api_key"}}',
    'authentication',
    'Incorrect API key',
  );
  check(429, '{"error":{"message":"quota","type":"insufficient_quota"}}', 'billing', 'quota');
  check(404, '{"error":"model \'x\' not found"}', 'not_found', "model 'x' not found", { missing: 'model' });
  check(400, '{"code":400,"message":"bare","type":"x"}', 'invalid_request', 'bare');
  check(422, '{"detail":[{"loc":["body"],"msg":"field required"}]}', 'invalid_request', 'field required');
  check(400, '[{"error":{"code":400,"message":"a list"}}]', 'invalid_request', 'a list');
  check(500, '"just text"', 'server', 'just text');
  check(
    503,
    '{"error":{"message":"Loading model","type":"unavailable_error","code":503}}',
    'unavailable',
    'Loading model',
  );
  // Recorded from llama.cpp's server.
  const recorded = (name: string) => new TextDecoder().decode(fixture(`llama-server/plain/${name}.body`));
  check(401, recorded('20d-err-wrong-key-stream'), 'authentication', 'Invalid API Key');
  check(404, recorded('28b-unknown-route'), 'not_found', 'File Not Found', { missing: 'address' });
  check(
    400,
    recorded('25b-err-prompt-too-long-stream'),
    'invalid_request',
    'request (60004 tokens) exceeds the available context size (4096 tokens), try increasing it',
  );
  // No JSON, or nothing.
  check(
    502,
    '<html><head><title>502 Bad Gateway</title></head><body><h1>Bad&nbsp;gateway</h1><script>x()</script></body></html>',
    'server',
    '502 Bad Gateway\nBad gateway',
  );
  check(503, 'no healthy upstream', 'unavailable', 'no healthy upstream');
  check(405, '<html>405</html>', 'not_found', '405', { missing: 'address' });
  check(500, '', 'server', undefined);
  check(408, '', 'server_timeout', undefined);
  check(413, '{broken', 'request_too_large', '{broken');
  for (const [status, kind] of [
    [401, 'authentication'],
    [402, 'billing'],
    [403, 'permission'],
    [429, 'rate_limit'],
    [504, 'server_timeout'],
    [529, 'overloaded'],
  ] as const) {
    check(status, '', kind, undefined);
  }

  it('bounds what the server says, and keeps no control characters', () => {
    const { details } = responseError(
      { status: 500, headers: new Headers() },
      `a\u0000\u001b[31m${'x'.repeat(50_000)}`,
      url,
      (text) => text,
    );
    assert.equal(details.serverMessage?.length, 2000);
    assert.match(details.serverMessage, /^a\[31mx/);
  });
});

describe('a key that the server echoes', () => {
  const key = 'sk-"ä/1+2=';
  const plain = 'sk-abc/1+2=';
  function check(what: string, secret: string, echoed: string): void {
    it(what, () =>
      assert.equal(createRedactor([secret]).text(`your key ${echoed} is wrong`), 'your key [key] is wrong'),
    );
  }
  check('as it is', plain, plain);
  check('URL-encoded', plain, encodeURIComponent(plain));
  check('in base64', plain, btoa(plain));
  check('JSON-escaped', key, 'sk-\\"ä/1+2=');

  it('is taken out before the text is bounded', () => {
    const body = 'x'.repeat(1995) + plain;
    const error = responseError({ status: 500, headers: new Headers() }, body, url, createRedactor([plain]).text);
    assert.equal(error.details.serverMessage, `${'x'.repeat(1995)}[key]`);
  });
  it('is not looked for without a key', () => assert.equal(createRedactor([]).text('text'), 'text'));
});

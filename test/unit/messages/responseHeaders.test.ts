import assert from 'node:assert/strict';
import { shownHeader } from '../../../src/messages/responseHeaders';

describe('a header of a response', () => {
  function check(name: string, value: string, shown: string): void {
    it(`${name}: ${value}`, () => assert.equal(shownHeader(name, value), shown));
  }
  const secret = 'https://a.example:8443/login?token=s3cret#s3cret';
  const origin = 'https://a.example:8443/[path]';
  check('location', secret, origin);
  check('location', '/login?token=s3cret', '[path]');
  check('content-location', '/v1/messages?sig=s3cret', '[path]');
  check('content-location', secret, origin);
  check('refresh', `5; url=${secret}`, `5; url=${origin}`);
  check('refresh', '0;URL=/next?token=s3cret', '0;URL=[path]');
  check('refresh', '5', '5');
  check('link', `<${secret}>; rel="next", </x?t=s3cret>; rel=prev`, `<${origin}>; rel="next", <[path]>; rel=prev`);
  check('sourcemap', '/x.map?t=s3cret', '[path]');
  check('report-to', `{"endpoints":[{"url":"${secret}"}]}`, `{"endpoints":[{"url":"${origin}"}]}`);
  check('set-cookie', 'session=s3cret; Path=/', 'session=[cookie]');
  for (const name of [
    'x-auth-token',
    'x-csrf-token',
    'authorization',
    'x-amz-security-token',
    'x-api-key',
    'x-jwt',
    'authentication-info',
    'x-refresh-token',
    'x-access-token',
    'x-secret',
  ])
    check(name, 's3cret', '[token]');
  check('x-next', 'Bearer s3cret', '[token]');
  check('x-next', 'eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJzM2NyZXQifQ.abc', '[token]');
  check('x-echo', 'Bearer [key]', 'Bearer [key]');
  for (const [name, value] of [
    ['content-type', 'text/event-stream; charset=utf-8'],
    ['request-id', 'req_011CSHoEeqs5C35K2UUqR7Fy'],
    ['anthropic-ratelimit-tokens-remaining', '4000'],
    ['anthropic-ratelimit-input-tokens-reset', '2026-11-30T00:00:00Z'],
    ['retry-after', '5'],
    ['www-authenticate', 'Bearer realm="api", error="invalid_token"'],
    ['cf-ray', '8c1234567890abcd-FRA'],
    ['date', 'Mon, 30 Nov 2026 08:00:00 GMT'],
  ] as const)
    check(name, value, value);
});

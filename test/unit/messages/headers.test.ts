import assert from 'node:assert/strict';
import type { Endpoint } from '../../../src/messages/endpoint';
import { isMessagesError, type ErrorKind } from '../../../src/messages/errors';
import { requestHeaders } from '../../../src/messages/headers';

const base: Endpoint = { name: 'Test', baseUrl: 'https://a.example', auth: 'bearer' };
const always = {
  accept: 'text/event-stream, application/json',
  'content-type': 'application/json',
  'anthropic-version': '2023-06-01',
};

describe('request headers', () => {
  function check(what: string, endpoint: Partial<Endpoint>, expected: object, options?: { browser: boolean }): void {
    it(what, () => {
      assert.deepEqual(requestHeaders({ ...base, ...endpoint }, ' sk-1 ', options), { ...always, ...expected });
    });
  }
  check('bearer', {}, { authorization: 'Bearer sk-1' });
  check('x-api-key', { auth: 'x-api-key' }, { 'x-api-key': 'sk-1' });
  check('none: a key that is there is not sent', { auth: 'none' }, {});
  check('version', { version: '2026-10-21' }, { authorization: 'Bearer sk-1', 'anthropic-version': '2026-10-21' });
  check('betas', { beta: ['a-1', ' b-2 ', ''] }, { authorization: 'Bearer sk-1', 'anthropic-beta': 'a-1,b-2' });
  check('extra headers', { headers: { 'X-Team': ' blue ' } }, { authorization: 'Bearer sk-1', 'x-team': 'blue' });
  check(
    'a header with another kind of key',
    { headers: { 'Idempotency-Key': '7' } },
    {
      authorization: 'Bearer sk-1',
      'idempotency-key': '7',
    },
  );
  for (const name of [
    'X-Session-Id',
    'Helicone-Property-App',
    'X-Cache-Key',
    'X-Max-Tokens',
    'X-Token-Count',
    'X-Keyboard',
  ])
    check(
      `${name}, which is no credential`,
      { headers: { [name]: '7' } },
      { authorization: 'Bearer sk-1', [name.toLowerCase()]: '7' },
    );
  check(
    'an extra header for the version counts',
    { headers: { 'Anthropic-Version': '2024-01-01' } },
    { authorization: 'Bearer sk-1', 'anthropic-version': '2024-01-01' },
  );
  const flag = { 'anthropic-dangerous-direct-browser-access': 'true' };
  check('a browser', {}, { authorization: 'Bearer sk-1', ...flag }, { browser: true });
});

describe('request headers that are refused', () => {
  function check(
    what: string,
    key: string | undefined,
    endpoint: Partial<Endpoint>,
    kind: ErrorKind,
    subject?: string,
  ): void {
    it(what, () => {
      assert.throws(
        () => requestHeaders({ ...base, ...endpoint }, key),
        (error) => {
          assert(isMessagesError(error));
          assert.deepEqual([error.kind, error.details.subject], [kind, subject]);
          assert(!JSON.stringify(error).includes('s3cret') && !error.message.includes('s3cret'));
          return true;
        },
      );
    });
  }
  check('no key', undefined, {}, 'no_key');
  check('a blank key', '  ', {}, 'no_key');
  check('a key with a line break', 's3cret\nx', {}, 'bad_header', 'authorization');
  check('a key with a character that no header has', 's3cret…', { auth: 'x-api-key' }, 'bad_header', 'x-api-key');
  for (const name of [
    'Authorization',
    'X-Api-Key',
    'api-key',
    'apikey',
    'Proxy-Authorization',
    'Cookie',
    'X-Auth-Token',
    'x-goog-api-key',
    'CF-Access-Client-Secret',
    'Ocp-Apim-Subscription-Key',
    'X-Access-Key',
    'X-Secret-Key',
    'X-JWT',
    'X-Key',
    'Private-Token',
    'X-Amz-Security-Token',
    'X-Client-Secret',
    'X-Auth-Key',
    'X-Master-Key',
    'X-License-Key',
    'X-Passwd',
    'X-AccessToken',
    'X-Token-Value',
    'X-Signature',
    // With the sign for Kelvin, which is a k in lower case.
    'X-Api-\u212aey',
    'X-Team\r\nX',
    'Host',
    'Content-Length',
    'two words',
    '',
  ]) {
    check(`extra header ${JSON.stringify(name)}`, 'sk-1', { headers: { [name]: 's3cret' } }, 'bad_header', name);
  }
  for (const value of [
    'Basic dXNlcjpzM2NyZXQ=',
    'Token s3cret',
    'ApiKey s3cret',
    'ghp_s3cretABCDEFGHIJKLMNOPQRSTUVWXYZ12',
    'glpat-s3cret-1234567890ab',
    'AKIAIOSFODNN7EXAMPLE',
    'eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJzM2NyZXQifQ.abc',
    'sk-s3cret-0123456789abcdef',
    'user=sk-s3cret-0123456789abcdef;',
    'a s3cret-of-mine b',
    'czNjcmV0LW9mLW1pbmU=',
  ])
    check(`the value ${value}`, 's3cret-of-mine', { headers: { 'X-Via': value } }, 'bad_header', 'X-Via');
  check('the key as a name', 's3cret-of-mine', { headers: { 'X-s3cret-of-mine': '1' } }, 'bad_header', 'X-[key]');
  check('a value that authenticates', 'sk-1', { headers: { 'X-Via': 'Bearer s3cret' } }, 'bad_header', 'X-Via');
  check('a version with a line break', 'sk-1', { version: '1\r\nx: s3cret' }, 'bad_header', 'anthropic-version');
  check('a beta with a line break', 'sk-1', { beta: ['a', 'b\ns3cret'] }, 'bad_header', 'anthropic-beta');
  check('a value with a line break', 'sk-1', { headers: { 'x-team': 's3cret\r\nx: y' } }, 'bad_header', 'x-team');
});

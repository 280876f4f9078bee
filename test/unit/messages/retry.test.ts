import assert from 'node:assert/strict';
import { MessagesError, type ErrorDetails, type ErrorKind } from '../../../src/messages/errors';
import { retryAfterOf, retryDelay, shouldRetry, shouldRetryOf } from '../../../src/messages/retry';

describe('how often a request is sent again', () => {
  function check(kind: ErrorKind, details: ErrorDetails, expected: number): void {
    it(`${kind} ${JSON.stringify(details)}`, () => {
      let attempts = 0;
      while (attempts < 20 && shouldRetry(new MessagesError(kind, details), attempts + 1)) attempts += 1;
      assert.equal(attempts, expected);
    });
  }
  check('network', { subject: 'ECONNREFUSED' }, 2);
  check('network', { subject: 'CERT_HAS_EXPIRED' }, 0);
  check('network', { subject: 'DEPTH_ZERO_SELF_SIGNED_CERT' }, 0);
  check('cut', {}, 2);
  check('server', { status: 500 }, 2);
  check('server', { status: 500, shouldRetry: false }, 0);
  check('server', { status: 409 }, 2);
  check('server_timeout', { status: 504 }, 2);
  check('overloaded', { status: 529 }, 4);
  check('unavailable', { status: 503 }, 2);
  check('unavailable', { status: 503, retryAfter: 1000 }, 4);
  check('unavailable', { status: 503, shouldRetry: false }, 0);
  check('firewall', { status: 403 }, 0);
  check('rate_limit', { status: 429, retryAfter: 1000 }, 4);
  check('rate_limit', { status: 429 }, 2);
  check('rate_limit', { status: 429, retryAfter: 1000, shouldRetry: false }, 0);
  check('invalid_request', { status: 400 }, 0);
  check('invalid_request', { status: 400, shouldRetry: true }, 2);
  check('authentication', { status: 401 }, 0);
  check('billing', { status: 429 }, 0);
  check('not_found', { status: 404 }, 0);
  check('connect_timeout', {}, 0);
  check('idle_timeout', {}, 0);
  check('redirect', {}, 0);
  check('empty_reply', {}, 0);
});

describe('how long to wait', () => {
  function check(attempt: number, retryAfter: number | undefined, random: number, expected: number): void {
    it(`attempt ${attempt}, asked ${retryAfter}, random ${random}`, () => {
      assert.equal(
        retryDelay(attempt, retryAfter, () => random),
        expected,
      );
    });
  }
  check(1, undefined, 0, 500);
  check(1, undefined, 1, 375);
  check(2, undefined, 0, 1000);
  check(5, undefined, 0, 8000);
  check(50, undefined, 0.5, 7000);
  check(1, 12_000, 0.7, 12_000);
  check(1, 0, 0.7, 0);
  check(1, 3_600_000, 0, 60_000);
});

describe('what the server asks for', () => {
  function check(headers: Record<string, string>, expected: number | undefined): void {
    it(JSON.stringify(headers), () => {
      assert.equal(retryAfterOf(new Headers(headers), Date.parse('2026-11-23T00:00:00Z')), expected);
    });
  }
  check({}, undefined);
  check({ 'retry-after': '7' }, 7000);
  check({ 'retry-after': '0.5' }, 500);
  check({ 'retry-after': '0' }, 0);
  check({ 'retry-after-ms': '250', 'retry-after': '7' }, 250);
  check({ 'retry-after-ms': 'soon', 'retry-after': '7' }, 7000);
  check({ 'retry-after': 'Mon, 23 Nov 2026 00:00:30 GMT' }, 30_000);
  check({ 'retry-after': 'Sun, 22 Nov 2026 00:00:30 GMT' }, 0);
  check({ 'retry-after': 'later' }, undefined);
  check({ 'retry-after': '-5' }, undefined);

  it('x-should-retry', () => {
    assert.equal(shouldRetryOf(new Headers({ 'x-should-retry': 'True' })), true);
    assert.equal(shouldRetryOf(new Headers({ 'x-should-retry': 'false' })), false);
    assert.equal(shouldRetryOf(new Headers({ 'x-should-retry': 'maybe' })), undefined);
    assert.equal(shouldRetryOf(new Headers()), undefined);
  });
});

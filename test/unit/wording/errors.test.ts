import assert from 'node:assert/strict';
import type { StoredError } from '../../../src/conversation/model';
import { describeError } from '../../../src/wording/errors';
import { everyError, firstSteps } from '../../fixtures/errors';
import { english } from '../../fixtures/l10n';

describe('the sentence for an error', () => {
  for (const [kind, step] of Object.entries(firstSteps)) {
    it(`${kind}: one sentence${step ? `, then ${step}` : ''}`, () => {
      const { sentence, steps } = describeError(english, { kind, subject: 'the subject' }, 'Here');
      assert.ok(/^[^{}<>]+(\.|: the subject|: HTTP \?)$/.test(sentence), `one sentence, not “${sentence}”`);
      assert.ok(sentence.length <= 160, 'a short sentence');
      assert.deepEqual(steps[0]?.id, step, 'the first step');
      assert.ok(
        steps.every(({ label }) => label.trim() !== ''),
        'a label for each step',
      );
    });
  }

  it('has a check of the endpoint as its last step, where that can tell why', () => {
    const explained = [
      ...['network', 'redirect', 'connect_timeout', 'idle_timeout', 'not_messages', 'empty_reply', 'cut', 'too_long'],
      ...['invalid_request', 'authentication', 'billing', 'permission', 'not_found', 'server_timeout', 'server'],
    ];
    for (const error of everyError) {
      const steps = describeError(english, error, 'Here').steps.map(({ id }) => id);
      // How long a conversation is has nothing to do with the endpoint.
      const isExplained = explained.includes(error.kind) && !steps.includes('summarise');
      assert.equal(steps.indexOf('checkEndpoint'), isExplained ? steps.length - 1 : -1, JSON.stringify(error));
    }
  });

  it('of a kind from another version, that the log has the details', () => {
    const { steps } = describeError(english, { kind: 'quantum_flux' }, 'Here');
    assert.deepEqual(
      steps.map(({ id }) => id),
      ['retry', 'showLog'],
    );
  });

  const cases: [string, StoredError, RegExp][] = [
    ['an endpoint that the settings do not have', { kind: 'bad_base_url', subject: '' }, /no endpoint “Here”/],
    ['a base URL that is none', { kind: 'bad_base_url', subject: 'ftp://x' }, /cannot be used: ftp:\/\/x$/],
    ['a key with a strange sign', { kind: 'bad_header', subject: 'Authorization' }, /^The API key/],
    ['a header', { kind: 'bad_header', subject: 'X-Mine' }, /“X-Mine”/],
    ['a key that nobody has set up', { kind: 'authentication', missing: 'key' }, /^Here wants an API key, but /],
    ['a model that is not there', { kind: 'not_found', missing: 'model' }, /does not have this model/],
    [
      'a reply that the balance does not cover',
      { kind: 'billing', reason: 'max_tokens' },
      /^The balance at Here does not cover/,
    ],
    [
      'too many max_tokens, and how many there may be',
      { kind: 'invalid_request', reason: 'max_tokens', limits: { window: 4096, prompt: 34 } },
      /^Here has room for 4062 tokens of reply at most\.$/,
    ],
    [
      'too many max_tokens',
      { kind: 'invalid_request', reason: 'max_tokens' },
      /^max_tokens is larger than Here allows\.$/,
    ],
    ['a model without tools', { kind: 'invalid_request', reason: 'tools' }, /^This model at Here takes no tools\.$/],
    ['no API there', { kind: 'not_found', missing: 'address', subject: 'https://x' }, /no Messages API at https:\/\/x/],
    [
      'the API under another base URL',
      { kind: 'not_found', missing: 'address', subject: 'https://x/a', workingBaseUrl: 'https://x' },
      /no Messages API at https:\/\/x\/a\. .* https:\/\/x\.$/,
    ],
    ['words of the server', { kind: 'invalid_request', serverMessage: 'top_p:\n too large' }, /: top_p: too large$/],
    ['data of the server', { kind: 'invalid_request', status: 400, serverMessage: '{"detail":[1]}' }, /: HTTP 400$/],
    ['a page of the server', { kind: 'invalid_request', status: 400, serverMessage: '<p>no</p>' }, /: HTTP 400$/],
    ['no words of the server', { kind: 'invalid_request' }, /: HTTP \?$/],
    ['no network', { kind: 'network', subject: 'ECONNREFUSED' }, /\(ECONNREFUSED\)/],
    ['no network and no reason', { kind: 'network' }, /\(network error\)/],
  ];
  for (const [name, error, expected] of cases) {
    it(name, () => {
      const { sentence } = describeError(english, error, 'Here');
      assert.ok(expected.test(sentence), `${expected}, not “${sentence}”`);
    });
  }

  it('offers fewer tokens with their number, and a page, only where they are told', () => {
    const labels = (error: StoredError) => describeError(english, error, 'Here').steps.map(({ label }) => label);
    const poor: StoredError = { kind: 'billing', reason: 'max_tokens' };
    assert.deepEqual(labels(poor), ['Set Key', 'Retry', 'Check Endpoint']);
    assert.deepEqual(labels({ ...poor, fewerTokens: 500, site: 'https://x' }), [
      ...['Retry With max_tokens 500', 'Set Key', 'Open Website', 'Retry', 'Check Endpoint'],
    ]);
  });

  it('offers Continue wherever a reply may have broken off on the server’s side', () => {
    for (const kind of ['server', 'overloaded', 'unavailable', 'rate_limit', 'server_timeout', 'cut', 'idle_timeout']) {
      const steps = describeError(english, { kind }, 'Here').steps.map(({ id }) => id);
      assert.deepEqual(steps.slice(0, 2), ['retry', 'continue'], kind);
    }
  });

  it('has long words of a server cut, and whole behind the details', () => {
    const serverMessage = 'x'.repeat(500);
    const { sentence, details } = describeError(
      english,
      { kind: 'invalid_request', status: 400, serverMessage },
      'Here',
    );
    assert.ok(sentence.length < 220 && sentence.endsWith('…'), 'a short sentence');
    assert.deepEqual(details, `HTTP 400\n${serverMessage}`);
  });

  it('has marks of direction made visible behind the details as well', () => {
    const { details } = describeError(english, { kind: 'server', serverMessage: 'a\u202eb\u0007\nc' }, 'Here');
    assert.equal(details, 'a\\u202eb␇\nc');
  });

  it('has the first words of the server under every sentence that has them not', () => {
    const serverMessage = '用户额度不足, 剩余额度: \u202e0';
    for (const kind of Object.keys(firstSteps) as (keyof typeof firstSteps)[]) {
      const { sentence, said } = describeError(english, { kind, serverMessage }, 'Here');
      const shown = `${sentence} ${said ?? ''}`;
      if (kind === 'internal') assert.equal(said, undefined);
      else assert.ok(shown.includes('用户额度不足') && !shown.includes('\u202e'), `${kind}: ${shown}`);
      if (said !== undefined) assert.ok(!sentence.includes(said), 'not twice');
    }
  });

  for (const [name, serverMessage] of [
    ['data', '{"error":[1]}'],
    ['a page', '<p>no</p>'],
    ['nothing', undefined],
    ['white space', ' \n '],
  ] as const) {
    it(`has no words of a server that says ${name}`, () => {
      assert.equal(describeError(english, { kind: 'server', status: 500, serverMessage }, 'Here').said, undefined);
    });
  }

  it('offers a summary where there is no room left, whatever the server’s words for it', () => {
    const said = { kind: 'invalid_request', serverMessage: 'prompt is too long: 208310 tokens > 200000 maximum' };
    const { sentence, steps } = describeError(english, said, 'E');
    assert.ok(sentence.includes('longer than the context window of the model at E'), sentence);
    assert.deepEqual(
      steps.map(({ id }) => id),
      ['summarise', 'pickModel', 'retry'],
    );
  });
});

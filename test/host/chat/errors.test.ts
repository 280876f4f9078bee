import { describeError, describeStop, noticeText, storedError } from '../../../src/wording/errors';
import { MessagesError, type ErrorKind } from '../../../src/messages/errors';
import type { DroppedField, Notice } from '../../../src/messages/types';
import type { StepId } from '../../../src/protocol';
import { equal, ok } from '../inline/support';

/** Every kind and the step that comes first; a new kind does not compile until it is here. */
const kinds: Readonly<Record<ErrorKind | 'interrupted' | 'internal', StepId | undefined>> = {
  aborted: undefined,
  no_key: 'setKey',
  bad_base_url: 'checkBaseUrl',
  bad_header: 'checkBaseUrl',
  model_not_claude: 'pickModel',
  network: 'retry',
  redirect: 'checkBaseUrl',
  connect_timeout: 'retry',
  idle_timeout: 'retry',
  not_messages: 'checkBaseUrl',
  empty_reply: 'retry',
  cut: 'retry',
  too_long: 'retry',
  invalid_request: 'openSettings',
  authentication: 'setKey',
  billing: 'retry',
  permission: 'setKey',
  not_found: 'checkBaseUrl',
  request_too_large: 'summarise',
  rate_limit: 'retry',
  overloaded: 'retry',
  unavailable: 'retry',
  firewall: 'retry',
  server_timeout: 'retry',
  server: 'retry',
  interrupted: 'retry',
  internal: 'retry',
};

describe('the sentence for an error', () => {
  for (const [kind, step] of Object.entries(kinds)) {
    it(`${kind}: one sentence${step ? `, then ${step}` : ''}`, () => {
      const { sentence, steps } = describeError({ kind, subject: 'the subject' }, 'Here');
      ok(/^[^{}<>]+(\.|: the subject|: HTTP \?)$/.test(sentence), `one sentence, not “${sentence}”`);
      ok(sentence.length <= 160, 'a short sentence');
      equal(steps[0]?.id, step, 'the first step');
      ok(
        steps.every(({ label }) => label.trim() !== ''),
        'a label for each step',
      );
    });
  }

  it('of a kind from another version, that the log has the details', () => {
    const { steps } = describeError({ kind: 'quantum_flux' }, 'Here');
    equal(
      steps.map(({ id }) => id),
      ['retry', 'showLog'],
    );
  });

  const cases: [string, Parameters<typeof describeError>[0], RegExp][] = [
    ['an endpoint that the settings do not have', { kind: 'bad_base_url', subject: '' }, /no endpoint “Here”/],
    ['a base URL that is none', { kind: 'bad_base_url', subject: 'ftp://x' }, /cannot be used: ftp:\/\/x$/],
    ['a key with a strange sign', { kind: 'bad_header', subject: 'Authorization' }, /^The API key/],
    ['a header', { kind: 'bad_header', subject: 'X-Mine' }, /“X-Mine”/],
    ['a model that is not there', { kind: 'not_found', missing: 'model' }, /does not have this model/],
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
      const { sentence } = describeError(error, 'Here');
      ok(expected.test(sentence), `${expected}, not “${sentence}”`);
    });
  }

  it('has long words of a server cut, and whole behind the details', () => {
    const serverMessage = 'x'.repeat(500);
    const { sentence, details } = describeError({ kind: 'invalid_request', status: 400, serverMessage }, 'Here');
    ok(sentence.length < 220 && sentence.endsWith('…'), 'a short sentence');
    equal(details, `HTTP 400\n${serverMessage}`);
  });
});

describe('what is kept of an error', () => {
  it('nothing of a cancellation', () => equal(storedError(new MessagesError('aborted')), undefined));

  it('what makes the sentence again, and nothing of what had arrived', () => {
    const details = { status: 529, requestId: 'req', serverMessage: 'busy', retryAfter: 5, timing: { total: 1 } };
    const stored = storedError(new MessagesError('overloaded', details));
    equal(stored, { kind: 'overloaded', status: 529, requestId: 'req', serverMessage: 'busy', retryAfter: 5 });
  });

  it('the words of anything else that was thrown', () => {
    equal(storedError(new TypeError('no')), { kind: 'internal', serverMessage: 'no' });
    equal(storedError('no'), { kind: 'internal', serverMessage: 'no' });
  });
});

describe('words about a reply', () => {
  it('for every repair', () => {
    const notices: { readonly [C in Notice['code']]: Extract<Notice, { code: C }> } = {
      no_message_stop: { code: 'no_message_stop' },
      no_message_start: { code: 'no_message_start' },
      no_stop_reason: { code: 'no_stop_reason' },
      not_streamed: { code: 'not_streamed' },
      tool_input_cut: { code: 'tool_input_cut', tool: 'look' },
      bad_event: { code: 'bad_event', sample: '{x' },
      left_out: { code: 'left_out', attachments: 1, shortened: 2, messages: 4 },
      max_tokens_lowered: { code: 'max_tokens_lowered', from: 8192, to: 4062 },
      repaired: { code: 'repaired', detail: 'a detail' },
      held_back: { code: 'held_back', field: 'top_k', because: 'model', model: 'm' },
    };
    for (const notice of Object.values(notices)) ok(noticeText(notice).trim(), notice.code);
  });

  it('for every reason to hold a field back', () => {
    const reasons: Record<DroppedField['because'], true> = {
      model: true,
      version: true,
      thinking: true,
      effort: true,
      temperature: true,
      max_tokens: true,
      tools: true,
    };
    for (const because of Object.keys(reasons) as DroppedField['because'][]) {
      const sentence = noticeText({ code: 'held_back', field: 'top_k', because, model: 'm' });
      ok(sentence.includes('“top_k” was not sent'), because);
    }
  });

  it('with the words of a refusal, and a way on where there is one', () => {
    const refusal = describeStop('refusal', { type: 'refusal', explanation: 'Not this.' });
    ok(refusal?.sentence.endsWith('declined to answer: Not this.') === true, 'the explanation');
    equal(
      describeStop('max_tokens', undefined)?.steps.map(({ id }) => id),
      ['continue'],
    );
    equal(
      describeStop('pause_turn', undefined)?.steps.map(({ id }) => id),
      ['continue'],
    );
  });

  it('offers a summary where there is no room left, whatever the server’s words for it', () => {
    const said = { kind: 'invalid_request', serverMessage: 'prompt is too long: 208310 tokens > 200000 maximum' };
    const { sentence, steps } = describeError(said, 'E');
    ok(sentence.includes('longer than what the model at E reads'), sentence);
    equal(
      steps.map(({ id }) => id),
      ['summarise', 'pickModel', 'retry'],
    );
    equal(
      describeStop('model_context_window_exceeded', undefined)?.steps.map(({ id }) => id),
      ['summarise'],
    );
  });

  it('where the end of it is worth a word', () => {
    for (const reason of ['max_tokens', 'model_context_window_exceeded', 'refusal', 'pause_turn', 'something_new']) {
      ok(describeStop(reason, undefined), reason);
    }
    for (const reason of ['end_turn', 'stop_sequence', 'tool_use']) {
      equal(describeStop(reason, undefined), undefined, reason);
    }
  });
});

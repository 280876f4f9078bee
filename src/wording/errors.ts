import type { StoredError } from '../conversation/model';
import { isAboutCertificate } from '../messages/certificate';
import { tooLongFor } from '../messages/contextLimit';
import type { ErrorKind } from '../messages/errors';
import { longestWait } from '../messages/retry';
import { roomForReply } from '../messages/tokenLimits';
import type { L10n } from './l10n';
import { firstWords, withVisibleMarks, wordsUnder } from './serverWords';
import { stepViews, type ErrorView, type StepId } from './steps';

/** An error as a person reads it: one sentence, the steps that may help, and the server's own words as text. */
export function describeError(l10n: L10n, error: StoredError, endpoint: string): ErrorView {
  const { sentence, steps } = explain({ l10n, error, endpoint, subject: error.subject ?? '' });
  const details = [
    error.status && `HTTP ${error.status}`,
    error.requestId && `request-id: ${error.requestId}`,
    error.serverMessage && withVisibleMarks(error.serverMessage),
  ].filter(Boolean);
  return {
    sentence,
    said: wordsUnder(error, sentence),
    steps: stepViews(
      l10n,
      steps.filter((step) => isPossible(step, error)),
      error.fewerTokens,
    ),
    details: details.length > 0 ? details.join('\n') : undefined,
  };
}

/** What a step needs to know may not have been told. */
function isPossible(step: StepId, { fewerTokens, site }: StoredError): boolean {
  if (step === 'fewerTokens') return typeof fewerTokens === 'number';
  return step !== 'openSite' || site !== undefined;
}

interface Failed {
  readonly l10n: L10n;
  readonly error: StoredError;
  /** The name of the endpoint that failed. */
  readonly endpoint: string;
  readonly subject: string;
}

interface Explanation {
  readonly sentence: string;
  readonly steps: readonly StepId[];
}

function explain(failed: Failed): Explanation {
  const { l10n, error, endpoint } = failed;
  if (tooLongFor(error)) {
    const sentence = l10n.t('The conversation is longer than the context window of the model at {0}.', endpoint);
    return told(sentence, 'summarise', 'pickModel', 'retry');
  }
  // A log may have a kind that only another version knows.
  const kind = Object.hasOwn(explanations, error.kind) ? (error.kind as StoredKind) : 'internal';
  const { sentence, steps } = explanations[kind](failed);
  return { sentence, steps: explainedByCheck.has(kind) ? [...steps, 'checkEndpoint'] : steps };
}

function told(sentence: string, ...steps: StepId[]): Explanation {
  return { sentence, steps };
}

/** `interrupted`: the window was closed while the reply came. */
type StoredKind = ErrorKind | 'interrupted';

const explanations: Readonly<Record<StoredKind, (failed: Failed) => Explanation>> = {
  no_key: ({ l10n, endpoint }) => told(l10n.t('There is no API key for {0} yet.', endpoint), 'setKey'),
  authentication: ({ l10n, endpoint, error }) =>
    error.missing === 'key'
      ? told(
          l10n.t('{0} wants an API key, but this endpoint is set up without one.', endpoint),
          'checkBaseUrl',
          'retry',
        )
      : told(l10n.t('{0} did not accept the API key.', endpoint), 'setKey', 'retry'),
  permission: ({ l10n, endpoint }) =>
    told(l10n.t('This key does not have permission for that on {0}.', endpoint), 'setKey', 'pickModel', 'retry'),
  billing: ({ l10n, endpoint, error }) =>
    error.reason === 'max_tokens'
      ? told(
          l10n.t('The balance at {0} does not cover a reply of this length (max_tokens).', endpoint),
          'fewerTokens',
          'setKey',
          'openSite',
          'retry',
        )
      : told(
          l10n.t('{0} refused because of the account’s balance or billing.', endpoint),
          'setKey',
          'openSite',
          'retry',
        ),
  bad_base_url: ({ l10n, endpoint, subject }) =>
    told(
      subject === ''
        ? l10n.t('The settings have no endpoint “{0}” with a base URL.', endpoint)
        : l10n.t('The base URL of {0} cannot be used: {1}', endpoint, subject),
      'checkBaseUrl',
    ),
  bad_header: ({ l10n, subject }) =>
    /^(authorization|x-api-key)$/i.test(subject)
      ? told(l10n.t('The API key holds a character that cannot be sent.'), 'setKey')
      : told(l10n.t('The extra header “{0}” cannot be sent.', subject), 'checkBaseUrl'),
  model_not_claude: ({ l10n, endpoint, subject }) =>
    told(
      l10n.t('{0} only serves Claude models; “{1}” is not one. Nothing was sent.', endpoint, subject),
      'pickModel',
      'retryWith',
    ),
  network: ({ l10n, endpoint, subject }) =>
    told(
      isAboutCertificate(subject)
        ? l10n.t(
            'This machine does not trust the certificate of {0} ({1}). If a company’s own authority signs it, install that authority in the system.',
            endpoint,
            subject,
          )
        : l10n.t('No connection to {0} ({1}).', endpoint, subject || l10n.t('network error')),
      'retry',
      'checkBaseUrl',
    ),
  redirect: ({ l10n, endpoint, subject }) =>
    told(
      subject === ''
        ? l10n.t('{0} redirected the request. Aside does not follow redirects, to protect your key.', endpoint)
        : l10n.t(
            '{0} redirected the request to {1}. Aside does not follow redirects, to protect your key.',
            endpoint,
            subject,
          ),
      'checkBaseUrl',
    ),
  connect_timeout: ({ l10n, endpoint }) =>
    told(l10n.t('{0} did not answer in time.', endpoint), 'retry', 'openSettings'),
  idle_timeout: ({ l10n, endpoint }) =>
    told(l10n.t('{0} went silent in the middle of the reply.', endpoint), 'retry', 'continue'),
  not_messages: (failed) => elsewhere(failed) ?? notMessages(failed),
  empty_reply: ({ l10n, endpoint }) => told(l10n.t('{0} sent an empty reply.', endpoint), 'retry'),
  cut: ({ l10n }) => told(l10n.t('The reply was cut off before it was complete.'), 'retry', 'continue'),
  interrupted: ({ l10n }) => told(l10n.t('The window closed before this reply was complete.'), 'retry', 'continue'),
  too_long: ({ l10n, endpoint }) =>
    told(l10n.t('{0} sent more at once than a reply can hold.', endpoint), 'retry', 'checkBaseUrl'),
  invalid_request: (failed) => invalidRequest(failed),
  not_found: (failed) =>
    failed.error.missing === 'model' ? noModel(failed) : (elsewhere(failed) ?? nothingThere(failed)),
  request_too_large: ({ l10n, endpoint }) =>
    told(l10n.t('The request is larger than {0} accepts.', endpoint), 'summarise', 'retry'),
  rate_limit: ({ l10n, endpoint, error: { retryAfter = 0 } }) =>
    told(
      retryAfter > longestWait
        ? l10n.t(
            '{0} is rate-limiting requests, and asks to wait {1} minutes.',
            endpoint,
            Math.ceil(retryAfter / 60_000),
          )
        : l10n.t('{0} is rate-limiting requests.', endpoint),
      'retry',
      'continue',
    ),
  overloaded: ({ l10n, endpoint }) => told(l10n.t('{0} is overloaded.', endpoint), 'retry', 'continue', 'retryWith'),
  unavailable: ({ l10n, endpoint, error }) =>
    told(l10n.t('{0} is not available right now: {1}', endpoint, firstWords(error)), 'retry', 'continue', 'retryWith'),
  // Its page says under that what it wants, the title first.
  firewall: ({ l10n, endpoint }) =>
    told(l10n.t('A firewall in front of {0} blocked the request.', endpoint), 'retry', 'checkBaseUrl'),
  server_timeout: ({ l10n, endpoint }) => told(l10n.t('{0} took too long to reply.', endpoint), 'retry', 'continue'),
  server: ({ l10n, endpoint }) => told(l10n.t('{0} reported an internal error.', endpoint), 'retry', 'continue'),
  aborted: ({ l10n }) => told(l10n.t('Stopped.')),
  internal: ({ l10n }) => told(l10n.t('Something went wrong in Aside. See the log for details.'), 'retry', 'showLog'),
};

/** What may have several causes, which a check of the endpoint tells apart: its last step. */
const explainedByCheck: ReadonlySet<StoredKind> = new Set<StoredKind>([
  'network',
  'redirect',
  'connect_timeout',
  'idle_timeout',
  'not_messages',
  'not_found',
  'authentication',
  'permission',
  'billing',
  'invalid_request',
  'empty_reply',
  'cut',
  'too_long',
  'server',
  'server_timeout',
]);

function invalidRequest({ l10n, endpoint, error }: Failed): Explanation {
  if (error.reason === 'tools') {
    return told(
      l10n.t('This model at {0} takes no tools.', endpoint),
      'openSettings',
      'pickModel',
      'retryWith',
      'retry',
    );
  }
  if (error.reason === 'max_tokens') {
    const room = roomForReply(error.limits);
    return told(
      room === undefined
        ? l10n.t('max_tokens is larger than {0} allows.', endpoint)
        : l10n.t('{0} has room for {1} tokens of reply at most.', endpoint, room),
      'fewerTokens',
      'openSettings',
      'retry',
    );
  }
  return told(l10n.t('{0} refused the request: {1}', endpoint, firstWords(error)), 'openSettings', 'retry');
}

/** The same server has the API under another base URL. */
function elsewhere({ l10n, error, endpoint, subject }: Failed): Explanation | undefined {
  if (error.workingBaseUrl === undefined) return undefined;
  return told(
    l10n.t(
      'There is no Messages API at {0}. One answers with the base URL {1}.',
      subject || endpoint,
      error.workingBaseUrl,
    ),
    'useBaseUrl',
    'checkBaseUrl',
  );
}

function notMessages({ l10n, endpoint, subject }: Failed): Explanation {
  return told(
    l10n.t('The server at {0} does not speak the Messages API.', subject || endpoint),
    'checkBaseUrl',
    'retry',
  );
}

function noModel({ l10n, endpoint }: Failed): Explanation {
  return told(
    l10n.t('{0} does not have this model, or this key can’t use it.', endpoint),
    'pickModel',
    'retryWith',
    'retry',
  );
}

function nothingThere({ l10n, error, endpoint, subject }: Failed): Explanation {
  return error.missing === 'address'
    ? told(l10n.t('There is no Messages API at {0}.', subject || endpoint), 'checkBaseUrl', 'retry')
    : told(
        l10n.t('{0} found nothing at this address, or does not have this model.', endpoint),
        'checkBaseUrl',
        'pickModel',
        'retry',
      );
}

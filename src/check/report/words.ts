/** What a step says, and what to do about it, in words. */
import type { MessagesError } from '../../messages/errors';
import type { Notice } from '../../messages/types';
import { duration } from '../../util/units';
import type { L10n } from '../../wording/l10n';
import type { Fault } from '../plan/faults';
import type { ProxySource } from '../plan/proxySettings';
import type { Extras, Finding, Replied, StepId, Verdict } from '../plan/types';

export interface Words {
  readonly l10n: L10n;
  /** Such as `zh-cn`. */
  readonly language: string;
  /** What an error is, as it is said everywhere else. */
  error(error: MessagesError): string;
  notice(notice: Notice): string;
}

export function stepName(step: StepId, l10n: L10n): string {
  switch (step) {
    case 'address':
      return l10n.t('Address');
    case 'certificate':
      return l10n.t('Certificate');
    case 'proxy':
      return l10n.t('Proxy');
    case 'key':
      return l10n.t('API key');
    case 'models':
      return l10n.t('Model list');
    case 'reply':
      return l10n.t('Reply');
    case 'streaming':
      return l10n.t('Streaming');
    case 'thinking':
      return l10n.t('Thinking');
    case 'caching':
      return l10n.t('Prompt caching');
    case 'tools':
      return l10n.t('Tools');
    case 'serverTools':
      return l10n.t('Server tools');
    case 'diagnostics':
      return l10n.t('Request IDs and limits');
    case 'countTokens':
      return l10n.t('Token counting');
  }
}

export function outcomeName(outcome: Finding['outcome'], l10n: L10n): string {
  switch (outcome) {
    case 'ok':
      return `✓ ${l10n.t('OK')}`;
    case 'absent':
      return `– ${l10n.t('Not available')}`;
    case 'warning':
      return `⚠ ${l10n.t('Warning')}`;
    case 'failed':
      return `✗ ${l10n.t('Failed')}`;
    case 'skipped':
      return `○ ${l10n.t('Skipped')}`;
    case 'stopped':
      return `○ ${l10n.t('Stopped')}`;
  }
}

/** What a step found, in a sentence or two. */
export function sentenceOf(verdict: Verdict, words: Words): string {
  const { l10n, language } = words;
  const count = (value: number) => value.toLocaleString(language);
  switch (verdict.code) {
    case 'fault':
      return faultSentence(verdict.fault, words);
    case 'skipped':
      return l10n.t('Not checked, because this step failed: {0}.', stepName(verdict.failed, l10n));
    case 'stopped':
      return l10n.t('You stopped the check before this step was done.');
    case 'leftOut':
      return l10n.t('Not checked, because it costs tokens.');
    case 'answers':
      return l10n.t(
        '{0} responded in {1} (HTTP {2}, without a key).',
        verdict.host,
        duration(verdict.ms, language),
        verdict.status,
      );
    case 'reached':
      return l10n.t('{0} is reachable.', verdict.host);
    case 'trusted':
      return l10n.t('This machine trusts the certificate of {0}.', verdict.host);
    case 'plainHttp':
      return l10n.t('Not needed: plain HTTP to this machine.');
    case 'noProxy':
      return l10n.t('Neither VS Code nor the environment sets a proxy. The system may still have one.');
    case 'proxySet':
      return l10n.t('Requests may go through a proxy: {0}.', sourcesText(verdict.sources));
    case 'proxyExempt':
      return l10n.t(
        '{0} is set, but not used for this address ({1}).',
        sourcesText(verdict.sources),
        verdict.exemption,
      );
    case 'proxyOff':
      return l10n.t('{0} is set, but VS Code does not use it: http.proxySupport is off.', sourcesText(verdict.sources));
    case 'keyAccepted':
      return l10n.t(
        'The server accepts the key. It was tried with an empty request, which costs nothing (HTTP {0}).',
        verdict.status,
      );
    case 'keyUnclear':
      return l10n.t('The server did not say whether it accepts the key. It said: {0}', words.error(verdict.error));
    case 'keyNotNeeded':
      return l10n.t('The endpoint has no key, and the server does not ask for one.');
    case 'keyNeeded':
      return l10n.t('The server asks for a key, but this endpoint is set up without one.');
    case 'otherAuth':
      return l10n.t('The server accepts the key as “{0}”, but not as “{1}”.', verdict.works, verdict.auth);
    case 'listed':
      return l10n.t('Models listed: {0}, including {1}.', count(verdict.models.length), verdict.model);
    case 'notListed':
      return l10n.t(
        '{0} is not among the listed models: {1}',
        verdict.model,
        listText(verdict.models, verdict.model, words),
      );
    case 'emptyList':
      return l10n.t('The list of models is empty.');
    case 'noSuchCall':
      return l10n.t('The server does not offer this call. Aside works without it.');
    case 'replied':
      return replySentence(verdict, words);
    case 'streamed':
      return l10n.t(
        'The first text arrived after {0}, the end after {1} (pieces: {2}).',
        duration(verdict.firstToken, language),
        duration(verdict.total, language),
        count(verdict.pieces),
      );
    case 'atOnce':
      return l10n.t(
        'The whole reply arrived at once after {0}: the server or a proxy buffers it.',
        duration(verdict.after, language),
      );
    case 'notStreamed':
      return l10n.t('The server did not stream, although it was asked to. Replies appear only when they are complete.');
    case 'repaired':
      return l10n.t('The reply is complete, but had to be repaired: {0}', verdict.notices.map(words.notice).join(' '));
    case 'refusedFeature':
      return l10n.t('Refused. {0}', words.error(verdict.error));
    case 'thought':
      return verdict.isVisible
        ? l10n.t('The model thinks, and the server sends its thinking ({0}).', verdict.type)
        : l10n.t('The model thinks, but the server does not send its thinking ({0}).', verdict.type);
    case 'noThinking':
      return l10n.t('The field was accepted, but the reply has no thinking ({0}).', verdict.type);
    case 'cached':
      return l10n.t(
        'Tokens written to the cache: {0}; read from it: {1}.',
        count(verdict.written),
        count(verdict.read),
      );
    case 'cacheWritten':
      return l10n.t(
        'Tokens written to the cache: {0}; the same request did not read them again. The platform may spread requests over several accounts.',
        count(verdict.written),
      );
    case 'cacheIgnored':
      return l10n.t('cache_control was accepted, but the server reports nothing written to the cache or read from it.');
    case 'toolCalled':
      return l10n.t('The model called the tool, and its input is complete.');
    case 'toolBroken':
      return l10n.t('The model called the tool, but the input is incomplete or wrong.');
    case 'toolNotCalled':
      return l10n.t('The tool was accepted, but the model did not call it.');
    case 'serverTools':
      return serverToolsSentence(verdict, words);
    case 'extras':
      return extrasSentence(verdict, words);
    case 'counted':
      return l10n.t('The server counts tokens: {0} for a short question.', count(verdict.tokens));
  }
}

function faultSentence({ kind, error }: Fault, words: Words): string {
  const { l10n, language } = words;
  const { subject = '', status = 0 } = error.details;
  switch (kind) {
    case 'badHeader':
      return l10n.t('The extra header “{0}” cannot be sent.', subject);
    case 'unknownHost':
      return l10n.t('The host name can’t be resolved ({0}).', subject);
    case 'connectionRefused':
      return l10n.t('The host refused the connection: nothing is listening on this port ({0}).', subject);
    case 'notTls':
      return l10n.t('The server does not use TLS on this port ({0}).', subject);
    case 'proxy':
      return l10n.t('The proxy refused the request ({0}).', subject || `HTTP ${status}`);
    case 'noAnswer':
      return l10n.t('No response within {0}.', duration(Number(subject), language));
    case 'silent':
      return l10n.t('The response started but did not finish within {0}.', duration(Number(subject), language));
    case 'endless':
      return l10n.t('The response is far too long for this API, so the check stopped reading it.');
    case 'firewall':
      return l10n.t('A firewall or gateway answered with a web page instead of the server (HTTP {0}).', status);
    case 'webPage':
      return l10n.t('A web page answers at this address, not an API.');
    case 'noModel':
      return l10n.t('The server does not have this model, or the key may not use it.');
    default:
      return words.error(error);
  }
}

function replySentence({ text, ms, otherModel, tokens, stopReason }: Replied, { l10n, language }: Words): string {
  const said = text.replace(/\s+/g, ' ').trim().slice(0, 60);
  const sentences = [
    said === ''
      ? l10n.t('A reply without text arrived after {0} (stop reason: {1}).', duration(ms, language), stopReason ?? '–')
      : l10n.t('“{0}” arrived after {1} (stop reason: {2}).', said, duration(ms, language), stopReason ?? '–'),
    tokens
      ? l10n.t('Tokens: {0} in, {1} out.', tokens.input, tokens.output)
      : l10n.t('The server does not report tokens, so costs cannot be estimated.'),
    otherModel && l10n.t('The reply is from another model: {0}.', otherModel),
  ];
  return sentences.filter(Boolean).join(' ');
}

function serverToolsSentence(
  { accepted, refused, error }: Extract<Verdict, { code: 'serverTools' }>,
  words: Words,
): string {
  const { l10n } = words;
  const sentences = [
    accepted.length > 0 && l10n.t('Accepted: {0}.', accepted.join(', ')),
    refused.length > 0 && l10n.t('Refused: {0}.', refused.join(', ')),
    error && words.error(error),
  ];
  return sentences.filter(Boolean).join(' ');
}

function extrasSentence({ requestIds, limits, diagnostics }: Extras, { l10n }: Words): string {
  const sentences = [
    requestIds.length > 0
      ? l10n.t('Responses carry a request ID ({0}).', requestIds.join(', '))
      : l10n.t('Responses carry no request ID.'),
    limits.length > 0 ? l10n.t('Rate limits are reported ({0}).', limits[0]!) : l10n.t('Rate limits are not reported.'),
    diagnostics === 'answered'
      ? l10n.t('The field diagnostics is answered.')
      : diagnostics === 'ignored'
        ? l10n.t('The field diagnostics is accepted but not answered.')
        : l10n.t('The field diagnostics is refused.'),
  ];
  return sentences.join(' ');
}

function sourcesText(sources: readonly ProxySource[]): string {
  return sources.map(({ name, address }) => `${name} = ${address}`).join(', ');
}

/** Models that are named in a sentence. */
const mostNamed = 8;

/** Those first that are called like the one that is not there. */
function listText(models: readonly string[], like: string, { l10n }: Words): string {
  const family = /sonnet|opus|haiku|fable/.exec(like)?.[0] ?? like.split(/[-/:.]/)[0]!;
  const close = models.filter((model) => model.includes(family));
  const named = [...close, ...models.filter((model) => !close.includes(model))];
  const rest = named.length - mostNamed;
  return rest > 0 ? l10n.t('{0} and {1} more', named.slice(0, mostNamed).join(', '), rest) : named.join(', ');
}

/** A check as a document in Markdown, to read in an editor and to paste into an issue. */
import { fenced } from '../../conversation/request';
import { costOf, pricesOf, type OwnPrices } from '../../messages/prices';
import type { Endpoint } from '../../messages/endpoint';
import { isMessagesError } from '../../messages/errors';
import type { Redacted } from '../../messages/redact';
import type { Usage } from '../../messages/types';
import { originOf } from '../../messages/url';
import { diagnose, type Diagnosis } from '../plan/diagnosis';
import { codeOf, type Finding } from '../plan/types';
import { adviceFor } from './advice';
import { exchangeText } from './exchange';
import type { Mask } from './mask';
import { outcomeName, sentenceOf, stepName, type Words } from './words';

export interface CheckedEndpoint {
  readonly endpoint: Endpoint;
  readonly model: string;
  readonly findings: readonly Finding[];
  readonly usages: readonly Usage[];
  readonly prices: OwnPrices;
  /** Milliseconds since the epoch. */
  readonly at: number;
  /** Versions and the platform: what an issue asks for. */
  readonly environment: readonly string[];
  readonly isBrowser: boolean;
}

/** Characters that an issue takes, less what somebody may want to write above it. */
const longestReport = 60_000;
/** Characters of each body that are shown: as many as there is room for. */
const shownBodies = [3000, 1200, 400, 100];

/** @param mask is applied to all of it, once more */
export function reportText(check: CheckedEndpoint, words: Words, mask: Mask): Redacted {
  let text = mask('');
  for (const shown of shownBodies) {
    text = mask(textWith(shown, check, words));
    if (text.length <= longestReport) break;
  }
  return text;
}

function textWith(shown: number, check: CheckedEndpoint, words: Words): string {
  const { endpoint, findings, isBrowser } = check;
  const { l10n } = words;
  const diagnosis = diagnose(findings);
  const detailed = findings.filter(({ exchanges }) => exchanges.length > 0);
  const parts = [
    `# ${l10n.t('Endpoint Check: {0}', plainText(endpoint.name))}`,
    `**${resultSentence(diagnosis, words)}**`,
    ...diagnosis.causes.map((cause) => causeText(cause, words, isBrowser)),
    facts(check, words),
    `## ${l10n.t('Steps')}`,
    stepList(findings, words),
    ...detailed.flatMap((finding) => section(finding, shown, check, words)),
  ];
  return `${parts.join('\n\n')}\n`;
}

function resultSentence({ state, isStopped, absent }: Diagnosis, { l10n }: Words): string {
  const sentences = [
    isStopped && l10n.t('You stopped the check. These are the results so far.'),
    state === 'unusable' && l10n.t('Aside can’t use this endpoint as configured.'),
    state === 'faulty' && l10n.t('Aside found something wrong with this endpoint.'),
    state === 'works' && l10n.t('Aside can use this endpoint.'),
    state === 'unknown' && !isStopped && l10n.t('No problems found so far. Replies were not tested.'),
    absent.length > 0 &&
      state !== 'unusable' &&
      l10n.t('Not available: {0}.', absent.map((step) => stepName(step, l10n)).join(', ')),
  ];
  return sentences.filter(Boolean).join(' ');
}

function causeText({ step, verdict }: Finding, words: Words, isBrowser: boolean): string {
  const sentence = `${stepName(step, words.l10n)}: ${plainText(sentenceOf(verdict, words))}`;
  const advice = adviceFor(verdict, words.l10n, isBrowser);
  return advice === undefined ? sentence : `${sentence}\n\n→ ${advice}`;
}

/** A line for each step; steps in a row that say the same, such as why they were skipped, share one. */
function stepList(findings: readonly Finding[], words: Words): string {
  const lines: { readonly outcome: string; readonly sentence: string; readonly names: string[] }[] = [];
  for (const { step, outcome, verdict } of findings) {
    const sentence = plainText(sentenceOf(verdict, words));
    const name = stepName(step, words.l10n);
    const last = lines.at(-1);
    if (last?.sentence === sentence) last.names.push(name);
    else lines.push({ outcome: outcomeName(outcome, words.l10n), sentence, names: [name] });
  }
  return lines.map(({ outcome, sentence, names }) => `- ${outcome} · **${names.join(', ')}**: ${sentence}`).join('\n');
}

function facts(check: CheckedEndpoint, words: Words): string {
  const { l10n, language } = words;
  const { auth, version, beta, headers } = check.endpoint;
  const setUp = [
    `auth: ${auth}`,
    version && `version: ${version}`,
    beta && beta.length > 0 && `beta: ${beta.join(', ')}`,
    headers && `headers: ${Object.keys(headers).join(', ')}`,
  ];
  const items: readonly (readonly [string, string])[] = [
    [l10n.t('Base URL'), `${shownBaseUrl(check.endpoint)} (${setUp.filter(Boolean).join('; ')})`],
    [l10n.t('Model'), check.model],
    [l10n.t('Checked'), new Date(check.at).toLocaleString(language)],
    [l10n.t('Used'), usedText(check, words)],
    [l10n.t('Environment'), check.environment.join(' · ')],
  ];
  return items.map(([name, value]) => `- ${name}: ${value}`).join('\n');
}

/** As it was written; of one that cannot be used, without what may be a password. */
function shownBaseUrl({ baseUrl }: Endpoint): string {
  try {
    originOf(baseUrl);
    return baseUrl;
  } catch (error) {
    return isMessagesError(error) ? (error.details.subject ?? '') : '';
  }
}

/** Characters of a sentence, which may quote a server at length. */
const longestSentence = 500;

/** On one line. A server's words are no Markdown of ours: no link, no picture, no tag comes of them. */
function plainText(sentence: string): string {
  const line = sentence.replace(/\s+/g, ' ');
  const bounded = line.length > longestSentence ? `${line.slice(0, longestSentence)}…` : line;
  return bounded.replace(/[\\[\]<*`]/g, '\\$&');
}

function usedText({ findings, usages, model, prices }: CheckedEndpoint, { l10n, language }: Words): string {
  const requests = findings.reduce((sum, { exchanges }) => sum + exchanges.length, 0);
  const total = (count: (usage: Usage) => number) => usages.reduce((sum, usage) => sum + count(usage), 0);
  const input = total(
    (usage) =>
      (usage.input_tokens ?? 0) + (usage.cache_creation_input_tokens ?? 0) + (usage.cache_read_input_tokens ?? 0),
  );
  const output = total((usage) => usage.output_tokens ?? 0);
  const text = l10n.t(
    'Requests: {0}; tokens: {1} in, {2} out',
    ...[requests, input.toLocaleString(language), output.toLocaleString(language)],
  );
  const known = pricesOf(model, prices);
  if (!known || input + output === 0) return text;
  const dollars = total((usage) => costOf(known, usage) ?? 0);
  return `${text}, ${l10n.t('about ${0}', dollars.toLocaleString(language, { maximumSignificantDigits: 2 }))}`;
}

/** What was sent and what came, of one step. */
function section(
  { step, outcome, verdict, exchanges }: Finding,
  shown: number,
  { endpoint, isBrowser }: CheckedEndpoint,
  words: Words,
) {
  const { l10n } = words;
  const advice = adviceFor(verdict, l10n, isBrowser);
  const said = saidIn(verdict);
  return [
    `## ${stepName(step, l10n)}: ${outcomeName(outcome, l10n)}`,
    // Its code as well, where something is wrong: the same in every language.
    `${plainText(sentenceOf(verdict, words))}${outcome === 'ok' ? '' : ` (\`${codeOf(verdict)}\`)`}`,
    ...(advice === undefined ? [] : [`→ ${advice}`]),
    ...(said === undefined ? [] : [l10n.t('The server says:'), fenced(said, 'text')]),
    ...exchanges.flatMap((exchange) => exchangeText(exchange, endpoint, shown, words)),
  ];
}

/** The server's own words, which are right where a guess is not. */
function saidIn(verdict: Finding['verdict']): string | undefined {
  const error = verdict.code === 'fault' ? verdict.fault.error : 'error' in verdict ? verdict.error : undefined;
  return error?.details.serverMessage || undefined;
}

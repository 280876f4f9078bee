/**
 * The one place where what went wrong becomes a sentence and a next step. Everything below throws or stores kinds.
 */
import * as vscode from 'vscode';
import type { Refusal } from '../context/refusal';
import type { StoredError } from '../conversation/model';
import type { OptionProblem } from '../conversation/options';
import { tooLongFor } from '../messages/contextLimit';
import { isMessagesError, type ErrorKind } from '../messages/errors';
import { longestWait } from '../messages/retry';
import type { DroppedField, Notice } from '../messages/types';
import type { ErrorView, StepId, StopView } from './steps';

/** What is kept of an error in a conversation. Undefined for a cancellation, which is no error. */
export function storedError(error: unknown): StoredError | undefined {
  if (isMessagesError(error)) {
    if (error.kind === 'aborted') return undefined;
    const { status, requestId, serverMessage, subject, missing, reason, limits, workingBaseUrl, retryAfter } =
      error.details;
    return {
      ...{ kind: error.kind, status, requestId, serverMessage, subject },
      ...{ missing, reason, limits, workingBaseUrl, retryAfter },
    };
  }
  return { kind: 'internal', serverMessage: error instanceof Error ? error.message : String(error) };
}

/** An error as a person reads it: one sentence, the steps that may help, and the server's own words as text. */
export function describeError(error: StoredError, endpoint: string): ErrorView {
  const { sentence, steps } = explain(error, endpoint);
  const details = [
    error.status && `HTTP ${error.status}`,
    error.requestId && `request-id: ${error.requestId}`,
    error.serverMessage,
  ].filter(Boolean);
  return {
    sentence,
    steps: labelled(steps),
    details: details.length > 0 ? details.join('\n') : undefined,
  };
}

/** Why something cannot go along with a question, and what could instead. */
export function describeRefusal(why: Refusal, name: string): string {
  const { l10n } = vscode;
  switch (why) {
    case 'binary':
      return l10n.t('{0} is no text, image or PDF, and cannot go along.', name);
    case 'image':
      return l10n.t('{0} cannot be read as an image. PNG, JPEG, GIF and WebP work everywhere.', name);
    case 'protected':
      return l10n.t('{0} is protected by a password. Save a copy without one, and attach that.', name);
    case 'empty':
      return l10n.t('{0} is empty.', name);
    case 'folder':
      return l10n.t('{0} is a folder. Choose it after an @, or drop it from the Explorer of VS Code.', name);
    case 'tooLarge':
      return l10n.t('{0} is too large: text goes up to 2 MB, a PDF to 20 MB, an image to 30 MB.', name);
    case 'tooManyPages':
      return l10n.t('{0} has more than 100 pages, which is what a model reads of a PDF. Attach a part of it.', name);
    case 'unreadable':
      return l10n.t('{0} cannot be read.', name);
    case 'nothing':
      return l10n.t('There is nothing there to take along.');
  }
}

/** Why conversations cannot be written to a folder, and what to do about it. */
export function describeWriteError(error: unknown, folder: string): string {
  const { l10n } = vscode;
  // Of Node's file system, or of VS Code's in a browser.
  switch ((error as { code?: unknown } | undefined)?.code) {
    case 'ENOSPC':
    case 'EDQUOT':
    case 'QuotaExceededError':
      return l10n.t(
        'The conversation cannot be saved: there is no room left on the disk. Make some; the conversation goes on, and is saved by itself then.',
      );
    case 'EACCES':
    case 'EPERM':
    case 'EROFS':
    case 'NoPermissions':
      return l10n.t(
        'The conversation cannot be saved: Aside may not write to {0}. Allow that; the conversation goes on, and is saved by itself then.',
        folder,
      );
    default:
      return l10n.t('The conversation cannot be saved right now. It goes on, and is saved as soon as that works.');
  }
}

function explain(error: StoredError, endpoint: string): { sentence: string; steps: StepId[] } {
  const { l10n } = vscode;
  const subject = error.subject ?? '';
  if (tooLongFor(error)) {
    return {
      sentence: l10n.t('The conversation is longer than what the model at {0} reads at once.', endpoint),
      steps: ['summarise', 'pickModel', 'retry'],
    };
  }
  switch (error.kind as ErrorKind | 'interrupted' | 'internal') {
    case 'no_key':
      return { sentence: l10n.t('There is no API key for {0} yet.', endpoint), steps: ['setKey'] };
    case 'authentication':
      return { sentence: l10n.t('{0} did not accept the API key.', endpoint), steps: ['setKey', 'retry'] };
    case 'permission':
      return {
        sentence: l10n.t('This key may not do that on {0}.', endpoint),
        steps: ['setKey', 'pickModel', 'retry'],
      };
    case 'billing':
      return {
        sentence: l10n.t('{0} refused because of the account’s balance or billing.', endpoint),
        steps: ['retry'],
      };
    case 'bad_base_url':
      if (subject === '') {
        return {
          sentence: l10n.t('The settings have no endpoint “{0}” with a base URL.', endpoint),
          steps: ['checkBaseUrl'],
        };
      }
      return {
        sentence: l10n.t('The base URL of {0} cannot be used: {1}', endpoint, subject),
        steps: ['checkBaseUrl'],
      };
    case 'bad_header':
      if (/^(authorization|x-api-key)$/i.test(subject)) {
        return { sentence: l10n.t('The API key holds a character that cannot be sent.'), steps: ['setKey'] };
      }
      return { sentence: l10n.t('The extra header “{0}” cannot be sent.', subject), steps: ['checkBaseUrl'] };
    case 'model_not_claude':
      return {
        sentence: l10n.t('{0} serves Claude models only, and “{1}” is none. Nothing was sent.', endpoint, subject),
        steps: ['pickModel', 'retryWith'],
      };
    case 'network':
      // Node's and Electron's names for it: SELF_SIGNED_CERT_IN_CHAIN, UNABLE_TO_VERIFY_LEAF_SIGNATURE, ERR_CERT_….
      if (/CERT|UNABLE_TO_VERIFY|SELF_SIGNED/.test(subject)) {
        return {
          sentence: l10n.t(
            'This machine does not trust the certificate of {0} ({1}). If a company’s own authority signs it, install that authority in the system.',
            endpoint,
            subject,
          ),
          steps: ['retry', 'checkBaseUrl'],
        };
      }
      return {
        sentence: l10n.t('No connection to {0} ({1}).', endpoint, subject || l10n.t('network error')),
        steps: ['retry', 'checkBaseUrl'],
      };
    case 'redirect':
      if (subject !== '') {
        return {
          sentence: l10n.t('{0} wanted to send the request to {1}; Aside never follows with a key.', endpoint, subject),
          steps: ['checkBaseUrl'],
        };
      }
      return {
        sentence: l10n.t('{0} wanted to send the request elsewhere; Aside never follows with a key.', endpoint),
        steps: ['checkBaseUrl'],
      };
    case 'connect_timeout':
      return { sentence: l10n.t('{0} did not answer in time.', endpoint), steps: ['retry', 'openSettings'] };
    case 'idle_timeout':
      return {
        sentence: l10n.t('{0} went silent in the middle of the reply.', endpoint),
        steps: ['retry', 'continue'],
      };
    case 'not_messages':
      if (error.workingBaseUrl !== undefined) return elsewhere(subject || endpoint, error.workingBaseUrl);
      return {
        sentence: l10n.t('What answers at {0} does not speak the Messages API.', subject || endpoint),
        steps: ['checkBaseUrl', 'retry'],
      };
    case 'empty_reply':
      return { sentence: l10n.t('{0} sent an empty reply.', endpoint), steps: ['retry'] };
    case 'cut':
      return { sentence: l10n.t('The reply was cut off before it was complete.'), steps: ['retry', 'continue'] };
    case 'interrupted':
      return { sentence: l10n.t('The window closed before this reply was complete.'), steps: ['retry', 'continue'] };
    case 'too_long':
      return {
        sentence: l10n.t('{0} sent more at once than any reply has.', endpoint),
        steps: ['retry', 'checkBaseUrl'],
      };
    case 'invalid_request':
      return {
        sentence: l10n.t('{0} refused the request: {1}', endpoint, firstWords(error)),
        steps: ['openSettings', 'retry'],
      };
    case 'not_found':
      if (error.missing === 'model') {
        return {
          sentence: l10n.t('{0} does not have this model.', endpoint),
          steps: ['pickModel', 'retryWith', 'retry'],
        };
      }
      if (error.workingBaseUrl !== undefined) return elsewhere(subject || endpoint, error.workingBaseUrl);
      if (error.missing === 'address') {
        return {
          sentence: l10n.t('There is no Messages API at {0}.', subject || endpoint),
          steps: ['checkBaseUrl', 'retry'],
        };
      }
      return {
        sentence: l10n.t('{0} found nothing at this address, or does not have this model.', endpoint),
        steps: ['checkBaseUrl', 'pickModel', 'retry'],
      };
    case 'request_too_large':
      return { sentence: l10n.t('This is more than {0} takes at once.', endpoint), steps: ['summarise', 'retry'] };
    case 'rate_limit':
      if (error.retryAfter !== undefined && error.retryAfter > longestWait) {
        const minutes = Math.ceil(error.retryAfter / 60_000);
        return {
          sentence: l10n.t(
            '{0} takes no more requests for the moment, and asks to wait {1} minutes.',
            endpoint,
            minutes,
          ),
          steps: ['retry'],
        };
      }
      return { sentence: l10n.t('{0} takes no more requests for the moment.', endpoint), steps: ['retry'] };
    case 'overloaded':
      return { sentence: l10n.t('{0} is overloaded.', endpoint), steps: ['retry', 'retryWith'] };
    case 'unavailable':
      return {
        sentence: l10n.t('{0} is not available right now: {1}', endpoint, firstWords(error)),
        steps: ['retry', 'retryWith'],
      };
    case 'firewall':
      return {
        // Of a page, its title.
        sentence: l10n.t(
          'A firewall before {0} stopped the request: {1}',
          endpoint,
          firstWords({ ...error, serverMessage: error.serverMessage?.split('\n', 1)[0] }),
        ),
        steps: ['retry', 'checkBaseUrl'],
      };
    case 'server_timeout':
      return { sentence: l10n.t('{0} took too long over this reply.', endpoint), steps: ['retry'] };
    case 'server':
      return { sentence: l10n.t('{0} had an error of its own.', endpoint), steps: ['retry'] };
    case 'aborted':
      return { sentence: l10n.t('Stopped.'), steps: [] };
    case 'internal':
    default:
      return { sentence: l10n.t('Aside itself failed at this. The log has the details.'), steps: ['retry', 'showLog'] };
  }
}

function elsewhere(address: string, workingBaseUrl: string): { sentence: string; steps: StepId[] } {
  return {
    sentence: vscode.l10n.t(
      'There is no Messages API at {0}. One answers with the base URL {1}.',
      address,
      workingBaseUrl,
    ),
    steps: ['useBaseUrl', 'checkBaseUrl'],
  };
}

/** The server's message as part of a sentence; the whole is behind "Show details". */
function firstWords({ serverMessage, status }: StoredError): string {
  const said = serverMessage?.replace(/\s+/g, ' ').trim() ?? '';
  // Data instead of words says nothing in a sentence.
  const words = /^[[{<]/.test(said) ? '' : said.split(/[[{]\s*["'{]/, 1)[0]!.trim();
  return bounded(words === '' ? `HTTP ${status ?? '?'}` : words);
}

function bounded(text: string): string {
  return text.length > 160 ? `${text.slice(0, 159)}…` : text;
}

function labelled(steps: readonly StepId[]): ErrorView['steps'] {
  return steps.map((id) => ({ id, label: stepLabel(id) }));
}

export function stepLabel(step: StepId): string {
  const { l10n } = vscode;
  switch (step) {
    case 'setKey':
      return l10n.t('Set Key');
    case 'checkBaseUrl':
      return l10n.t('Check Base URL');
    case 'useBaseUrl':
      return l10n.t('Use This Base URL');
    case 'pickModel':
      return l10n.t('Pick Model');
    case 'retry':
      return l10n.t('Retry');
    case 'retryWith':
      return l10n.t('Retry With Another Model');
    case 'continue':
      return l10n.t('Continue');
    case 'summarise':
      return l10n.t('Summarize and Go On');
    case 'openSettings':
      return l10n.t('Open Settings');
    case 'showLog':
      return l10n.t('Show Log');
  }
}

/** What the client had to repair, for a turn's details. */
export function noticeText(notice: Notice): string {
  const { l10n } = vscode;
  switch (notice.code) {
    case 'no_message_stop':
      return l10n.t('The server sent no message_stop.');
    case 'no_message_start':
      return l10n.t('The server sent no message_start.');
    case 'no_stop_reason':
      return l10n.t('The server gave no stop reason.');
    case 'not_streamed':
      return l10n.t('The server did not stream, although it was asked to.');
    case 'tool_input_cut':
      return l10n.t('The input of the tool “{0}” was cut short, so it cannot be run.', notice.tool);
    case 'bad_event':
      return l10n.t('The server sent an event that could not be read: {0}', notice.sample);
    case 'left_out':
      return l10n.t(
        'To fit, it was made without all of the conversation: {0} images and documents, the middle of {1} long texts and {2} messages were left out.',
        ...[notice.attachments, notice.shortened, notice.messages],
      );
    case 'max_tokens_lowered':
      return l10n.t(
        'max_tokens was lowered from {0} to {1}, which is all that the server has room for.',
        notice.from,
        notice.to,
      );
    case 'repaired':
      return notice.detail;
    case 'held_back':
      return droppedFieldText(notice);
  }
}

function droppedFieldText({ field, because, model }: DroppedField & { readonly model: string }): string {
  const { l10n } = vscode;
  switch (because) {
    case 'model':
      return l10n.t('“{0}” was not sent: {1} does not accept it.', field, model);
    case 'version':
      return l10n.t('“{0}” was not sent: this version of the API does not accept it.', field);
    case 'thinking':
      return l10n.t('“{0}” was not sent: {1} does not accept it together with thinking.', field, model);
    case 'effort':
      return l10n.t('“{0}” was not sent: {1} accepts it only with an effort up to high.', field, model);
    case 'temperature':
      return l10n.t('“{0}” was not sent: {1} does not accept it together with temperature.', field, model);
    case 'max_tokens':
      return l10n.t('“{0}” was not sent: its budget leaves no room in max_tokens.', field);
    case 'tools':
      return l10n.t('“{0}” was not sent: it names no tool that there is.', field);
  }
}

/** Why a reply ended, where that is worth a word, and what may help. */
export function describeStop(reason: string, details: unknown): StopView | undefined {
  const { l10n } = vscode;
  const stop = (sentence: string, ...steps: StepId[]): StopView => ({ sentence, steps: labelled(steps) });
  switch (reason) {
    case 'max_tokens':
      return stop(l10n.t('The reply reached the maximum of tokens and stops here.'), 'continue');
    case 'model_context_window_exceeded':
      return stop(l10n.t('The conversation has filled the model’s context window.'), 'summarise');
    case 'refusal': {
      const said = (details as { explanation?: unknown } | undefined)?.explanation;
      return typeof said === 'string' && said !== ''
        ? stop(l10n.t('The model declined to answer: {0}', bounded(said)), 'retryWith')
        : stop(l10n.t('The model declined to answer.'), 'retryWith');
    }
    case 'pause_turn':
      return stop(l10n.t('The model paused here.'), 'continue');
    case 'end_turn':
    case 'stop_sequence':
    case 'tool_use':
      return undefined;
    default:
      return stop(l10n.t('The server ended the reply for the reason “{0}”.', bounded(reason)));
  }
}

/** A setting of costs that is not used. */
export function costProblemText({ setting, expected }: OptionProblem): string {
  return vscode.l10n.t('The setting {0} is not used: it should be {1}.', setting, expected);
}

export function optionProblemText({ setting, expected }: OptionProblem): string {
  return vscode.l10n.t('The setting {0} is not sent: it should be {1}.', setting, expected);
}

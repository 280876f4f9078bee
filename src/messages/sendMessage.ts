/** One message, from the request to the complete reply. */
import { withRetries, type CallOptions, type RetryInfo } from './attempts';
import type { ClientContext } from './clientContext';
import { MessagesError, withDetails, type ErrorDetails } from './errors';
import { fewerTokens } from './fewerTokens';
import { findBaseUrl } from './findBaseUrl';
import { definedOf } from './json';
import type { Watch } from './observe';
import { openRequest } from './openRequest';
import { readReply } from './readReply';
import { refuseOtherModels } from './refuseOtherModels';
import { requestIdOf } from './responseError';
import { withFewerTokens } from './tokenLimits';
import type { Message, MessagesRequest, Notice, Reply, ReplyTiming, Update } from './types';
import { apiUrl, siteOf } from './url';

export interface SendOptions extends CallOptions {
  readonly signal?: AbortSignal | undefined;
  /**
   * Each change, in the order it arrived. `message` is the one object that grows: copy what must stand still. A throw
   * in here is reported and does no harm to the reply.
   */
  readonly onUpdate?: ((update: Update, message: Message) => void) | undefined;
  /** Called before each wait; `delay` in milliseconds, `attempt` counts the requests that failed, from 1. */
  readonly onRetry?: ((info: RetryInfo) => void) | undefined;
}

/** A message on its way, through all its attempts. */
interface Sending {
  readonly context: ClientContext;
  readonly options: SendOptions;
  readonly started: number;
  readonly timing: { headers?: number; firstToken?: number };
  /** What is asked for, and what was changed in it. */
  asked: MessagesRequest;
  readonly changes: Notice[];
  /** Requests so far. */
  sent: number;
  /** Something of the reply has reached the caller. */
  delivered: boolean;
}

/** See `MessagesClient.send`. */
export async function sendMessage(
  context: ClientContext,
  request: MessagesRequest,
  options: SendOptions = {},
): Promise<Reply> {
  const started = context.now();
  const sending: Sending = {
    ...{ context, options, started, timing: {}, asked: request, changes: [], sent: 0, delivered: false },
  };
  try {
    return await sendUntilItFits(sending);
  } catch (thrown) {
    throw await withOutcome(sending, context.guard.asMessagesError(thrown));
  }
}

/** Sends the request, and once more with fewer `max_tokens` where the server says how many it has room for. */
async function sendUntilItFits(sending: Sending): Promise<Reply> {
  const { context, options, changes } = sending;
  const { attempts: most = Infinity } = options;
  try {
    return await withRetries(context, (watch) => exchange(sending, watch), {
      ...options,
      attempts: most - sending.sent,
      mayRetry: () => !sending.delivered,
    });
  } catch (thrown) {
    const error = context.guard.asMessagesError(thrown);
    const mayChange = changes.length === 0 && !sending.delivered && sending.sent < most;
    const fewer = mayChange ? withFewerTokens(sending.asked, error) : undefined;
    if (!fewer) throw error;
    changes.push({ code: 'max_tokens_lowered', from: sending.asked.max_tokens, to: fewer.max_tokens });
    sending.asked = fewer;
    return sendUntilItFits(sending);
  }
}

/** Milliseconds until the headers of a reply that is asked for whole: they come with its text. */
const wholeReply = 290_000;

/** One request and its reply. */
async function exchange(sending: Sending, watch: Watch | undefined): Promise<Reply> {
  const { context, asked, started, timing } = sending;
  const { endpoint, redactor, guard, now, timeouts } = context;
  const { signal } = sending.options;
  sending.sent += 1;
  refuseOtherModels(endpoint, asked.model);
  const streamed = asked.stream !== false;
  const deadline = streamed || timeouts.connect === 0 ? timeouts.connect : Math.max(timeouts.connect, wholeReply);
  const body = { ...asked, stream: streamed };
  const { response, close } = await openRequest(context, 'messages', { body, deadline, signal, watch });
  const requestId = requestIdOf(response.headers, redactor.text);
  timing.headers = now() - started;
  try {
    const read = await readReply({
      body: response.body as ReadableStream<Uint8Array> | null,
      url: apiUrl(endpoint.baseUrl, 'messages'),
      model: asked.model,
      streamed,
      onUpdate: (update, message) => deliver(sending, update, message),
      ...{ redactor, signal, idle: timeouts.idle, now, watch },
    });
    return { ...read, notices: [...read.notices, ...sending.changes], requestId, timing: timingOf(sending) };
  } catch (thrown) {
    const error = guard.asMessagesError(thrown);
    throw withDetails(error, { status: response.status, requestId, ...definedOf(error.details) });
  } finally {
    close();
  }
}

function deliver(sending: Sending, update: Update, message: Message): void {
  const { context, options, timing, started } = sending;
  if ('text' in update) timing.firstToken ??= context.now() - started;
  if (update.type !== 'start') sending.delivered = true;
  context.guard.run(() => options.onUpdate?.(update, message));
}

function timingOf({ context, timing, started }: Sending): ReplyTiming {
  return { ...timing, total: context.now() - started };
}

/** The error with what was tried, how long it took, and what is true of an address at which there seems to be nothing. */
async function withOutcome(sending: Sending, error: MessagesError): Promise<MessagesError> {
  const { context, changes } = sending;
  const { signal } = sending.options;
  const found = error.details.missing === 'address' ? await lookForApi(context, error, signal) : {};
  const notices = [...(error.details.notices ?? []), ...changes];
  const details = {
    ...found,
    ...definedOf({
      fewerTokens: fewerTokens(sending.asked.max_tokens, error.details),
      site: error.kind === 'billing' ? siteOf(context.endpoint.baseUrl) : undefined,
    }),
    ...(notices.length > 0 && { notices }),
    timing: timingOf(sending),
  };
  if (signal?.aborted) return new MessagesError('aborted', { ...error.details, ...details });
  return withDetails(error, details);
}

/** What becomes of an error that may be about the address, once that has been asked. */
async function lookForApi(
  context: ClientContext,
  error: MessagesError,
  signal: AbortSignal | undefined,
): Promise<Partial<ErrorDetails>> {
  const found = await findBaseUrl({
    baseUrl: context.endpoint.baseUrl,
    headers: context.headers(),
    fetch: context.currentFetch(),
    signal,
    log: (url, outcome) => context.log(`POST ${url} (looking for the API) ${outcome}`),
  });
  if (found === undefined) return {};
  if (found !== 'here') return { workingBaseUrl: found.elsewhere };
  // The API is there: what it says that it did not find can only be the model.
  return { missing: error.kind === 'not_found' && error.details.isJson ? 'model' : undefined };
}

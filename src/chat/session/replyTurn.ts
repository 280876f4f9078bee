/** What a reply and its end are to a turn. */
import type { SentHead, StoredError, Turn } from '../../conversation/model';
import { isMessagesError } from '../../messages/errors';
import type { ContentBlock, MessageParam, MessagesRequest, Reply } from '../../messages/types';

/** What is kept of a request; nothing where its address cannot be told. */
export function sentHead(
  address: Pick<SentHead, 'url' | 'headers' | 'auth'> | undefined,
  body: MessagesRequest,
  messages: MessageParam[],
  cached: boolean,
): SentHead | undefined {
  const { messages: sent, ...fields } = body;
  // The extra fields may have had messages of their own.
  return address && { ...address, fields: sent === messages ? fields : { ...fields, messages: sent }, cached };
}

/** The server stopped in the middle, to go on when it is sent back what it said. */
export function isPaused({ state, stopReason, content }: Turn): boolean {
  return state === 'done' && stopReason === 'pause_turn' && content.length > 0;
}

/** A turn as a complete reply makes it. */
export function doneTurn({ message, notices, requestId, timing }: Reply): Partial<Turn> {
  return {
    state: 'done',
    content: message.content,
    stopReason: message.stop_reason,
    stopDetails: message['stop_details'] ?? undefined,
    usage: message.usage,
    notices,
    requestId,
    firstToken: timing.firstToken,
    total: timing.total,
  };
}

/** A turn as a failed or stopped request makes it. What had arrived stays; a cancellation is no error. */
export function failedTurn(
  error: unknown,
  stored: StoredError | undefined,
  arrived: readonly ContentBlock[],
): Partial<Turn> {
  const details = isMessagesError(error) ? error.details : {};
  return {
    state: stored ? 'failed' : 'stopped',
    error: stored,
    content: details.partial?.content ?? arrived,
    stopReason: details.partial?.stop_reason,
    stopDetails: details.partial?.['stop_details'] ?? undefined,
    usage: details.partial?.usage,
    notices: [...(details.notices ?? [])],
    requestId: details.requestId,
    firstToken: details.timing?.firstToken,
    total: details.timing?.total,
  };
}

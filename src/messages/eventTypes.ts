const eventTypes: ReadonlySet<unknown> = new Set([
  'message_start',
  'content_block_start',
  'content_block_delta',
  'content_block_stop',
  'message_delta',
  'message_stop',
  'message',
  'ping',
]);

/** Whether an event of this type is one of the API's, or the whole reply as one. Errors are none. */
export function isEventType(type: unknown): boolean {
  return eventTypes.has(type);
}

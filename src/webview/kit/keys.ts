import { type PanelState } from '../../protocol';

/** What a key means in an input for messages: undefined for a line break and for every key but Enter. */
export function enterMeans(
  {
    key,
    shiftKey,
    altKey,
    ctrlKey,
    metaKey,
  }: Pick<KeyboardEvent, 'key' | 'shiftKey' | 'altKey' | 'ctrlKey' | 'metaKey'>,
  send: PanelState['send'],
): 'send' | undefined {
  if (key !== 'Enter' || shiftKey || altKey) return undefined;
  return ctrlKey || metaKey || send === 'enter' ? 'send' : undefined;
}

import { type CompletionView } from '../../protocol';
import { post } from '../kit/host';
import { imeOwns, meansEscape } from '../kit/input';
import { type Trigger, triggerAt } from './trigger';

/** The list of what an `@` or a `/` before the caret may mean. */
export interface Completing {
  readonly items: readonly CompletionView[];
  /** Of the items. */
  readonly active: number;
  /** The text has changed. */
  look(area: HTMLTextAreaElement): void;
  /** The caret may have gone elsewhere: what was completed there is not any more. */
  caretMoved(area: HTMLTextAreaElement): void;
  /** The host told what may be meant. */
  found(id: string, items: readonly CompletionView[]): void;
  choose(index: number): void;
  close(): void;
  /** True when the key was for the list. */
  key(event: KeyboardEvent): boolean;
}

/** @param chosen takes what was typed of it out of the text, and tells the host */
export function createCompleting(changed: () => void, chosen: (trigger: Trigger, item: string) => void): Completing {
  let trigger: Trigger | undefined;
  let query = 0;
  let items: readonly CompletionView[] = [];
  let active = 0;

  function set(next: readonly CompletionView[]): void {
    items = next;
    active = 0;
    changed();
  }

  function move(by: number): void {
    active = (active + by + items.length) % items.length;
    changed();
  }

  function look(area: HTMLTextAreaElement): void {
    const { value, selectionStart, selectionEnd } = area;
    trigger = selectionStart === selectionEnd ? triggerAt(value, selectionStart) : undefined;
    query += 1;
    if (!trigger) set([]);
    else post({ type: 'complete', id: `${query}`, trigger: trigger.trigger, query: trigger.query });
  }

  function close(): void {
    trigger = undefined;
    if (items.length > 0) set([]);
  }

  function choose(index: number): void {
    const item = items[index];
    const at = trigger;
    close();
    if (item && at) chosen(at, item.item);
  }

  return {
    get items() {
      return items;
    },
    get active() {
      return active;
    },
    look,
    caretMoved(area) {
      if (!trigger) return;
      const now = triggerAt(area.value, area.selectionStart);
      const isSame = now?.trigger === trigger.trigger && now.query === trigger.query && now.from === trigger.from;
      if (!isSame) look(area);
    },
    found(id, found) {
      if (id === `${query}` && trigger) set(found);
    },
    choose,
    close,
    key(event) {
      const { ctrlKey, metaKey, altKey, shiftKey, key } = event;
      if (items.length === 0 || imeOwns(event) || ctrlKey || metaKey || altKey || shiftKey) return false;
      if (meansEscape(event)) {
        close();
        // It closes the list, and stops no reply.
        event.stopPropagation();
      } else if (key === 'ArrowDown') move(1);
      else if (key === 'ArrowUp') move(-1);
      else if (key === 'Enter' || key === 'Tab') choose(active);
      else return false;
      event.preventDefault();
      return true;
    },
  };
}

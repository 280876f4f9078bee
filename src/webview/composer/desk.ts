import { type HostMessage } from '../../protocol';
import { post } from '../kit/host';
import {
  answered,
  draftMessage,
  heard,
  nothingWritten,
  other,
  posted,
  queue,
  send,
  sendMessage,
  typed,
  unqueue,
  type Writing,
} from './writing';

/** How long typing may pause before the host is told of the draft, in ms. */
const draftDelay = 300;

/** What is being written in the conversation on show, and what the host is told of it. */
export interface Desk {
  readonly writing: Writing;
  /** Another conversation is on show: its draft, and nothing of the one before. */
  show(message: Extract<HostMessage, { type: 'conversation' }>): void;
  /** Somebody else has set the draft of the conversation on show. */
  heard(message: Extract<HostMessage, { type: 'draft' }>): void;
  /** The host said what became of a message. */
  answered(message: Extract<HostMessage, { type: 'sent' }>): void;
  type(text: string): void;
  /** What goes out is gone from the text at once; the answer says whether it comes back. */
  send(what: 'text' | 'queued'): void;
  queue(): void;
  unqueue(): void;
  /** Tells the host now: the view may be gone at any moment. */
  tell(): void;
}

/** @param changed is called with what was there before */
export function createDesk(changed: (before: Writing) => void): Desk {
  let conversation = '';
  let writing = nothingWritten;
  let timer: ReturnType<typeof setTimeout> | undefined;

  function set(next: Writing): void {
    const before = writing;
    writing = next;
    if (next !== before) changed(before);
  }

  function tell(): void {
    clearTimeout(timer);
    const message = draftMessage(writing, conversation);
    if (!message) return;
    post(message);
    set(posted(writing));
  }

  function tellSoon(): void {
    clearTimeout(timer);
    timer = setTimeout(tell, draftDelay);
  }

  return {
    get writing() {
      return writing;
    },
    show({ id, draft, version = 0 }) {
      tell();
      conversation = id;
      set(other(writing, draft.text, version));
    },
    heard({ draft, text }) {
      if (!text) return;
      set(heard(writing, draft.text, text));
      tellSoon();
    },
    answered: ({ id, result }) => set(answered(writing, id, result)),
    type(text) {
      set(typed(writing, text));
      tellSoon();
    },
    send(what) {
      clearTimeout(timer);
      set(send(writing, messageId(), what));
      post(sendMessage(writing, conversation));
    },
    queue() {
      set(queue(writing));
      tell();
    },
    unqueue: () => set(unqueue(writing)),
    tell,
  };
}

let messages = 0;

/** No other page has the same. */
function messageId(): string {
  return `${performance.timeOrigin}.${++messages}`;
}

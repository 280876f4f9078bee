import { type DraftVersion, type SendResult, type ViewMessage } from '../../protocol';

/**
 * What is being written: the composer's state, without the DOM. Whatever comes from the host in whatever order, nothing
 * that was typed is lost.
 */
export interface Writing extends DraftVersion {
  /** In the text area. */
  readonly text: string;
  /** The message that waits for the running reply. */
  readonly queued?: string | undefined;
  /** A message that is on its way. Its text is undefined when it is in the text area again, since the draft has it. */
  readonly sending?: { readonly id: string; readonly text: string | undefined } | undefined;
  /** Of the changes made here, how many the host was told of, and how many were made in another conversation. */
  readonly posted: number;
  readonly elsewhere: number;
}

export const nothingWritten: Writing = { text: '', edits: 0, version: 0, posted: 0, elsewhere: 0 };

/** Somebody typed, or text came that the host does not know of. */
export function typed(writing: Writing, text: string): Writing {
  return { ...writing, text, edits: writing.edits + 1 };
}

/** The text waits until the reply is over. A second one goes to the same message. */
export function queue(writing: Writing): Writing {
  return { ...writing, queued: unsent(writing), text: '' };
}

/** The waiting message goes back to the text area. */
export function unqueue(writing: Writing): Writing {
  return { ...writing, queued: undefined, text: unsent(writing) };
}

/** The text goes out, and the waiting message stays; or the other way round. */
export function send(writing: Writing, id: string, what: 'text' | 'queued'): Writing {
  return {
    ...{ ...writing, posted: writing.edits, sending: { id, text: writing[what] } },
    ...(what === 'text' ? { text: '' } : { queued: undefined }),
  };
}

/** The host said what became of a message: one that did not go out comes back, in front of what was typed since. */
export function answered(writing: Writing, id: string, result: SendResult): Writing {
  const { sending } = writing;
  if (sending?.id !== id) return writing;
  if (result === 'sent' || sending.text === undefined) return { ...writing, sending: undefined };
  return { ...writing, sending: undefined, queued: undefined, text: joined(sending.text, unsent(writing)) };
}

/**
 * The draft is another one, and not by what was typed here. Where the host did not have all of that by then, it is told
 * of the rest, and then says what came of both.
 */
export function heard(writing: Writing, text: string, { edits, version }: DraftVersion): Writing {
  if (writing.edits > Math.max(edits, writing.elsewhere)) return writing;
  const sending = writing.sending && { ...writing.sending, text: undefined };
  return { ...writing, text, version, queued: undefined, sending };
}

/** Another conversation is on show, with this draft. */
export function other({ edits }: Writing, text: string, version: number): Writing {
  return { text, edits, version, posted: edits, elsewhere: edits };
}

/** What the host is told of the draft; undefined when it knows. */
export function draftMessage(
  writing: Writing,
  conversation: string,
): Extract<ViewMessage, { type: 'draft' }> | undefined {
  const { sending, edits, version } = writing;
  if (edits === writing.posted) return undefined;
  const beside = sending?.text === undefined ? undefined : sending.id;
  return { type: 'draft', conversation, text: unsent(writing), edits, version, beside };
}

export function posted(writing: Writing): Writing {
  return { ...writing, posted: writing.edits };
}

/** What takes the message that was just made one to the host, with all else that is written. */
export function sendMessage(writing: Writing, conversation: string): Extract<ViewMessage, { type: 'send' }> {
  const { sending, edits, version } = writing;
  const { id = '', text = '' } = sending ?? {};
  return { type: 'send', id, conversation, text, rest: unsent(writing), edits, version };
}

/** All that is not on its way. */
function unsent({ queued, text }: Writing): string {
  return joined(queued, text);
}

function joined(...parts: (string | undefined)[]): string {
  return parts.filter((part) => part).join('\n\n');
}

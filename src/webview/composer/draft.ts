/** What is being written: the composer's text, and the message that waits for the running reply. */
export interface Writing {
  readonly text: string;
  readonly queued?: string;
  /** What the host was told or told us, newest last: an echo of one of these is no news. */
  readonly known: readonly string[];
}

export const nothingWritten: Writing = { text: '', known: [''] };

/** As the host keeps it: a waiting message too, since the view may be destroyed at any moment. */
export function draftText({ text, queued }: Writing): string {
  return [queued, text].filter((part) => part).join('\n\n');
}

/** The draft that is posted now; undefined when the host has it. */
export function unposted(writing: Writing): string | undefined {
  const draft = draftText(writing);
  return draft === writing.known.at(-1) ? undefined : draft;
}

export function posted(writing: Writing): Writing {
  return { ...writing, known: [...writing.known, draftText(writing)].slice(-16) };
}

/**
 * The host tells a draft for the conversation on show: usually an echo (a chip came, the text is an older one of ours),
 * sometimes the text of a send that failed. Nothing typed meanwhile is lost.
 */
export function mergeDraft(writing: Writing, incoming: string): Writing {
  if (writing.known.includes(incoming)) return writing;
  const text = unposted(writing) === undefined || writing.text === '' ? incoming : `${incoming}\n\n${writing.text}`;
  return { text, queued: writing.queued, known: [incoming] };
}

/** The text went out as a message. */
export function sent(writing: Writing): Writing {
  return { text: '', queued: writing.queued, known: [''] };
}

/** The text waits until the reply is over. A second one goes to the same message. */
export function queue(writing: Writing): Writing {
  return { ...writing, queued: draftText(writing), text: '' };
}

/** The waiting message goes back to the composer. */
export function unqueue(writing: Writing): Writing {
  return { ...writing, text: draftText(writing), queued: undefined };
}

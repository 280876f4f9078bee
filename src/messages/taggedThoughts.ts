import { readDelta } from './delta';
import { isObject } from './json';
import type { StreamEvent } from './types';

/** Tags in which servers of open models leave the model's thoughts, in front of its answer. */
const tags = ['<think>', '<thinking>', '<thought>', '<reasoning>'];

/** Characters that wait for what follows them; more blanks than that are looked at once, not with every delta. */
const longestHeld = 1000;

/** Turns thoughts in tags at the beginning of a reply's text into thinking, however the text is cut into deltas. */
export interface ThoughtReader {
  feed(event: StreamEvent): readonly StreamEvent[];
  /** No more events will come: what was held back, since it may have begun a tag. */
  end(): readonly StreamEvent[];
}

export function createThoughtReader(): ThoughtReader {
  /** Where in the reply's first text this is: before its first word, within thoughts, or past all of them. */
  let state: 'start' | 'thoughts' | 'text' = 'start';
  let tag = '';
  let held = '';
  let index: number | undefined;
  /** The start of the text block, as long as it may turn out to be thinking. */
  let start: StreamEvent | undefined;
  /** A thinking block is open. */
  let isOpen = false;
  /** Behind thoughts, where blanks only separate them from the answer. */
  let isBehind = false;

  const at = (): object => (index === undefined ? {} : { index });
  const deltaOf = (change: Record<string, unknown>): StreamEvent => ({
    type: 'content_block_delta',
    ...at(),
    delta: change,
  });

  function take(text: string): StreamEvent[] {
    held += text;
    return state === 'thoughts' ? think() : look();
  }

  function look(): StreamEvent[] {
    const begun = held.replace(/^[\s\ufeff]+/, '');
    const found = tags.find((one) => begun.startsWith(one));
    const mayBegin = held.length <= longestHeld && tags.some((one) => one.startsWith(begun));
    if (found === undefined) return mayBegin ? [] : pass();
    [state, tag, held] = ['thoughts', found, begun.slice(found.length)];
    return think();
  }

  /** Goes on as it came. */
  function pass(): StreamEvent[] {
    const text = isBehind ? held.trimStart() : held;
    state = 'text';
    held = '';
    const events = [...(start ? [start] : []), ...(text === '' ? [] : [deltaOf({ type: 'text_delta', text })])];
    start = undefined;
    return events;
  }

  function think(): StreamEvent[] {
    const close = tag.replace('<', '</');
    const end = held.indexOf(close);
    if (end >= 0) {
      const rest = held.slice(end + close.length);
      const events = [...tell(held.slice(0, end).trimEnd()), ...closed()];
      [state, held, isBehind] = ['start', rest, true];
      start ??= { type: 'content_block_start', ...at(), content_block: { type: 'text', text: '' } };
      return [...events, ...look()];
    }
    const kept = held.length - heldBack(held, close);
    const told = held.slice(0, kept);
    held = held.slice(kept);
    return tell(told);
  }

  function tell(text: string): StreamEvent[] {
    const thinking = isOpen ? text : text.trimStart();
    if (thinking === '') return [];
    const begin: StreamEvent = {
      type: 'content_block_start',
      ...at(),
      content_block: { type: 'thinking', thinking: '', tag },
    };
    const events = [...(isOpen ? [] : [begin]), deltaOf({ type: 'thinking_delta', thinking })];
    isOpen = true;
    return events;
  }

  function closed(): StreamEvent[] {
    if (!isOpen) return [];
    isOpen = false;
    return [{ type: 'content_block_stop', ...at() }];
  }

  function end(): readonly StreamEvent[] {
    if (state === 'text') return [];
    const events = state === 'thoughts' ? [...tell(held.trimEnd()), ...closed()] : flushed();
    [state, held, start] = ['text', '', undefined];
    return events;
  }

  /** Blanks behind thoughts are no answer. */
  function flushed(): StreamEvent[] {
    return isBehind && held.trim() === '' ? [] : pass();
  }

  function feed(event: StreamEvent): readonly StreamEvent[] {
    if (state === 'text' || event.type === 'ping') return [event];
    if (event.type === 'message') {
      state = 'text';
      return [withThoughts(event)];
    }
    const { content_block: block } = event;
    if (event.type === 'content_block_start' && isPlainText(block)) {
      if (start || held !== '' || state === 'thoughts') return [...end(), event];
      index = event.index;
      start = { ...event, content_block: { ...block, text: '' } };
      return take(block.text);
    }
    if (event.type === 'content_block_delta') {
      const delta = readDelta(event.delta);
      // Some converters begin with an empty one.
      if (!delta) return [event];
      if (delta.member === 'text' && typeof delta.value === 'string') {
        index ??= event.index;
        return take(delta.value);
      }
    }
    // What comes before the text, as thinking of the API's own does.
    if (!start && held === '' && state === 'start') return [event];
    return [...end(), event];
  }

  return { feed, end };
}

/** A reply that came whole, with thoughts in tags as blocks of their own. */
export function withThoughts<T extends Record<string, unknown>>(body: T): T {
  const { content } = body;
  const blocks: unknown[] = typeof content === 'string' ? [{ type: 'text', text: content }] : asList(content);
  const first = blocks.findIndex((block) => isObject(block) && block['type'] === 'text');
  const block = blocks[first];
  if (!isPlainText(block) || !tags.some((tag) => block.text.trimStart().startsWith(tag))) return body;
  const reader = createThoughtReader();
  const events = [...reader.feed({ type: 'content_block_start', index: 0, content_block: block }), ...reader.end()];
  const made: Record<string, unknown>[] = [];
  for (const { content_block: begun, delta } of events) {
    if (begun) made.push({ ...begun });
    const { member, value } = readDelta(delta) ?? {};
    const last = made.at(-1);
    if (last && (member === 'text' || member === 'thinking')) last[member] = String(last[member]) + String(value);
  }
  return { ...body, content: [...blocks.slice(0, first), ...made, ...blocks.slice(first + 1)] };
}

function asList(content: unknown): unknown[] {
  return Array.isArray(content) ? content : [content];
}

function isPlainText(block: unknown): block is { type: 'text'; text: string } {
  return isObject(block) && block['type'] === 'text' && typeof block['text'] === 'string' && !('citations' in block);
}

/** How much of the end of a text may belong to a tag that closes it, with the blanks before that. */
function heldBack(text: string, close: string): number {
  let length = Math.min(close.length - 1, text.length);
  while (length > 0 && !close.startsWith(text.slice(-length))) length -= 1;
  const before = text.slice(0, text.length - length);
  return Math.min(text.length - before.trimEnd().length, longestHeld);
}

import { readDelta } from './delta';
import { isObject, setMember } from './json';
import { append, releaseHeld, toldOf, type OpenBlock } from './openBlock';
import { createRedactor, type Redactor } from './redact';
import { stopReasonOf } from './stopReason';
import { flagBeforeLimit, isEmptyInput, isToolUse, mendCall, settleInput } from './toolInput';
import type { ContentBlock, Message, Notice, StreamEvent, Update } from './types';
import { mergeUsage, numberOf } from './usage';

/** A reply as far as it has arrived. `message` is one object that grows; copy what must stand still. */
export interface Accumulator {
  readonly message: Message;
  readonly notices: Notice[];
  /** `message_stop` came: nothing more is due. */
  stopped: boolean;
  /** `message_start` came. */
  started: boolean;
  /** `message_delta` brought a stop reason, so that the reply is whole even if `message_stop` never comes. */
  closed: boolean;
  /** Content came after the stop reason: a server that tells the reason first has more of it. */
  goesOn: boolean;
  /** What is known of each block beside its content; same positions as `message.content`. */
  readonly blocks: OpenBlock[];
  /**
   * The start of an empty text block, until the next event: some converters open one for whatever is to come, and a block
   * that was told of cannot become another.
   */
  held: StreamEvent | undefined;
  /** Keeps keys out of all that is taken in: a gateway that echoes requests would put them into every log and export. */
  readonly redactor: Redactor;
}

/** @param model What was asked for: servers that do not tell theirs are taken to have used it. */
export function createAccumulator(model = '', redactor = createRedactor([])): Accumulator {
  return {
    message: {
      id: '',
      type: 'message',
      role: 'assistant',
      content: [],
      model,
      stop_reason: null,
      stop_sequence: null,
      usage: {},
    },
    notices: [],
    started: false,
    stopped: false,
    closed: false,
    goesOn: false,
    blocks: [],
    held: undefined,
    redactor,
  };
}

const nothing: readonly Update[] = [];

/**
 * Takes one event into the message and says what changed. No event throws: what is unknown is ignored, what is missing
 * is made up and noted. `error` events are not for here (responseError.ts).
 */
export function applyEvent(state: Accumulator, event: StreamEvent): readonly Update[] {
  const released = state.held && event.type !== 'ping' ? release(state, state.held, event) : nothing;
  // What a delta brings is looked at where it is taken in.
  const updates = apply(state, event.type === 'content_block_delta' ? event : state.redactor.value(event));
  return released.length > 0 ? [...released, ...updates] : updates;
}

function apply(state: Accumulator, event: StreamEvent): readonly Update[] {
  switch (event.type) {
    case 'message_start':
      return startMessage(state, event);
    case 'content_block_start':
      state.goesOn = state.closed;
      return isEmptyText(event) ? hold(state, event) : startBlock(state, event);
    case 'content_block_delta':
      state.goesOn = state.closed;
      return applyDelta(state, event);
    case 'content_block_stop':
      stopBlock(state, event);
      return nothing;
    case 'message_delta':
      applyMessageDelta(state, event);
      return nothing;
    case 'message_stop':
      state.stopped = true;
      return nothing;
    case 'message':
      // The whole reply as one event.
      return state.blocks.length === 0 ? applyMessage(state, event) : nothing;
    default:
      return nothing;
  }
}

function isEmptyText({ content_block: block }: StreamEvent): boolean {
  return isObject(block) && block['type'] === 'text' && block['text'] === '' && !('citations' in block);
}

function hold(state: Accumulator, event: StreamEvent): readonly Update[] {
  const index = indexOf(event);
  if (state.blocks.some((open) => open.index === index && !open.stopped)) return startBlock(state, event);
  state.held = event;
  return nothing;
}

/** Starts the text block that was held; not when the event shows that it is to be another. */
function release(state: Accumulator, held: StreamEvent, event: StreamEvent): readonly Update[] {
  state.held = undefined;
  const isItsDelta = event.type === 'content_block_delta' && indexOf(event) === indexOf(held);
  const member = isItsDelta ? readDelta(event.delta)?.member : 'text';
  return member === 'thinking' || member === 'partial_json' ? nothing : startBlock(state, held);
}

/** Takes a reply that came whole (`stream: false`), as the same updates a stream would have made. */
export function applyMessage(state: Accumulator, whole: Record<string, unknown>): readonly Update[] {
  const content = whole['content'];
  const blocks =
    typeof content === 'string' ? [{ type: 'text', text: content }] : asArray(isObject(content) ? [content] : content);
  const updates = [
    ...startMessage(state, { type: 'message_start', message: { ...whole, content: [] } }),
    ...blocks.flatMap((block, index) =>
      startBlock(state, { type: 'content_block_start', index, content_block: block as ContentBlock }),
    ),
  ];
  for (const open of state.blocks) open.stopped = true;
  state.closed = isReason(whole['stop_reason']);
  state.stopped = true;
  return updates;
}

/**
 * No more events will come. Settles what was left open and says whether the reply is complete; if it is not, the
 * message holds what arrived.
 *
 * @param done The server ended the stream in a way of its own (`[DONE]`).
 */
export function finish(state: Accumulator, { done = false }: { done?: boolean } = {}): boolean {
  releaseHeld(state.blocks, state.redactor);
  const complete = state.stopped || state.closed || (done && state.message.content.length > 0);
  const open = state.blocks.filter((block) => !block.stopped);
  for (const block of open) {
    settle(state, block, complete);
    block.stopped = true;
  }
  const last = state.blocks.at(-1);
  if (last && flagBeforeLimit(last.block, last.json, state.message.stop_reason)) noteCut(state, last.block);
  if (!complete) return false;
  if (!state.started) state.notices.push({ code: 'no_message_start' });
  if (open.length > 0) repaired(state, 'no content_block_stop');
  if (!state.stopped) state.notices.push({ code: 'no_message_stop' });
  if (state.message.stop_reason === null) state.notices.push({ code: 'no_stop_reason' });
  return true;
}

function startMessage(state: Accumulator, { message: sent }: StreamEvent): readonly Update[] {
  const again = state.started;
  state.started = true;
  const { content, usage, ...members } = (isObject(sent) ? sent : {}) as Partial<Message>;
  if (again) {
    // Some gateways open a stream, then pass on the real one's opening. What has arrived stays.
    repaired(state, 'second message_start');
  }
  for (const [name, value] of Object.entries(members)) {
    if (isMember(name, value) && name !== 'role' && name !== 'type') takeMember(state, name, value);
    else if (!(name in state.message)) state.message[name] = value;
  }
  mergeUsage(state.message.usage, usage);
  const blocks = again ? [] : asArray(content);
  return [
    ...(again ? nothing : [{ type: 'start' } as const]),
    ...blocks.flatMap((block, index) =>
      startBlock(state, { type: 'content_block_start', index, content_block: block as ContentBlock }),
    ),
  ];
}

function startBlock(state: Accumulator, event: StreamEvent): readonly Update[] {
  const { content_block: written } = event;
  // Without a type it can only be text: every other kind has deltas or members that a text has not.
  const members: Record<string, unknown> = isObject(written) ? written : {};
  const sent = (typeof members['type'] === 'string' ? members : { ...members, type: 'text' }) as ContentBlock;
  const index = indexOf(event) ?? state.message.content.length;
  const before = state.blocks.findLast((open) => open.index === index && !open.stopped);
  if (before && isSameBlock(before.block, sent)) {
    repaired(state, 'second content_block_start');
    return nothing;
  }
  return openBlock(state, index, sent)[1];
}

/** A start that repeats the block that is open under its number, rather than beginning another. */
function isSameBlock(open: ContentBlock, sent: ContentBlock): boolean {
  return open.type === sent.type && open['id'] === sent['id'];
}

/** Adds a block and tells of it as the `Update` type promises: empty first, then what it came with. */
function openBlock(state: Accumulator, index: number, sent: ContentBlock): [OpenBlock, readonly Update[]] {
  const position = state.message.content.length;
  const block = { ...sent };
  const last = state.blocks.at(-1);
  const before = block.type === 'text' && last?.block.type === 'text' ? last : undefined;
  const open: OpenBlock = { position, index, block, json: '', stopped: false, held: {}, before, borrowed: 0 };
  state.message.content.push(block);
  state.blocks.push(open);
  if (isToolUse(block)) return [open, beginToolUse(state, open)];
  const member = textMember(block.type);
  return [open, member ? beginText(state, open, member) : [{ type: 'block', index: position, block: { ...block } }]];
}

function beginText(state: Accumulator, open: OpenBlock, member: 'text' | 'thinking'): readonly Update[] {
  const { block, position } = open;
  const text = typeof block[member] === 'string' ? toldOf(state.redactor, open, member, block[member]) : '';
  block[member] = text;
  if ('signature' in block && typeof block['signature'] !== 'string') delete block['signature'];
  const begin: Update = { type: 'block', index: position, block: { ...block, [member]: '' } };
  return text === '' ? [begin] : [begin, { type: member, index: position, text }];
}

function beginToolUse(state: Accumulator, { block, position }: OpenBlock): readonly Update[] {
  for (const detail of mendCall(block)) repaired(state, detail);
  const input = block['input'];
  const begin: Update = { type: 'block', index: position, block: { ...block, input: {} } as ContentBlock };
  return isEmptyInput(input) ? [begin] : [begin, { type: 'input', index: position, text: JSON.stringify(input) }];
}

function applyDelta(state: Accumulator, event: StreamEvent): readonly Update[] {
  const { member, value } = readDelta(event.delta) ?? {};
  switch (member) {
    case 'text':
    case 'thinking':
      return appendText(state, event, member, value);
    case 'partial_json':
      return appendInput(state, event, value);
    case 'signature':
      return sign(state, event, state.redactor.value(value));
    case 'citation':
      return cite(state, event, state.redactor.value(value));
    default:
      return nothing;
  }
}

/**
 * A signature belongs to the thinking under its number; where that is another block, or none, to the last thinking that
 * has none.
 */
function sign(state: Accumulator, event: StreamEvent, signature: unknown): readonly Update[] {
  if (typeof signature !== 'string') return nothing;
  const index = indexOf(event);
  const isThinking = ({ block }: OpenBlock): boolean => block.type === 'thinking';
  const found =
    state.blocks.findLast((open) => isThinking(open) && (index === undefined || open.index === index)) ??
    state.blocks.findLast((open) => isThinking(open) && !open.block['signature']);
  const isForAnother = !found && state.blocks.some((open) => open.index === index);
  if (isForAnother) return nothing;
  const [open, updates] = found ? [found, nothing] : blockFor(state, event, 'thinking', () => false);
  open.block['signature'] = signature;
  return updates;
}

function cite(state: Accumulator, event: StreamEvent, citation: unknown): readonly Update[] {
  if (citation == null) return nothing;
  const [open, updates] = blockFor(state, event, 'text', (block) => block.type === 'text');
  const citations = open.block['citations'];
  open.block['citations'] = [...(Array.isArray(citations) ? citations : []), citation];
  return [...updates, { type: 'citation', index: open.position, citation }];
}

function appendText(
  state: Accumulator,
  event: StreamEvent,
  member: 'text' | 'thinking',
  text: unknown,
): readonly Update[] {
  if (typeof text !== 'string' || text === '') return nothing;
  // Nearly every delta is for the last block: the search is spared.
  const last = state.blocks.at(-1);
  if (last?.block.type === member && last.index === event.index) return extend(state, last, member, text);
  // An unknown kind of block may well carry text; only a block known to carry something else cannot.
  const [open, updates] = blockFor(
    state,
    event,
    member,
    (block) => block.type === member || !(textMember(block.type) || isToolUse(block)),
  );
  return [...updates, ...extend(state, open, member, text)];
}

function extend(state: Accumulator, open: OpenBlock, member: 'text' | 'thinking', text: string): readonly Update[] {
  return append(open, member, toldOf(state.redactor, open, member, text));
}

function appendInput(state: Accumulator, event: StreamEvent, sent: unknown): readonly Update[] {
  // Some send the value itself.
  const text = isObject(sent) && !isEmptyInput(sent) ? JSON.stringify(sent) : sent;
  if (typeof text !== 'string' || text === '') return nothing;
  const [open, updates] = blockFor(state, event, 'tool_use', (block) => !textMember(block.type));
  const more = append(open, 'json', toldOf(state.redactor, open, 'json', text));
  // Also when it was taken for whole already: it is parsed again at the end.
  open.stopped = false;
  open.block['partial_input'] = open.json;
  return updates === nothing ? more : [...updates, ...more];
}

/** The block a delta is for; one is opened where the server never did, or where it opened another kind. */
function blockFor(
  state: Accumulator,
  event: StreamEvent,
  type: 'text' | 'thinking' | 'tool_use',
  fits: (block: ContentBlock) => boolean,
): [OpenBlock, readonly Update[]] {
  const index = indexOf(event);
  const found = state.blocks.findLast((open) => (index === undefined || open.index === index) && fits(open.block));
  if (found) return [found, nothing];
  repaired(state, 'delta without content_block_start');
  const empty = type === 'tool_use' ? { type, id: '', name: '', input: {} } : { type, [type]: '' };
  return openBlock(state, index ?? state.message.content.length, empty);
}

function stopBlock(state: Accumulator, event: StreamEvent): void {
  const index = indexOf(event);
  const open = state.blocks.findLast((block) => (index === undefined || block.index === index) && !block.stopped);
  if (!open) return;
  open.stopped = true;
  settle(state, open, true);
}

function settle(state: Accumulator, { block, json, held }: OpenBlock, complete: boolean): void {
  const rest = state.redactor.text(held.json ?? '');
  if (settleInput(block, json + rest, complete) === 'cut') noteCut(state, block);
  // What is no key in JSON may be one in what the JSON says.
  if ('input' in block) block['input'] = state.redactor.value(block['input']);
}

function noteCut(state: Accumulator, block: ContentBlock): void {
  const name = (block as Record<string, unknown>)['name'];
  state.notices.push({ code: 'tool_input_cut', tool: typeof name === 'string' ? name : '' });
}

function applyMessageDelta(state: Accumulator, event: StreamEvent): void {
  const { type: _type, index: _index, delta, usage, ...beside } = event;
  const members: Record<string, unknown> = { ...beside, ...(isObject(delta) ? delta : {}) };
  members['stop_reason'] ??= members['finish_reason'];
  for (const [name, value] of Object.entries(members)) {
    if (isMember(name, value) && !fixedMembers.has(name)) takeMember(state, name, value);
  }
  if (isReason(members['stop_reason'])) {
    state.closed = true;
    state.goesOn = false;
  }
  mergeUsage(state.message.usage, usage);
}

function takeMember({ message }: Accumulator, name: string, value: unknown): void {
  setMember(message, name, name === 'stop_reason' ? stopReasonOf(String(value)) : value);
}

/** What a `message_delta` must not touch. */
const fixedMembers = new Set(['id', 'type', 'role', 'content', 'usage', 'finish_reason']);

/** Whether a value says something; of the members that we know, whether it is of the type they have. */
function isMember(name: string, value: unknown): boolean {
  return value != null && value !== '' && (!textMembers.has(name) || typeof value === 'string');
}

const textMembers = new Set(['id', 'model', 'stop_reason', 'stop_sequence']);

/** A block's number, also one that was written as text; undefined where there is none. */
function indexOf({ index }: StreamEvent): number | undefined {
  return numberOf(index);
}

/** Says it once, however often it happens. */
export function repaired(state: Accumulator, detail: string): void {
  const said = state.notices.some((notice) => notice.code === 'repaired' && notice.detail === detail);
  if (!said) state.notices.push({ code: 'repaired', detail });
}

/** The member that a block's deltas append to. */
function textMember(type: string): 'text' | 'thinking' | undefined {
  return type === 'text' || type === 'thinking' ? type : undefined;
}

function isReason(value: unknown): boolean {
  return typeof value === 'string' && value !== '';
}

function asArray(value: unknown): unknown[] {
  return Array.isArray(value) ? value.filter(isObject) : [];
}

import type { Guard } from '../../util/guard';
import { siblingsOf, type Chip, type Conversation, type StoredDraft, type Turn } from '../../conversation/model';
import { joined } from '../../conversation/replyText';
import { segmentChanges } from '../../conversation/segments';
import { costOf, pricesOf, type OwnPrices } from '../../messages/prices';
import type { ContentBlock, Notice } from '../../messages/types';
import type { BlockView, ChipView, Draft, TurnView } from '../../protocol';
import type { StepId } from '../../wording/steps';
import type { Wording } from '../../wording/wording';
import { citationsOf, resultsView } from './citations';

/** What the person has to know of a reply without looking for it. */
const shownNotices: ReadonlySet<Notice['code']> = new Set([
  'held_back',
  'tool_input_cut',
  'left_out',
  'max_tokens_lowered',
  'no_tools',
]);

/** A turn as the view shows it; `content` is ahead of the turn's own while it streams. */
export function turnView(
  conversation: Conversation,
  turn: Turn,
  wording: Wording,
  content: readonly ContentBlock[] = turn.content,
  prices: OwnPrices = {},
): TurnView {
  const siblings = siblingsOf(conversation, turn);
  const index = siblings.findIndex(({ id }) => id === turn.id);
  const stopReason = turn.stopReason
    ? wording.stopReason(turn.stopReason, turn.stopDetails, content.length === 0)
    : undefined;
  // What was set and not sent concerns the person, what was repaired whoever looks for it.
  const held = (turn.notices ?? []).filter(({ code }) => shownNotices.has(code));
  const repaired = (turn.notices ?? []).filter((notice) => !held.includes(notice));
  const error = turn.error && wording.error(turn.error, turn.endpoint ?? '');
  const empty =
    isSilent(turn, content) && !stopReason ? wording.error({ kind: 'empty_reply' }, turn.endpoint ?? '') : undefined;
  const ended = stopReason ?? empty;
  const helps = (step: StepId): boolean => {
    if (step === 'continue') return content.length > 0;
    // The question that did not fit is sent again: there has to be something before it.
    if (step === 'summarise') return conversation.turns.get(turn.parent ?? '')?.parent != null;
    return true;
  };
  return {
    id: turn.id,
    role: turn.role,
    blocks: turn.role === 'user' ? [{ kind: 'text', text: turn.text ?? '' }] : blockViews(content, turn),
    chips: (turn.chips ?? []).map(chipView),
    state: turn.state,
    error: error && { ...error, steps: error.steps.filter(({ id }) => helps(id)) },
    notices: [...(ended ? [ended.sentence] : []), ...held.map((notice) => wording.notice(notice))],
    steps: ended && turn.state === 'done' ? ended.steps.filter(({ id }) => helps(id)) : [],
    repairs: repaired.map((notice) => wording.notice(notice)),
    segment: segmentChanges(conversation, turn),
    model: turn.model,
    usage: turn.usage,
    requestId: turn.requestId,
    hasRequest: turn.sent && true,
    firstToken: turn.firstToken,
    total: turn.total,
    cost: turn.model && turn.usage ? costOf(pricesOf(turn.model, prices), turn.usage) : undefined,
    summary:
      turn.role === 'assistant' && turn.summary ? { hasOriginal: conversation.turns.has(turn.summary.of) } : undefined,
    sibling: siblings.length > 1 && index >= 0 ? { index: index + 1, of: siblings.length } : undefined,
  };
}

/** A turn of which the whole view cannot be made: as much of its text as can be shown, and that Aside failed. */
export function bareView({ id, role, state, content, text = '' }: Turn, guard: Guard, wording: Wording): TurnView {
  const replied = () => guard('nor its blocks', () => blockViews(content)) ?? [];
  return {
    ...{ id, role, state, chips: [], notices: [], steps: [], repairs: [] },
    blocks: role === 'user' ? [{ kind: 'text', text }] : replied(),
    error: guard('nor an error', () => wording.error({ kind: 'internal' }, '')),
  };
}

/** A complete reply in which nothing is said: it is told, or the reader would look at nothing. */
function isSilent({ role, state }: Turn, content: readonly ContentBlock[]): boolean {
  const isBlank = ({ type, text }: ContentBlock): boolean => type === 'text' && textOf(text).trim() === '';
  return role === 'assistant' && state === 'done' && content.length > 0 && content.every(isBlank);
}

export function chipView({ id, label, target, tokens }: Chip): ChipView {
  return { id, label, target: target || undefined, tokens };
}

export function draftView({ text, chips }: StoredDraft): Draft {
  return { text, chips: chips.map(chipView) };
}

/** Content blocks as the view shows them: texts that follow each other are one. */
export function blockViews(content: readonly ContentBlock[], turn?: Turn): BlockView[] {
  const views: BlockView[] = [];
  for (const block of content) {
    const view = blockView(block, turn);
    const before = views.at(-1);
    if (before?.kind === 'text' && view.kind === 'text') views[views.length - 1] = textsAsOne(before, view);
    else views.push(view);
  }
  return views;
}

type TextView = Extract<BlockView, { kind: 'text' }>;

function textsAsOne(before: TextView, after: TextView): TextView {
  const citations = [...(before.citations ?? []), ...(after.citations ?? [])];
  const text = joined(before.text, after.text);
  return citations.length > 0 ? { kind: 'text', text, citations } : { kind: 'text', text };
}

/** A content block as the view shows it; `turn` tells how long the thinking took. */
export function blockView(block: ContentBlock, turn?: Turn): BlockView {
  switch (block.type) {
    case 'text': {
      const citations = citationsOf(block);
      const text = textOf(block['text']);
      return citations.length > 0 ? { kind: 'text', text, citations } : { kind: 'text', text };
    }
    case 'thinking':
      return { kind: 'thinking', text: textOf(block['thinking']), seconds: turn?.thinkingSeconds };
    case 'redacted_thinking':
      return { kind: 'thinking', text: '', seconds: turn?.thinkingSeconds, redacted: true };
    case 'tool_use':
    case 'server_tool_use': {
      // While it streams and when it was cut short: as far as it came.
      const partial = block['partial_input'];
      if (typeof partial === 'string') return { kind: 'tool', name: textOf(block['name']), text: partial };
      const input = block['input'];
      const empty = input == null || (typeof input === 'object' && Object.keys(input).length === 0);
      return { kind: 'tool', name: textOf(block['name']), text: empty ? '' : JSON.stringify(input, null, 2) };
    }
    case 'web_search_tool_result':
      return resultsView(block) ?? otherView(block);
    default:
      return otherView(block);
  }
}

function otherView(block: ContentBlock): BlockView {
  return { kind: 'other', name: block.type, text: JSON.stringify(block, null, 2) };
}

/** What should be text and came from a server, or from a file that somebody wrote. */
function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

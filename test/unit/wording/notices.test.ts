import assert from 'node:assert/strict';
import type { DroppedField, Notice } from '../../../src/messages/types';
import { noticeText } from '../../../src/wording/notices';
import { english } from '../../fixtures/l10n';

describe('words about what was repaired', () => {
  it('for every repair', () => {
    const notices: { readonly [C in Notice['code']]: Extract<Notice, { code: C }> } = {
      no_message_stop: { code: 'no_message_stop' },
      no_message_start: { code: 'no_message_start' },
      no_stop_reason: { code: 'no_stop_reason' },
      not_streamed: { code: 'not_streamed' },
      tool_input_cut: { code: 'tool_input_cut', tool: 'look' },
      bad_event: { code: 'bad_event', sample: '{x' },
      left_out: { code: 'left_out', attachments: 1, shortened: 2, messages: 4 },
      max_tokens_lowered: { code: 'max_tokens_lowered', from: 8192, to: 4062 },
      no_tools: { code: 'no_tools', endpoint: 'E' },
      repaired: { code: 'repaired', detail: 'a detail' },
      held_back: { code: 'held_back', field: 'top_k', because: 'model', model: 'm' },
    };
    for (const notice of Object.values(notices)) assert.ok(noticeText(english, notice).trim(), notice.code);
  });

  it('for every reason to hold a field back', () => {
    const reasons: Record<DroppedField['because'], true> = {
      model: true,
      version: true,
      thinking: true,
      effort: true,
      temperature: true,
      max_tokens: true,
      tools: true,
    };
    for (const because of Object.keys(reasons) as DroppedField['because'][]) {
      const sentence = noticeText(english, { code: 'held_back', field: 'top_k', because, model: 'm' });
      assert.ok(sentence.includes('“top_k” was not sent'), because);
    }
  });
});

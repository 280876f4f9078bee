import type { DroppedField, Notice } from '../messages/types';
import type { L10n } from './l10n';

/** What the client had to repair, for a turn's details. */
export function noticeText(l10n: L10n, notice: Notice): string {
  switch (notice.code) {
    case 'no_message_stop':
      return l10n.t('The server sent no message_stop.');
    case 'no_message_start':
      return l10n.t('The server sent no message_start.');
    case 'no_stop_reason':
      return l10n.t('The server gave no stop reason.');
    case 'not_streamed':
      return l10n.t('The server did not stream, although it was asked to.');
    case 'tool_input_cut':
      return l10n.t('The input of the tool “{0}” was cut short, so it cannot be run.', notice.tool);
    case 'bad_event':
      return l10n.t('The server sent an event that could not be read: {0}', notice.sample);
    case 'left_out':
      return l10n.t(
        'To fit, it was made without all of the conversation: {0} images and documents, the middle of {1} long texts and {2} messages were left out.',
        ...[notice.attachments, notice.shortened, notice.messages],
      );
    case 'max_tokens_lowered':
      return l10n.t(
        'max_tokens was lowered from {0} to {1}, which is all that the server has room for.',
        notice.from,
        notice.to,
      );
    case 'no_tools':
      return l10n.t('This model at {0} takes no tools. The reply was made without them.', notice.endpoint);
    case 'repaired':
      return notice.detail;
    case 'held_back':
      return droppedFieldText(l10n, notice);
  }
}

function droppedFieldText(l10n: L10n, { field, because, model }: DroppedField & { readonly model: string }): string {
  switch (because) {
    case 'model':
      return l10n.t('“{0}” was not sent: {1} does not accept it.', field, model);
    case 'version':
      return l10n.t('“{0}” was not sent: this version of the API does not accept it.', field);
    case 'thinking':
      return l10n.t('“{0}” was not sent: {1} does not accept it together with thinking.', field, model);
    case 'effort':
      return l10n.t('“{0}” was not sent: {1} accepts it only with an effort up to high.', field, model);
    case 'temperature':
      return l10n.t('“{0}” was not sent: {1} does not accept it together with temperature.', field, model);
    case 'max_tokens':
      return l10n.t('“{0}” was not sent: its budget leaves no room in max_tokens.', field);
    case 'tools':
      return l10n.t('“{0}” was not sent: it names no tool that there is.', field);
  }
}

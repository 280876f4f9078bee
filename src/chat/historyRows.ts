import * as vscode from 'vscode';
import type { ConversationSummary, TextHit } from '../conversation/store';

/** A conversation in the list, a heading, or the way to the conversations of other workspaces. */
export interface Row extends vscode.QuickPickItem {
  readonly conversation?: ConversationSummary;
  readonly isElsewhere?: boolean;
}

/** What can be done with a conversation in the list. */
export type RowAction = 'rename' | 'pin' | 'unpin' | 'remove';

export interface Rows {
  /** @param isEverywhere whether conversations of other workspaces are among them */
  list(conversations: readonly ConversationSummary[], hits: readonly TextHit[], isEverywhere: boolean): Row[];
  /** What a button of a row does. */
  actionOf(button: vscode.QuickInputButton): RowAction | undefined;
}

/** @param sizesInBytes false where logs are kept in segments, whose number says nothing to anybody */
export function createRows(sizesInBytes: boolean): Rows {
  const { l10n, ThemeIcon } = vscode;
  const buttons: Readonly<Record<RowAction, vscode.QuickInputButton>> = {
    rename: { iconPath: new ThemeIcon('edit'), tooltip: l10n.t('Rename') },
    pin: { iconPath: new ThemeIcon('pin'), tooltip: l10n.t('Pin') },
    unpin: { iconPath: new ThemeIcon('pinned'), tooltip: l10n.t('Unpin') },
    remove: { iconPath: new ThemeIcon('trash'), tooltip: l10n.t('Delete') },
  };
  const formats = createFormats(vscode.env.language);
  const rowOf = {
    here: remembered((one: ConversationSummary) => makeRow(one, false)),
    everywhere: remembered((one: ConversationSummary) => makeRow(one, true)),
  };
  const found = remembered((row: Row) =>
    remembered((hit: TextHit): Row => ({ ...row, detail: hit.excerpt, alwaysShow: true })),
  );

  function makeRow(conversation: ConversationSummary, isEverywhere: boolean): Row {
    const { title, updated, size, pinned, workspace } = conversation;
    const facts = [
      formats.date(updated),
      isEverywhere ? workspace : undefined,
      sizesInBytes ? formats.size(size) : undefined,
    ];
    return {
      conversation,
      label: `${pinned ? '$(pinned) ' : ''}${title || l10n.t('Untitled')}`,
      description: facts.filter(Boolean).join(' · '),
      buttons: [buttons.rename, pinned ? buttons.unpin : buttons.pin, buttons.remove],
    };
  }

  const separator = (label: string): Row => ({ label, kind: vscode.QuickPickItemKind.Separator });

  return {
    list(conversations, hits, isEverywhere) {
      const inText = new Set(hits.map(({ id }) => id));
      const newest = new Map(conversations.map((one) => [one.id, one]));
      const pinned = conversations.filter((one) => one.pinned);
      const others = conversations.filter((one) => !one.pinned && !inText.has(one.id));
      const row = isEverywhere ? rowOf.everywhere : rowOf.here;
      return [
        ...pinned.filter(({ id }) => !inText.has(id)).map(row),
        ...(pinned.length > 0 && others.length > 0 ? [separator(l10n.t('Conversations'))] : []),
        ...others.map(row),
        ...(hits.length > 0 ? [separator(l10n.t('Found in the text'))] : []),
        ...hits.map((hit) => found(row(newest.get(hit.id) ?? hit))(hit)),
      ];
    },
    actionOf: (button) => (Object.keys(buttons) as RowAction[]).find((action) => buttons[action] === button),
  };
}

/** Of the same thing always the same: thousands of rows are listed again with each batch of hits. */
function remembered<K extends object, V>(make: (of: K) => V): (of: K) => V {
  const known = new WeakMap<K, V>();
  return (of) => {
    const value = known.get(of) ?? make(of);
    known.set(of, value);
    return value;
  };
}

/** Making a formatter takes far longer than using it. */
function createFormats(language: string): { date(at: number): string; size(bytes: number): string } {
  const dates = new Intl.DateTimeFormat(language, { dateStyle: 'medium', timeStyle: 'short' });
  const sizesIn = (unit: string, maximumFractionDigits: number) =>
    new Intl.NumberFormat(language, { style: 'unit', unit, unitDisplay: 'short', maximumFractionDigits });
  const kilobytes = [sizesIn('kilobyte', 0), sizesIn('kilobyte', 1)] as const;
  const megabytes = [sizesIn('megabyte', 0), sizesIn('megabyte', 1)] as const;
  return {
    date: (at) => dates.format(at),
    size(bytes) {
      const [size, [whole, tenths]] = bytes < 1_000_000 ? [bytes / 1000, kilobytes] : [bytes / 1_000_000, megabytes];
      return (size < 10 ? tenths : whole).format(size);
    },
  };
}

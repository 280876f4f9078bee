import * as vscode from 'vscode';
import type { Estimate } from './plan/plan';

export interface Question {
  readonly endpoint: string;
  readonly baseUrl: string;
  /** Of all steps. */
  readonly all: Estimate;
  /** Requests of those steps that cost nothing. */
  readonly free: number;
  /** What the price is of. */
  readonly model: string;
  /** Nobody has picked it: the server's list will decide. */
  readonly isGuess: boolean;
}

/** Says what a check costs, and asks. Nothing is sent unless the person chooses that; the first choice is not to. */
export async function askBeforeCheck(question: Question): Promise<'all' | 'free' | undefined> {
  const { l10n, window } = vscode;
  const { all, free, endpoint, baseUrl } = question;
  const items = [
    { label: `$(close) ${l10n.t('Don’t Check')}`, detail: l10n.t('Nothing is sent.'), choice: undefined },
    { label: `$(checklist) ${l10n.t('Check Everything')}`, detail: costText(question), choice: 'all' },
    {
      label: `$(plug) ${l10n.t('Check Free Steps Only')}`,
      detail: l10n.t(
        'Address, certificate, proxy, key, models and token counting: {0} requests that cost nothing.',
        free,
      ),
      choice: 'free',
    },
  ] as const;
  const chosen = await window.showQuickPick(items, {
    title: l10n.t('Check Endpoint: {0}', endpoint),
    placeHolder: l10n.t('About {0} short requests to {1}', all.requests, baseUrl),
    ignoreFocusOut: true,
  });
  return chosen?.choice;
}

/** The price first: an item is cut at the width of the list. */
function costText({ all, model, isGuess }: Question): string {
  const { l10n, env } = vscode;
  const tokens = [all.input, all.output].map((count) => count.toLocaleString(env.language));
  if (all.dollars === undefined) {
    return l10n.t('The price of {0} is not known. At most {1} tokens in and {2} out.', model, ...tokens);
  }
  const dollars = all.dollars.toLocaleString(env.language, { minimumFractionDigits: 2, maximumFractionDigits: 2 });
  return isGuess
    ? l10n.t('At most about ${0} for a model like {1}: {2} tokens in and {3} out.', dollars, model, ...tokens)
    : l10n.t('At most about ${0} with {1}: {2} tokens in and {3} out.', dollars, model, ...tokens);
}

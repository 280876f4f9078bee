import * as vscode from 'vscode';
import type { Turn } from '../../conversation/model';
import { fixtureOf, fixtureWithoutBodies, type Fixture } from '../../conversation/fixture';
import { shownHeaders, type SentRequest } from '../../conversation/requestCode';
import type { Recording } from '../../messages/recorder';
import { saveText } from '../../exits/saveText';
import type { Redacted, Redactor } from '../../messages/redact';

const { l10n, window } = vscode;

/** Writes the requests of a reply and what came back to a file that the person chooses. The keys are not in it. */
export async function saveFixture(
  turn: Turn,
  request: Omit<SentRequest, 'keyVariable'>,
  recording: Recording | undefined,
  redactor: Redactor,
): Promise<void> {
  const fixture = recording ? fixtureOf(recording) : await withoutBodies(turn, request);
  if (!fixture) return;
  const name = `${turn.requestId?.replace(/[^\w-]+/g, '') || turn.id}.fixture`;
  const text = async () => textOf(fixture, redactor);
  await saveText({ title: l10n.t('Save as Fixture'), name: redactor.text(name), extension: 'json', text });
}

/** What is still known, where the person wants that. */
async function withoutBodies(turn: Turn, request: Omit<SentRequest, 'keyVariable'>): Promise<Fixture | undefined> {
  const save = l10n.t('Save the Rest');
  const chosen = await window.showWarningMessage(
    l10n.t(
      'The bodies of the responses are not here any more: they are kept only in the window that asked, until it is closed or newer replies need the room. The request, the status and the headers are still known.',
    ),
    save,
  );
  if (chosen !== save) return undefined;
  const { url, body } = request;
  return fixtureWithoutBodies(
    turn.at,
    { method: 'POST', url, headers: shownHeaders(request), body },
    turn.exchanges ?? [],
  );
}

function textOf(fixture: Fixture, redactor: Redactor): Redacted {
  return redactor.text(`${JSON.stringify(redactor.value(fixture), null, 2)}\n`);
}

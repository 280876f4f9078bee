import type { Redactor } from './redact';
import { redactedBody } from './redactBody';
import type { Recording } from './recorder';

/** A recording as it may be shown and saved: without the keys, in what was asked and in what came. */
export function redactedRecording({ at, exchanges }: Recording, redactor: Redactor): Recording {
  return {
    at,
    exchanges: exchanges.map(({ body, ...exchange }) => ({
      ...redactor.value(exchange),
      body: redactedBody(body, redactor),
    })),
  };
}

/** What an error means for an endpoint that is checked. */
import { isAboutCertificate } from '../../messages/certificate';
import type { ErrorDetails, ErrorKind, MessagesError } from '../../messages/errors';
import type { RecordedExchange } from '../../messages/recorder';

export type FaultKind =
  // Before anything is sent.
  | 'noEndpoint'
  | 'badAddress'
  | 'badKey'
  | 'badHeader'
  | 'noKey'
  | 'notClaude'
  // On the way.
  | 'certificate'
  | 'notTls'
  | 'proxy'
  | 'unknownHost'
  | 'connectionRefused'
  | 'noConnection'
  | 'redirect'
  | 'noAnswer'
  | 'silent'
  | 'endless'
  // What answers is another one.
  | 'firewall'
  | 'wrongAddress'
  | 'webPage'
  | 'notMessages'
  // What the server says.
  | 'keyRefused'
  | 'notAllowed'
  | 'noBalance'
  | 'noModel'
  | 'rateLimited'
  | 'overloaded'
  | 'unavailable'
  | 'slow'
  | 'tooLarge'
  | 'refused'
  | 'serverError'
  | 'empty'
  | 'cut'
  // Aside itself.
  | 'internal'
  | 'other';

/** An error, and what it means here. */
export interface Fault {
  readonly kind: FaultKind;
  readonly error: MessagesError;
}

/** What a fault is recognised by. */
interface Signs {
  readonly kind: ErrorKind;
  /** A code such as ECONNREFUSED, an address, a header's name. */
  readonly subject: string;
  readonly status: number;
  readonly missing: ErrorDetails['missing'];
  readonly hasWorkingBaseUrl: boolean;
  /** A page of HTML came. */
  readonly isPage: boolean;
}

type Row = readonly [kind: FaultKind, test: (signs: Signs) => boolean];

const is =
  (...kinds: ErrorKind[]) =>
  ({ kind }: Signs): boolean =>
    kinds.includes(kind);

/** An error of the connection whose code is like this: Node's names for it, and Electron's. */
const code =
  (pattern: RegExp) =>
  ({ kind, subject }: Signs): boolean =>
    kind === 'network' && pattern.test(subject);

/** First match. */
const table: readonly Row[] = [
  ['noEndpoint', ({ kind, subject }) => kind === 'bad_base_url' && subject === ''],
  ['badAddress', is('bad_base_url')],
  ['badKey', ({ kind, subject }) => kind === 'bad_header' && /^(authorization|x-api-key)$/i.test(subject)],
  ['badHeader', is('bad_header')],
  ['noKey', is('no_key')],
  ['notClaude', is('model_not_claude')],
  ['proxy', ({ status }) => status === 407],
  ['proxy', code(/PROXY|TUNNEL/)],
  ['certificate', ({ kind, subject }) => kind === 'network' && isAboutCertificate(subject)],
  ['notTls', code(/SSL|TLS|EPROTO/)],
  ['unknownHost', code(/ENOTFOUND|EAI_AGAIN|NAME_NOT_RESOLVED/)],
  ['connectionRefused', code(/ECONNREFUSED|CONNECTION_REFUSED/)],
  ['noConnection', is('network')],
  ['redirect', is('redirect')],
  ['noAnswer', is('connect_timeout')],
  ['silent', is('idle_timeout')],
  ['endless', is('too_long')],
  ['firewall', is('firewall')],
  ['firewall', ({ isPage, status }) => isPage && [401, 403, 429, 503].includes(status)],
  ['wrongAddress', ({ hasWorkingBaseUrl }) => hasWorkingBaseUrl],
  ['webPage', ({ isPage, kind, missing }) => isPage && (kind === 'not_messages' || missing === 'address')],
  ['notMessages', is('not_messages')],
  ['noModel', ({ missing }) => missing === 'model'],
  ['wrongAddress', is('not_found')],
  ['keyRefused', is('authentication')],
  ['notAllowed', is('permission')],
  ['noBalance', is('billing')],
  ['rateLimited', is('rate_limit')],
  ['overloaded', is('overloaded')],
  ['unavailable', is('unavailable')],
  ['slow', is('server_timeout')],
  ['tooLarge', is('request_too_large')],
  ['refused', is('invalid_request')],
  ['serverError', is('server')],
  ['empty', is('empty_reply')],
  ['cut', is('cut')],
  ['internal', is('internal')],
];

/** @param exchange what came with it, where anything did */
export function faultOf(error: MessagesError, exchange?: RecordedExchange): Fault {
  const { kind, details } = error;
  const signs: Signs = {
    kind,
    subject: details.subject ?? '',
    status: details.status ?? exchange?.response?.status ?? 0,
    missing: details.missing,
    hasWorkingBaseUrl: details.workingBaseUrl !== undefined,
    isPage: exchange !== undefined && isPage(exchange),
  };
  return { kind: table.find(([, test]) => test(signs))?.[0] ?? 'other', error };
}

/** By its first character, whatever its type says. */
function isPage({ body }: RecordedExchange): boolean {
  return body.bytes(1000).find((byte) => byte > 0x20 && byte < 0x80) === 0x3c;
}

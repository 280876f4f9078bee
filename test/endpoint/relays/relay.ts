/** One answer as it stands on the wire. `{model}`, `{method}`, `{path}` and `{id}` stand for those of the request. */
export interface Said {
  readonly status: number;
  /** An object is sent as JSON. */
  readonly body: string | object;
  readonly headers?: Readonly<Record<string, string>>;
}

/** What becomes of a part of the API: it works, it is left out without a word, or the server refuses it. */
export type Support = 'works' | 'ignored' | Said;

/** A server that is compatible with the Messages API, as data: what it lists, takes, leaves out and says. */
export interface Relay {
  readonly name: string;
  /** Of every answer. */
  readonly headers?: Readonly<Record<string, string>>;
  /** The headers in which it looks for a key; `none` where it looks for none. */
  readonly auth: 'bearer' | 'x-api-key' | 'any' | 'none';
  readonly noKey?: Said;
  readonly wrongKey?: Said;
  /** The account has no money left. */
  readonly noBalance?: Said;
  /** A model that it has. */
  readonly model: string;
  /** For any other; not there where it takes any name. */
  readonly noSuchModel?: Said;
  /** `GET /v1/models`. */
  readonly models: Said;
  /** `POST /v1/messages`: works unless set. */
  readonly messages?: Said;
  /** `POST /v1/messages/count_tokens`. */
  readonly countTokens: Support;
  /** For a request without messages. */
  readonly emptyRequest: Said;
  /** For any other address. */
  readonly noRoute: Said;
  readonly thinking: Support;
  readonly caching: Support;
  readonly tools: Support;
  readonly serverTools: Support;
  /** The field of that name. */
  readonly diagnostics: Support;
  /** What a converter makes of the API's stop reasons. */
  readonly stopReasons?: Readonly<Record<string, string>>;
}

export function said(status: number, body: string | object, headers?: Readonly<Record<string, string>>): Said {
  return { status, body, ...(headers && { headers }) };
}

/** An error in the official shape. */
export function official(status: number, type: string, message: string): Said {
  return said(status, { type: 'error', error: { type, message }, request_id: '{id}' });
}

/** A list of models in OpenAI's shape. */
export function openAiList(owner: string, ids: readonly string[], more: object = {}): Said {
  const data = ids.map((id) => ({ id, object: 'model', created: 1_677_610_602, owned_by: owner, ...more }));
  return said(200, { object: 'list', data });
}

export const noPage = said(404, '404 page not found', { 'content-type': 'text/plain' });

import { readErrorText } from './openResponse';
import { isObject, parseJson } from './json';
import { baseUrlForms, apiUrl } from './url';

export interface Search {
  /** The base URL that did not work, as it was written. */
  readonly baseUrl: string;
  readonly headers: Record<string, string>;
  readonly fetch: typeof fetch;
  readonly signal: AbortSignal | undefined;
  /** What each address answered. */
  readonly log: (url: string, outcome: string) => void;
}

/** ms for all of it: somebody waits for the sentence that comes of this. */
const deadline = 4000;

/**
 * Looks for the Messages API with a request that is no message and costs nothing: at the base URL as it is, and if
 * nothing there answers as that API would, under its other forms, all of the same origin. Never throws.
 *
 * @returns `here` where the base URL is right, else the form that is; undefined where none is.
 */
export async function findBaseUrl({
  baseUrl,
  headers,
  fetch,
  signal,
  log,
}: Search): Promise<'here' | { readonly elsewhere: string } | undefined> {
  const controller = new AbortController();
  const stop = () => controller.abort();
  const timer = setTimeout(stop, deadline);
  signal?.addEventListener('abort', stop);
  const speaksMessages = async (form: string): Promise<boolean> => {
    const url = apiUrl(form, 'messages');
    try {
      const init = { method: 'POST', headers, body: '{}', redirect: 'manual', credentials: 'omit' } as const;
      const response = await fetch(url, { ...init, signal: controller.signal });
      log(url, `${response.status}`);
      // A page may take its time, and is not what is looked for.
      if (/html/i.test(response.headers.get('content-type') ?? '')) return false;
      return isAnswerOfMessages(response.status, parseJson(await readErrorText(response)));
    } catch {
      log(url, 'no answer');
      return false;
    }
  };
  const over = aborted(controller.signal);
  try {
    if (await Promise.race([speaksMessages(baseUrl), over])) return 'here';
    if (controller.signal.aborted) return undefined;
    const forms = baseUrlForms(baseUrl);
    const found = await Promise.race([Promise.all(forms.map(speaksMessages)), over]);
    const elsewhere = found && forms.find((_, index) => found[index]);
    return elsewhere === undefined ? undefined : { elsewhere };
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener('abort', stop);
    controller.abort();
  }
}

/** An empty object is no request: the right server says so in JSON. */
function isAnswerOfMessages(status: number, body: unknown): boolean {
  if (!isObject(body) || [0, 404, 405, 501].includes(status) || (status >= 300 && status < 400)) return false;
  if (body['type'] === 'message' || body['type'] === 'error') return true;
  const complains = status === 400 || status === 422;
  return status >= 400 && ('error' in body || (complains && ['message', 'msg', 'detail'].some((name) => name in body)));
}

function aborted(signal: AbortSignal): Promise<undefined> {
  return new Promise((resolve) => signal.addEventListener('abort', () => resolve(undefined), { once: true }));
}

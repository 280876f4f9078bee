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
 * Looks for the Messages API under the other forms of a base URL, all of the same origin, with a request that is no
 * message and costs nothing. Never throws; undefined where none answers as that API would.
 */
export async function findBaseUrl({ baseUrl, headers, fetch, signal, log }: Search): Promise<string | undefined> {
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
  try {
    const forms = baseUrlForms(baseUrl);
    const found = await Promise.race([Promise.all(forms.map(speaksMessages)), aborted(controller.signal)]);
    return found && forms.find((_, index) => found[index]);
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener('abort', stop);
    controller.abort();
  }
}

/** An empty object is no request: the right server says so in JSON. */
function isAnswerOfMessages(status: number, body: unknown): boolean {
  if (!isObject(body) || [0, 404, 405, 501].includes(status) || (status >= 300 && status < 400)) return false;
  return body['type'] === 'message' || body['type'] === 'error' || (status >= 400 && 'error' in body);
}

function aborted(signal: AbortSignal): Promise<undefined> {
  return new Promise((resolve) => signal.addEventListener('abort', () => resolve(undefined), { once: true }));
}

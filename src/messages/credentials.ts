/** What can be told to be a credential, by its name or by its form. */

/**
 * Whether a header's name says that its value proves who asks.
 *
 * @param name in lower case
 */
export function isCredentialName(name: string): boolean {
  const words = name.split(/[-_.]+/);
  const last = words.at(-1)!;
  return (
    (proofs.test(last) && !counts.has(words.at(-2)!)) ||
    (/^(id|value|hash|sha\d*|signature)$/.test(last) && /^(token|secret)$/.test(words.at(-2) ?? '')) ||
    (last === 'key' && !plainKeys.has(words.at(-2)!))
  );
}

const proofs =
  /^((proxy)?authori[sz]ation|auth|authentication|(api|access|auth|private|secret|subscription|functions|account|master|license)key|(access|auth|api|id|refresh|session|security|bearer)?token|jwt|bearer|secret|cookie2?|password|passwd|passphrase|pwd|credentials?|signature|assertion)$/;

/** Keys of which everybody may know: what a request is told apart by, or where it is kept. */
const plainKeys = new Set([
  'idempotency',
  'cache',
  'routing',
  'partition',
  'surrogate',
  'sort',
  'affinity',
  'property',
]);

/** What comes in tokens is counted in them. */
const counts = new Set(['max', 'min', 'per']);

/** Whether a value looks like a credential, whatever it is called. */
export function isCredential(value: string): boolean {
  const text = value.trim();
  return schemes.test(text) || tokens.test(text);
}

/** RFC 9110, 11.4, and what servers take in its place. */
const schemes = /^(bearer|basic|digest|negotiate|ntlm|token|apikey|api-key|aws4-hmac-sha256|hmac|jwt)[\s:=]\s*\S/i;

/** Forms that their makers document, so that leaked ones can be found. */
const tokens = new RegExp(
  [
    'sk-[\\w-]{16,}',
    'sk_(?:live|test)_\\w{10,}',
    'gh[opsur]_\\w{20,}',
    'github_pat_\\w{20,}',
    'glpat-[\\w-]{16,}',
    'xox[abeoprs]-[\\w-]{10,}',
    'AKIA[A-Z\\d]{16}',
    'ASIA[A-Z\\d]{16}',
    'AIza[\\w-]{30,}',
    'ya29\\.[\\w-]{20,}',
    'hf_\\w{20,}',
    'npm_\\w{30,}',
    'eyJ[\\w-]{8,}\\.[\\w-]{8,}\\.[\\w-]*',
    '-----BEGIN [A-Z ]*PRIVATE KEY',
  ]
    .map((form) => `(?:^|[^\\w-])${form}`)
    .join('|'),
);

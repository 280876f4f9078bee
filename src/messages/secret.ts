/** Characters of the shortest key that is a secret: a shorter one is found in ordinary words. */
const shortestSecret = 8;

/**
 * The words of which placeholders are made. Local servers take anything for a key, and their manuals say `lm-studio`,
 * `sk-no-key-required` or `not-needed`.
 */
const placeholderWords = new Set(
  (
    'a an any anything api apikey auth bearer changeme claude custom default demo dummy empty example fake for free ' +
    'here insert is key llama lm lmstudio local localhost my needed no none not null ollama openai password placeholder ' +
    'please put required sample secret server set sk studio test testing this token undefined unused unneeded your xxx'
  ).split(' '),
);

/**
 * Whether a key is to be kept out of what leaves: all are, but for those that are no secret. The one rule for errors,
 * replies, recordings and everything else.
 */
export function isSecret(key: string | undefined): key is string {
  const text = key?.trim() ?? '';
  if (text.length < shortestSecret) return false;
  return !text
    .toLowerCase()
    .split(/[-_.\s]+/)
    .every((word) => placeholderWords.has(word) || /^(x*|\d{1,3})$/.test(word));
}

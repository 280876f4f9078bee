/** Why a pasted text cannot be a key. */
export type KeyProblem = 'empty' | 'several_words' | 'not_ascii' | 'assignment_without_value';

/** Characters of what can be a key, and of what people copy along with it; servers limit all headers to 8 to 16 KB. */
const longestKey = 16_384;

/**
 * What was pasted, as a key: without what people copy along with it (spaces and line breaks around it, quotes, a
 * `Bearer ` or header name in front, an `export NAME=`). What is still no key is refused with a reason, since a header
 * with such a value would fail in a way nobody understands.
 */
export function cleanKey(pasted: string): { key: string } | { problem: KeyProblem } {
  if (pasted.length > longestKey) return { problem: 'several_words' };
  let key = pasted.replace(/[\u200b-\u200d\u2060\ufeff]/g, '').trim();
  for (let before = ''; before !== key;) {
    before = key;
    key = key
      // Not before another `=` or the end: a key in base64 may end so.
      .replace(/^(?:export\s+|set\s+|\$env:)?[A-Z_]([A-Z0-9_]*)\s*=\s*(?=[^=\s])/i, (all, name: string) =>
        /API|KEY|TOKEN/i.test(name) ? '' : all,
      )
      .replace(/^["']?(?:authorization|(?:x-)?api[-_]?key)["']?\s*:\s*/i, '')
      .replace(/^bearer(?:\s+|$)/i, '')
      .replace(/^(["'`“”‘’])(.*)\1[;,]?$/su, '$2')
      .replace(/^[“‘](.*)[”’]$/su, '$1')
      .trim();
  }
  if (/^(?:export\s+|set\s+|\$env:)?[A-Z][A-Z0-9]*_[A-Z0-9_]*\s*=$/.test(key))
    return { problem: 'assignment_without_value' };
  if (key === '') return { problem: pasted.includes('=') ? 'assignment_without_value' : 'empty' };
  // The name of a variable, as examples have it in the place of the key.
  if (/^(?:\$\{?\w+\}?|%\w+%|<.*>)$/.test(key)) return { problem: 'empty' };
  if (/\s/.test(key)) return { problem: 'several_words' };
  // Dots and asterisks are how a page hides most of a key.
  if (!/^[\x21-\x7e]+$/.test(key) || /\.{3}|\*{3}/.test(key)) return { problem: 'not_ascii' };
  return { key };
}

/** The key in a variable of the environment, which people fill by pasting, too; undefined where it holds none. */
export function keyIn(variable: string | undefined): string | undefined {
  const cleaned = cleanKey(variable ?? '');
  return 'key' in cleaned ? cleaned.key : undefined;
}

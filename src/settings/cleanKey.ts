/** Why a pasted text cannot be a key. */
export type KeyProblem = 'empty' | 'several_words' | 'not_ascii' | 'assignment_without_value';

/**
 * What was pasted, as a key: without what people copy along with it (spaces and line breaks around it, quotes, a
 * `Bearer ` or header name in front, an `export NAME=`). What is still no key is refused with a reason, since a header
 * with such a value would fail in a way nobody understands.
 */
export function cleanKey(pasted: string): { key: string } | { problem: KeyProblem } {
  let key = pasted.replace(/[\u200b-\u200d\u2060\ufeff]/g, '').trim();
  for (let before = ''; before !== key;) {
    before = key;
    key = key
      .replace(/^(?:export\s+|set\s+|\$env:)?[A-Za-z_][A-Za-z0-9_]*(?:API|KEY|TOKEN)[A-Za-z0-9_]*\s*=\s*/i, '')
      .replace(/^(?:authorization|x-api-key)\s*:\s*/i, '')
      .replace(/^bearer\s+/i, '')
      .replace(/^(["'`“”‘’])(.*)\1[;,]?$/su, '$2')
      .replace(/^[“‘](.*)[”’]$/su, '$1')
      .trim();
  }
  if (key === '') return { problem: /[=]/.test(pasted) ? 'assignment_without_value' : 'empty' };
  if (/\s/.test(key)) return { problem: 'several_words' };
  if (!/^[\x21-\x7e]+$/.test(key)) return { problem: 'not_ascii' };
  return { key };
}

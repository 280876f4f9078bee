const openers =
  /^(sure|certainly|absolutely|of course|okay|ok|here( is|'s|’s| are)|below|the following|this|these|i( am|'m|’m|'ll|’ll|'d| |’)|to |as |based on|since|it (looks|seems|appears)|there (is|are)|unfortunately|sorry|please|note|however|you (can|could|need|should))\b/i;
const chineseOpeners = /^(当然|好的|可以|以下|下面|这|抱歉|很抱歉|对不起|无法|我|您|你|请|根据|由于|首先|没有|注意)/;
/** A whole answer, and no code of any language. */
const lone = /^(done|ok|okay|sure|certainly|understood|sorry|yes|no|got it)[.!]+$/i;
/** Sentences of languages that put no space between words, or that end in no sign of ours. */
const eastern = /^[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}][^]*[。．！？：.!?:…]$/u;

/** What no sentence has; seen in the middle of the first line, the wait for its end is over. */
const codeSigns = /[{}=<>\\]|::|\w\(/;

export function isSurelyCode(line: string): boolean {
  return codeSigns.test(line) && !line.includes('`') && !/^\s*~/.test(line) && !chineseOpeners.test(line.trim());
}

/** Whether a line reads like a sentence to the reader. Errs towards code: that is what was asked for. */
export function looksLikeProse(text: string): boolean {
  const line = text.trim();
  if (chineseOpeners.test(line)) return !/[;{}=]\s*$/.test(line);
  const bare = line.replace(/`[^`]*`/g, '');
  if (codeSigns.test(bare) || /[;)]\s*$|^[^\p{L}“‘]/u.test(bare)) return false;
  if (lone.test(line) || eastern.test(line)) return true;
  const words = line.split(/\s+/);
  if (words.length < 3) return /^(sure|certainly|sorry|okay)\b[,.!:]*/i.test(line);
  if (openers.test(line) && /^[\p{Lu}]|^i\b|[.:!?]$/u.test(line)) return true;
  // SQL and Dockerfiles shout their first word; sentences do not.
  const sentence = /^[“‘]?\p{Lu}[\p{Ll}’']*,?$/u.test(words[0]!);
  return sentence && words.length >= 4 && /[.!?:]["'”’*]*$/.test(line);
}

export function looksLikeCode(text: string): boolean {
  if (text.trim() === '' || /^\s*([-*+]|\d+[.)])\s/.test(text)) return false;
  return (
    !looksLikeProse(text) && /[;{}()=[\]<>]|^\s*(def|class|fn|func|end|local|import|from|const|let|var)\b/.test(text)
  );
}

/** Whether none of some lines has anything that only code has. */
export function hasNoCode(text: string): boolean {
  return !text.split('\n').some((line) => codeSigns.test(line.replace(/`[^`]*`/g, '')) || /[;"]/.test(line));
}

/** Whether a line may turn out to begin what a reply says about its code: it stands at the margin, as a sentence does. */
export function mayBeginRemarks(line: string): boolean {
  return /^([\p{Lu}“‘]|\*{1,2}(\p{L}|$)|[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}])/u.test(
    line,
  );
}

/** Whether a line behind code and a blank line begins what the reply says about its code. */
export function beginsRemarks(line: string): boolean {
  if (!mayBeginRemarks(line)) return false;
  const bare = line.replace(/^\*\*?(.*?)\*?\*([.:!?]?)\s*/, '$1$2 ').trim();
  if (bare !== line.trim()) return /[.:!?]$/.test(bare) || looksLikeProse(bare);
  return looksLikeProse(line) || /^(note|notes|explanation|usage|changes|example|说明|注意)[:：]/i.test(line);
}

/** Whether lines from there on are all sentences, headings and items of a list: no code would be lost with them. */
export function areRemarks(lines: readonly string[]): boolean {
  return lines.every((line, n) => {
    const text = line.trim();
    if (text === '' || beginsRemarks(text) || looksLikeProse(text)) return true;
    if (/^#{1,6} \p{L}/u.test(text)) return n > 0;
    const item = /^([-*+•]|\d+[.)])\s+(\S.*)$/.exec(text);
    return n > 0 && item !== null && !/[;{}]\s*$/.test(item[2]!);
  });
}

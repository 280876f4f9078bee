/**
 * About how many tokens a text costs, without asking the server: four Latin characters, or a little less than one CJK
 * character, make a token. Good to a fifth or so; enough for a meter and for bounds.
 */
export function estimateTokens(text: string): number {
  let wide = 0;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    // Hangul Jamo; CJK radicals to Yi; Hangul syllables; compatibility ideographs; full-width forms; surrogates
    // (emoji and rare ideographs: two units, about two tokens).
    if (
      code >= 0x1100 &&
      (code <= 0x11ff ||
        (code >= 0x2e80 && code <= 0xa4cf) ||
        (code >= 0xac00 && code <= 0xdfff) ||
        (code >= 0xf900 && code <= 0xfaff) ||
        (code >= 0xff00 && code <= 0xffef))
    ) {
      wide++;
    }
  }
  return Math.ceil((text.length - wide) / 4 + wide * 0.9);
}

import { type MarkdownIt } from 'markdown-it';

/**
 * Lets emphasis begin and end beside Chinese, Japanese and Korean punctuation. CommonMark's flanking rules want a blank
 * on the other side of it, which these scripts do not write: `**重要：**请先备份` would be no emphasis. The rules are those
 * of https://github.com/tats-u/markdown-cjk-friendly, "Amended flanking delimiter runs".
 */
export function cjkFriendly(md: MarkdownIt): void {
  const { isWhiteSpace, isPunctCharCode, isMdAsciiPunct } = md.utils;
  const isPunctuation = (code: number): boolean => isMdAsciiPunct(code) || isPunctCharCode(code);

  md.inline.State = class extends md.inline.State {
    override scanDelims(
      start: number,
      canSplitWord: boolean,
    ): ReturnType<InstanceType<typeof md.inline.State>['scanDelims']> {
      const standard = super.scanDelims(start, canSplitWord);
      const before = codeBefore(this.src, start);
      const after = this.src.codePointAt(start + standard.length) ?? space;
      // Without any of these letters and signs the rules are CommonMark's.
      const [isBeforeCjk, isAfterCjk] = [isCjk(before), isCjk(after)];
      if (!isBeforeCjk && !isAfterCjk) return standard;
      const [beforePunctuation, afterPunctuation] = [isPunctuation(before), isPunctuation(after)];
      const left =
        !isWhiteSpace(after) &&
        (!afterPunctuation || isAfterCjk || isWhiteSpace(before) || beforePunctuation || isBeforeCjk);
      const right =
        !isWhiteSpace(before) &&
        (!beforePunctuation || isBeforeCjk || isWhiteSpace(after) || afterPunctuation || isAfterCjk);
      return {
        can_open: left && (canSplitWord || !right || beforePunctuation),
        can_close: right && (canSplitWord || !left || afterPunctuation),
        length: standard.length,
      };
    }
  };
}

/** What stands for the beginning and the end of a text. */
const space = 0x20;

function codeBefore(text: string, at: number): number {
  const low = text.charCodeAt(at - 1);
  const isPair = low >= 0xdc00 && low < 0xe000 && at > 1;
  return at === 0 ? space : isPair ? text.codePointAt(at - 2)! : low;
}

const cjk =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Bopomofo}\p{Script=Hangul}\u3001-\u303f\u30fb\u30fc\ufe10-\ufe1f\ufe30-\ufe4f\uff01-\uffee]/u;

function isCjk(code: number): boolean {
  return code >= 0x1100 && cjk.test(String.fromCodePoint(code));
}

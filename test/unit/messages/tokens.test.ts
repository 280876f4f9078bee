import assert from 'node:assert/strict';
import { estimateTokens } from '../../../src/messages/tokens';

describe('the estimate of tokens', () => {
  /** Characters to a token, between these two. */
  function check(what: string, text: string, least: number, most: number): void {
    it(`${what}: ${least} to ${most} characters each`, () => {
      const ratio = text.length / estimateTokens(text);
      assert(ratio >= least && ratio <= most, String(ratio));
    });
  }
  check('English', 'The quick brown fox jumps over the lazy dog, and nobody knows why it does. '.repeat(20), 3.5, 4.1);
  check('code', 'export function estimate(text: string): number { return text.length / 4; }\n'.repeat(20), 3.4, 4.1);
  check('French', 'Où êtes-vous allés hier après-midi, et qu’avez-vous répété là-bas ? '.repeat(20), 3.2, 4);
  check('Vietnamese', 'Tôi không biết tại sao điều đó lại xảy ra với chúng ta. '.repeat(20), 2.5, 4);
  check('Russian', 'Съешь же ещё этих мягких французских булок да выпей чаю. '.repeat(20), 2, 3);
  check('Greek', 'Ξεσκεπάζω την ψυχοφθόρα βδελυγμία. '.repeat(20), 2, 3);
  check('Arabic', 'نص حكيم له سر قاطع وذو شأن عظيم مكتوب على ثوب أخضر. '.repeat(20), 2, 3);
  check('Hebrew', 'דג סקרן שט בים מאוכזב ולפתע מצא חברה. '.repeat(20), 2, 3);
  check('Hindi', 'ऋषियों को सताने वाले दुष्ट राक्षसों के राजा रावण का सर्वनाश। '.repeat(20), 1, 2);
  check('Thai', 'เป็นมนุษย์สุดประเสริฐเลิศคุณค่ากว่าบรรดาฝูงสัตว์เดรัจฉาน '.repeat(20), 1, 2);
  check('Chinese', '天地玄黄，宇宙洪荒。日月盈昃，辰宿列张。'.repeat(20), 1, 1.2);
  check('Japanese', 'いろはにほへと ちりぬるを わかよたれそ つねならむ '.repeat(20), 1, 1.3);
  check('Korean', '키스의 고유조건은 입술끼리 만나야 하고 특별한 기술은 필요치 않다. '.repeat(20), 1, 1.5);
  check('digits', '3141592653589793238462643383279502884197 '.repeat(20), 1.9, 2.2);
  check('hexadecimal', '9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08\n'.repeat(20), 1.9, 2.2);
  check(
    'base64',
    Buffer.from(Array.from({ length: 3000 }, (_, n) => (n * n * 7 + n) % 251)).toString('base64'),
    1.8,
    2.5,
  );
  check('emoji', '😀🎉🚀'.repeat(20), 1, 1.3);

  it('is nothing for nothing, and whole', () => {
    assert.equal(estimateTokens(''), 0);
    assert.equal(estimateTokens('a'), 1);
    assert.equal(estimateTokens('日本'), 2);
  });

  it('takes a megabyte in its stride', () => {
    const before = process.cpuUsage();
    for (const text of ['word ', '字', 'ж', '12ab', '😀']) estimateTokens(text.repeat(1_000_000 / text.length));
    assert(process.cpuUsage(before).user < 1_500_000);
  });
});

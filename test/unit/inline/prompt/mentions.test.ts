import { strict as assert } from 'node:assert';
import { defaultMarkers } from '../../../../src/inline/comment/markers';
import { mentionsAround } from '../../../../src/inline/prompt/mentions';
import { scanCommentAt } from '../../../../src/inline/comment/scanComment';
import { linesOf } from '../../../../src/textmate';

/** `|` is the cursor on the comment. Expected: names in order, as many as are given, and those only in the comment. */
function check(
  text: string,
  inCode: readonly string[],
  onlyInComment: readonly string[] = [],
  signature?: number,
): void {
  const cursor = text.indexOf('|');
  const before = text.slice(0, cursor).split('\n');
  const source = linesOf(text.replace('|', ''));
  const place = { line: before.length - 1, character: before.at(-1)!.length };
  const comment = scanCommentAt(source, place, defaultMarkers('typescript'));
  assert.ok(comment);
  const found = mentionsAround({ source, comment, text: comment.text, signature });
  assert.deepEqual(
    found.inCode.slice(0, inCode.length).map(({ name }) => name),
    inCode,
  );
  assert.deepEqual(found.onlyInComment, onlyInComment);
  for (const { name, line, character } of found.inCode)
    assert.ok(source.lineAt(line).startsWith(name, character), name);
}

describe('inline: names near a comment', () => {
  it('what the comment says comes first, then the signature, then what is near', () => {
    const filler = 'x;\n'.repeat(30);
    check(
      `import { Rate } from './rate';\n${filler}function total(cart: Cart) {\n  open();\n  // sum the |prices with Rate\n  near();\n}\nprices;\n`,
      ['prices', 'Rate', 'total', 'cart', 'Cart', 'open', 'near'],
      [],
      31,
    );
  });

  it('imports count, far code does not', () => {
    const filler = 'x;\n'.repeat(30);
    const text = `import { Rate } from 'rate';\nfarAway();\n${filler}// add |it\n`;
    check(text, ['x', 'Rate', 'rate'].slice(1).sort());
  });

  it('names that only the comment says, told from words by their form', () => {
    check(
      '// use formatMoney, `Tax`, tax_rate and round(x) for the |sum\n',
      [],
      ['formatMoney', 'Tax', 'tax_rate', 'round'],
    );
  });

  it('no reserved word, no comment, no minified line', () => {
    check(`// note\nif (a1) return null;\n${'b1,'.repeat(500)}\n\n// add |it\n`, ['a1']);
  });
});

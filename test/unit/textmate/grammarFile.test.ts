import assert from 'node:assert/strict';
import { parseGrammar } from '../../../src/textmate/grammarFile';

describe('textmate: a grammar’s file', () => {
  const grammar = { scopeName: 'source.x', patterns: [] };
  const json = JSON.stringify(grammar);
  const plist =
    '<plist><dict><key>scopeName</key><string>source.x</string><key>patterns</key><array></array></dict></plist>';
  for (const [name, text] of [
    ['JSON', json],
    ['JSON under a comment', `// From elsewhere.\n${json}`],
    ['JSON with a comma too many', json.replace('[]', '[],')],
    ['a property list', plist],
    ['a property list under a header', `\n<?xml version="1.0"?>\n<!-- From elsewhere. -->\n${plist}`],
  ] as const) {
    it(name, () => assert.deepEqual({ ...parseGrammar(text) }, grammar));
  }
  for (const text of ['', 'no grammar', '7', '<plist><dict>']) {
    it(`neither: ${JSON.stringify(text)}`, () => assert.throws(() => parseGrammar(text), SyntaxError));
  }
});

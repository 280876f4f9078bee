import assert from 'node:assert/strict';
import fc from 'fast-check';
import { PartialJson } from '../../../src/messages/partialJson';
import { anyCharacter } from '../characters';

/** The definition, word for word: after every character, the longest beginning that is JSON once what is open is closed. */
function* reference(text: string): Generator<unknown> {
  let longest: unknown;
  for (let length = 1; length <= text.length; length++) {
    const beginning = text.slice(0, length);
    try {
      longest = JSON.parse(beginning + closers(beginning));
    } catch {
      // Then it is the one before.
    }
    yield longest;
  }
}

function closers(text: string): string {
  let closing = '';
  let inString = false;
  for (let at = 0; at < text.length; at++) {
    const char = text[at]!;
    if (inString && char === '\\') at += 1;
    else if (char === '"') inString = !inString;
    else if (inString) continue;
    else if (char === '{' || char === '[') closing = (char === '{' ? '}' : ']') + closing;
    else if (char === '}' || char === ']') closing = closing.slice(1);
  }
  return (inString ? '"' : '') + closing;
}

function parseIn(pieces: readonly string[]): PartialJson {
  const json = new PartialJson();
  for (const piece of pieces) json.append(piece);
  return json;
}

/** After every character of a text, and after every split of it in two, the value is the reference's. */
function check(text: string): void {
  const json = new PartialJson();
  let end = 0;
  for (const expected of reference(text)) {
    json.append(text[end++]!);
    assert.deepEqual(json.value, expected, JSON.stringify(text.slice(0, end)));
  }
  for (let at = 0; at <= text.length; at++) {
    assert.deepEqual(parseIn([text.slice(0, at), text.slice(at)]).value, json.value, `split at ${at}: ${text}`);
  }
}

describe('JSON in pieces', () => {
  const texts = [
    '{"path":"src/a.ts","content":"one\\n\\"two\\"\\t\\u00e9\\ud83d\\ude00 \\/","n":[1,-2.5e+3,0,-0],"ok":true}',
    ' [ { } , [ ] , null , false , "" ] ',
    '"text"',
    '-0.5E-2 ',
    '1e400',
    'true',
    '{"a":{"b":{"c":[[["deep"]]]}}}',
    '{"a":1,"a":"again","a":[1],"a":-',
    '{"__proto__":{"x":1},"constructor":2,"__proto__":"y"}',
    '"\\ud800 lone \\udc00\\ud83d"',
    // None of these is JSON.
    '{"a":1} {"b":2}',
    '{"a":1,}',
    '{"a" 1}',
    '{,"a":1}',
    '[1,,2]',
    '[1}2',
    '[01]',
    '[1.]',
    '[1.2.3]',
    '[+1]',
    '[--1]',
    '[tru]',
    '[nulll]',
    '"a\nb"',
    '"\\x"',
    '"\\u12g4"',
    '\ufeff{}',
    "{'a':1}",
    ']',
    'undefined',
    '[NaN]',
  ];
  for (const text of texts) it(`reads ${JSON.stringify(text)}`, () => check(text));

  it('equals the reference after every character of any JSON', () => {
    fc.assert(
      fc.property(fc.json({ maxDepth: 4, stringUnit: anyCharacter }), fc.nat(2), (text, indent) =>
        check(JSON.stringify(JSON.parse(text), undefined, indent).slice(0, 120)),
      ),
      { numRuns: 100 },
    );
  });

  it('equals the reference after every character of any text of JSON characters', () => {
    const chars = fc.constantFrom(...'{}[]",:\\untrefals01-+.eE \n"{[:,');
    fc.assert(
      fc.property(fc.string({ unit: chars, maxLength: 40 }), (text) => check(text)),
      { numRuns: 2000 },
    );
  });

  it('makes the object that JSON.parse makes, with no prototype of its own', () => {
    const { value } = parseIn(['{"__pro', 'to__":{"polluted":tr', 'ue}}']);
    assert.deepEqual(Object.keys(value as object), ['__proto__']);
    assert.equal(Object.getPrototypeOf(value), Object.prototype);
    assert.equal((value as Record<string, unknown>)['polluted'], undefined);
  });

  it('goes no deeper than a bound, and keeps what it has', () => {
    const json = parseIn(['[1,', '['.repeat(1_000_000), '"x"']);
    let depth = 0;
    for (let at = json.value; Array.isArray(at); at = at.at(-1)) depth += 1;
    assert.equal(depth, 500);
    assert.equal((json.value as unknown[])[0], 1);
  });

  it('does not read a number that never ends again and again', () => {
    const json = new PartialJson();
    json.append('[7,');
    for (let n = 0; n < 100_000; n++) json.append('1234567890');
    assert.equal((json.value as unknown[])[0], 7);
  });

  it('grows one tree in place', () => {
    const json = new PartialJson();
    json.append('{"edits":[{"old":"a');
    const { edits } = json.value as { edits: { old: string }[] };
    const [first] = edits;
    json.append('b"},{"old":"c');
    assert.equal((json.value as { edits: unknown }).edits, edits);
    assert.equal(edits[0], first);
    assert.deepEqual(edits, [{ old: 'ab' }, { old: 'c' }]);
  });
});

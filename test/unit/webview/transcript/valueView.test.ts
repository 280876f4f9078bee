import * as assert from 'node:assert';
import * as fc from 'fast-check';
import { Window } from 'happy-dom';
import { PartialJson } from '../../../../src/messages/partialJson';
import { createValueView } from '../../../../src/webview/transcript/valueView';

describe('a value that grows, as it is shown', () => {
  let window: Window;
  const globals = globalThis as unknown as Record<string, unknown>;

  before(() => {
    window = new Window();
    globals.document = window.document;
  });
  after(async () => {
    delete globals.document;
    await window.happyDOM.close();
  });

  /** What is shown of JSON that comes in pieces. */
  function shown(pieces: readonly string[]): HTMLElement {
    const json = new PartialJson();
    const view = createValueView();
    pieces.forEach((piece, index) => {
      json.append(piece);
      if (json.value !== undefined) view.update(json.value, index === pieces.length - 1);
    });
    return view.element;
  }

  /** The same, as one would write it down: names and values, a level of indentation for what is inside. */
  function outline(element: Element, indent = ''): string {
    if (!element.classList.contains('members')) return `${JSON.stringify(element.textContent)}\n`;
    return `\n${[...element.children]
      .map((row) => {
        const name = row.querySelector(':scope > .value-name')?.textContent ?? '-';
        return `${indent}${name}: ${outline(row.lastElementChild!, `${indent}  `)}`;
      })
      .join('')}`;
  }

  function check(what: string, json: string, expected: string): void {
    it(what, () => {
      for (const pieces of [[json], [...json], json.match(/.{1,7}/gs)!]) {
        assert.equal(outline(shown(pieces)).trim(), expected);
      }
    });
  }
  check('text as it reads', '{"path":"a.ts","content":"one\\n\\"two\\""}', 'path: "a.ts"\ncontent: "one\\n\\"two\\""');
  check('what is nested', '{"edits":[{"old":"a"},{"old":"b"}]}', 'edits: \n  -: \n    old: "a"\n  -: \n    old: "b"');
  check(
    'what is no text',
    '{"a":1.5,"b":[],"c":{},"d":null,"e":[true]}',
    'a: "1.5"\nb: "[]"\nc: "{}"\nd: "null"\ne: \n  -: "true"',
  );
  check('a name that comes again', '{"a":"one","b":2,"a":"other"}', 'a: "other"\nb: "2"');
  check('a value of another kind under a name that comes again', '{"a":{"x":1},"a":"one"}', 'a: "one"');
  check('no object', '"text"', '"text"');
  check(
    'a name that scripts use',
    '{"__proto__":{"x":1},"constructor":"c"}',
    '__proto__: \n  x: "1"\nconstructor: "c"',
  );

  it('is at the end what it would be at once, for any JSON in any pieces', () => {
    fc.assert(
      fc.property(
        fc.json({ maxDepth: 4 }),
        fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1 }),
        (json, cuts) => {
          const pieces: string[] = [];
          for (let at = 0, n = 0; at < json.length; n++) {
            pieces.push(json.slice(at, (at += cuts[n % cuts.length]!)));
          }
          const names = (element: Element) => outline(element).split('\n').sort();
          assert.deepEqual(names(shown(pieces)), names(shown([json])));
        },
      ),
      { numRuns: 500 },
    );
  });

  it('keeps its elements while it grows, and begins a new one only after many lines', () => {
    const json = new PartialJson();
    const view = createValueView();
    json.append('{"path":"a.ts","content":"');
    view.update(json.value);
    const path = view.element.firstElementChild;
    for (let line = 0; line < 1000; line++) {
      json.append(`line ${line}\\n`);
      view.update(json.value);
    }
    assert.equal(view.element.firstElementChild, path);
    const parts = [...view.element.lastElementChild!.lastElementChild!.children];
    assert.equal(
      parts
        .map((part) => part.textContent)
        .join('')
        .split('\n').length,
      1001,
    );
    assert.ok(parts.length >= 2 && parts.length <= 4, String(parts.length));
    assert.ok(parts.every((part) => part.childNodes.length === 1));
  });
});

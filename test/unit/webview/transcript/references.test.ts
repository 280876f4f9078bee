import assert from 'node:assert/strict';
import type { BlockView, CitationView } from '../../../../src/protocol';
import { referencesOf } from '../../../../src/webview/transcript/references';

const page = (url: string, text = 'x'): CitationView => ({ title: 'T', text, url });
const text = (...citations: CitationView[]): BlockView => ({ kind: 'text', text: 'x', citations });
const numbers = (blocks: readonly BlockView[]) =>
  referencesOf(blocks).map((references) => references.map(({ number, citations }) => `${number}×${citations.length}`));

describe('references', () => {
  it('have a number for each source, in the order in which they come', () => {
    const blocks = [text(page('a'), page('b')), { kind: 'tool', name: 'x', text: '' } as const, text(page('c'))];
    assert.deepEqual(numbers(blocks), [['1×1', '2×1'], [], ['3×1']]);
  });

  it('keep it wherever the source is referred to again', () => {
    assert.deepEqual(numbers([text(page('a'), page('b'), page('a', 'y')), text(page('b'))]), [['1×2', '2×1'], ['2×1']]);
  });

  it('tell documents apart by their place and their title', () => {
    const document = (number: number, title: string): CitationView => ({ title, text: 'x', document: number });
    assert.deepEqual(numbers([text(document(1, ''), document(2, ''), document(1, ''))]), [['1×2', '2×1']]);
  });

  it('do not change by what comes later', () => {
    const before = referencesOf([text(page('a'), page('b'))]);
    assert.deepEqual(referencesOf([text(page('a'), page('b')), text(page('c'), page('a'))])[0], before[0]);
  });
});

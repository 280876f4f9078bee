import assert from 'node:assert/strict';
import { citationView } from '../../../../src/chat/session/citations';
import { createFeed } from '../../../../src/chat/panel/feed';
import { createReplyEvents } from '../../../../src/chat/session/replyEvents';
import { createStreamed } from '../../../../src/chat/session/streamed';
import { blockView } from '../../../../src/chat/session/turnView';
import type { CitationView, HostMessage, TurnView } from '../../../../src/protocol';

const web = {
  type: 'web_search_result_location',
  url: 'https://e.example/a',
  title: 'A  page\n',
  encrypted_index: 'E==',
  cited_text: ' Words. ',
};
const webView: CitationView = { title: 'A page', text: 'Words.', url: 'https://e.example/a' };

describe('a citation as the view shows it', () => {
  const table: readonly (readonly [string, unknown, CitationView | undefined])[] = [
    ['of a page of the web', web, webView],
    ['without a title', { ...web, title: null }, { title: '', text: 'Words.', url: 'https://e.example/a' }],
    [
      'of pages of a document',
      {
        ...{ type: 'page_location', cited_text: 'x', document_index: 1, document_title: 'Book' },
        ...{ start_page_number: 3, end_page_number: 6 },
      },
      { title: 'Book', text: 'x', document: 2, pages: [3, 5] },
    ],
    [
      'of one page',
      {
        ...{ type: 'page_location', cited_text: 'x', document_index: 0, document_title: null },
        ...{ start_page_number: 3, end_page_number: 4 },
      },
      { title: '', text: 'x', document: 1, pages: [3, 3] },
    ],
    [
      'of a place in a text',
      { type: 'char_location', cited_text: 'x', document_index: 0, document_title: 'Notes', start_char_index: 4 },
      { title: 'Notes', text: 'x', document: 1 },
    ],
    [
      'of a search result that has an address',
      { type: 'search_result_location', source: 'https://e.example/s', title: 'S', cited_text: 'x' },
      { title: 'S', text: 'x', url: 'https://e.example/s' },
    ],
    [
      'of one that has none',
      { type: 'search_result_location', source: 'kb-17', title: null, cited_text: 'x' },
      { title: 'kb-17', text: 'x' },
    ],
    [
      'whose address is no address of the web',
      { ...web, url: 'javascript:alert(1)' },
      { title: 'A page', text: 'Words.' },
    ],
    ['of a kind that is not known', { type: 'dream_location', cited_text: 'x' }, { title: '', text: 'x' }],
    ['that says nothing', { type: 'dream_location' }, undefined],
    ['that is none', 'text', undefined],
    ['that is nothing', null, undefined],
    ['of wrong members', { url: 1, title: {}, cited_text: [], document_index: 'x' }, undefined],
  ];
  for (const [name, citation, expected] of table) {
    it(name, () => assert.deepEqual(citationView(citation), expected));
  }

  it('belongs to its text', () => {
    const block = { type: 'text', text: 'So.', citations: [web, null, 'x'] };
    assert.deepEqual(blockView(block), { kind: 'text', text: 'So.', citations: [webView] });
    assert.deepEqual(blockView({ type: 'text', text: 'So.', citations: null }), { kind: 'text', text: 'So.' });
  });

  it('is told as it comes, and not again at the end', () => {
    const eventsOf = createReplyEvents();
    eventsOf({ type: 'block', index: 0, block: { type: 'text', text: '' } });
    const told = eventsOf({ type: 'citation', index: 0, citation: web });
    assert.deepEqual(told, [{ type: 'citation', i: 0, citation: webView }]);
    assert.deepEqual(eventsOf({ type: 'citation', index: 0, citation: null }), []);
    const posts: HostMessage[] = [];
    const feed = createFeed(
      (message) => posts.push(message),
      () => undefined,
    );
    const turn = { id: 'a', blocks: [{ kind: 'text', text: 'So.', citations: [webView] }] } as unknown as TurnView;
    feed.add({ type: 'turn', turn, streamed: true });
    assert.deepEqual(posts, [
      { type: 'turn', turn: { id: 'a', blocks: [{ kind: 'text', text: '' }] }, streamed: true },
    ]);
  });

  it('is told again where not all of them were', () => {
    const streamed = createStreamed();
    streamed.add({ type: 'block', index: 0, block: { kind: 'text', text: 'So.' } });
    const block = { kind: 'text', text: 'So.', citations: [webView] } as const;
    assert.deepEqual(streamed.unlike([block]), [0]);
    streamed.add({ type: 'citation', i: 0, citation: webView });
    assert.deepEqual(streamed.unlike([block]), []);
    assert.deepEqual(streamed.unlike([{ kind: 'text', text: 'So.' }]), [0]);
  });
});

describe('what a search found', () => {
  function check(content: unknown, expected: object): void {
    assert.deepEqual(blockView({ type: 'web_search_tool_result', tool_use_id: 's', content }), expected);
  }

  it('a title and an address a line', () => {
    const found = { type: 'web_search_result', title: 'A\npage', url: 'https://e.example/a', encrypted_content: 'E==' };
    check([found, { ...found, title: '' }], {
      kind: 'results',
      text: 'A page\nhttps://e.example/a\nhttps://e.example/a\nhttps://e.example/a',
    });
    check([], { kind: 'results', text: '' });
  });

  it('or why it found nothing', () => {
    const error = { type: 'web_search_tool_result_error', error_code: 'max_uses_exceeded' };
    check(error, { kind: 'results', text: '', error: 'max_uses_exceeded' });
  });

  it('and what has another shape stays a card', () => {
    for (const content of [undefined, 'text', [{ type: 'x' }], {}]) {
      const block = { type: 'web_search_tool_result', tool_use_id: 's', content };
      check(content, { kind: 'other', name: 'web_search_tool_result', text: JSON.stringify(block, null, 2) });
    }
  });
});

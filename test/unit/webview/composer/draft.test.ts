import * as assert from 'node:assert';
import {
  draftText,
  mergeDraft,
  nothingWritten,
  posted,
  queue,
  sent,
  unposted,
  unqueue,
  type Writing,
} from '../../../../src/webview/composer/draft';

const typed = (text: string, before: Writing = nothingWritten): Writing => ({ ...before, text });

describe('what is being written', () => {
  it('is posted once', () => {
    const writing = typed('a');
    assert.strictEqual(unposted(writing), 'a');
    assert.strictEqual(unposted(posted(writing)), undefined);
  });

  it('is not overwritten by an echo, however old', () => {
    const writing = typed('abc', posted(typed('ab', posted(typed('a')))));
    assert.strictEqual(mergeDraft(writing, 'a'), writing);
    assert.strictEqual(mergeDraft(writing, 'ab'), writing);
  });

  it('takes over what the host really changed', () => {
    assert.strictEqual(mergeDraft(posted(typed('a')), 'other').text, 'other');
    assert.strictEqual(mergeDraft(nothingWritten, 'failed send').text, 'failed send');
  });

  it('keeps what was typed since, after a send that failed', () => {
    const writing = typed('next', sent(posted(typed('question'))));
    assert.strictEqual(mergeDraft(writing, 'question').text, 'question\n\nnext');
  });

  it('is the draft with the queued message, in case the view goes away', () => {
    const writing = typed('later', queue(typed('first')));
    assert.strictEqual(draftText(writing), 'first\n\nlater');
    assert.deepStrictEqual(
      { ...unqueue(writing), known: [] },
      { text: 'first\n\nlater', queued: undefined, known: [] },
    );
  });

  it('queues a second message with the first', () => {
    assert.strictEqual(queue(typed('b', queue(typed('a')))).queued, 'a\n\nb');
  });
});

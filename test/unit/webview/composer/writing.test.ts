import * as assert from 'node:assert';
import {
  answered,
  draftMessage,
  heard,
  nothingWritten,
  other,
  posted,
  queue,
  send,
  sendMessage,
  typed,
  unqueue,
  type Writing,
} from '../../../../src/webview/composer/writing';

const told = (writing: Writing) => draftMessage(writing, 'c');
/** What a person sees of it. */
const seen = ({ text, queued, sending }: Writing) => [text, queued, sending?.text];

describe('what is being written', () => {
  it('is told once, with all that was changed by then', () => {
    const writing = typed(typed(nothingWritten, 'a'), 'ab');
    assert.deepStrictEqual(told(writing), {
      ...{ type: 'draft', conversation: 'c', text: 'ab', edits: 2, version: 0 },
      beside: undefined,
    });
    assert.strictEqual(told(posted(writing)), undefined);
  });

  it('is told with the waiting message, in case the view goes away', () => {
    const writing = typed(queue(typed(nothingWritten, 'first')), 'later');
    assert.strictEqual(told(writing)?.text, 'first\n\nlater');
    assert.deepStrictEqual(seen(unqueue(writing)), ['first\n\nlater', undefined, undefined]);
  });

  it('queues a second message with the first', () => {
    assert.strictEqual(queue(typed(queue(typed(nothingWritten, 'a')), 'b')).queued, 'a\n\nb');
  });

  it('goes with the conversation that it was typed in', () => {
    const writing = other(send(typed(nothingWritten, 'a'), '1', 'text'), 'draft', 1);
    assert.deepStrictEqual([seen(writing), told(writing)], [['draft', undefined, undefined], undefined]);
    assert.strictEqual(
      heard(writing, 'news', { edits: 0, version: 2 }).text,
      'news',
      'what was changed before was changed elsewhere',
    );
  });

  describe('and sent', () => {
    const sending = send(typed(nothingWritten, 'a'), '1', 'text');

    it('leaves the text area, and says what else is there', () => {
      assert.deepStrictEqual(seen(sending), ['', undefined, 'a']);
      assert.deepStrictEqual(sendMessage(send(typed(queue(typed(nothingWritten, 'a')), 'b'), '1', 'queued'), 'c'), {
        ...{ type: 'send', id: '1', conversation: 'c', text: 'a', rest: 'b', edits: 2, version: 0 },
      });
    });

    it('what is typed meanwhile is told beside it', () => {
      const { text, beside } = told(typed(sending, 'b'))!;
      assert.deepStrictEqual([text, beside], ['b', '1']);
    });

    const answers = [
      ['sent', 'b'],
      ['held', 'a\n\nb'],
      ['refused', 'a\n\nb'],
    ] as const;
    for (const [result, text] of answers) {
      it(`${result}: ${JSON.stringify(text)}`, () => {
        const writing = answered(typed(sending, 'b'), '1', result);
        assert.deepStrictEqual(seen(writing), [text, undefined, undefined]);
        assert.strictEqual(told(writing)?.beside, undefined);
      });
    }

    it('comes back with a message that was queued meanwhile', () => {
      const writing = answered(typed(queue(typed(sending, 'b')), 'c'), '1', 'held');
      assert.deepStrictEqual(seen(writing), ['a\n\nb\n\nc', undefined, undefined]);
    });

    it('is answered under its own id alone, and once', () => {
      assert.strictEqual(answered(sending, '2', 'held'), sending);
      const back = answered(sending, '1', 'held');
      assert.strictEqual(answered(back, '1', 'held'), back);
      assert.strictEqual(answered(back, '1', 'sent'), back);
    });
  });

  describe('and set by somebody else', () => {
    const news = (edits: number) => ({ edits, version: 1 });

    it('is taken over where the host had all that was typed', () => {
      const writing = heard(posted(typed(nothingWritten, 'a')), 'b', news(1));
      assert.deepStrictEqual([seen(writing), writing.version], [['b', undefined, undefined], 1]);
      assert.deepStrictEqual(seen(heard(queue(typed(nothingWritten, 'a')), '', news(1))), ['', undefined, undefined]);
    });

    it('has to wait for what was typed since, which the host is told of as if nobody had heard', () => {
      const writing = heard(typed(posted(typed(nothingWritten, 'a')), 'ab'), 'other', news(1));
      const { text, edits, version } = told(writing)!;
      assert.deepStrictEqual([writing.text, text, edits, version], ['ab', 'ab', 2, 0]);
    });

    it('has the message that is on its way', () => {
      const sending = send(typed(nothingWritten, 'a'), '1', 'text');
      const since = heard(sending, 'a, b', news(sending.edits));
      assert.deepStrictEqual(seen(answered(since, '1', 'held')), ['a, b', undefined, undefined]);
      assert.strictEqual(heard(sending, 'b', news(0)), sending, 'not by then');
    });
  });
});

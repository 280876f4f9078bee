import * as vscode from 'vscode';
import { requestText, type ShownRequest } from '../../../src/chat/requests/requestText';
import type { Turn } from '../../../src/conversation/model';
import { createRecorder, type Recorder } from '../../../src/messages/recorder';
import { equal, ok } from '../inline/support';
import { noKeys } from '../../fixtures/noKeys';

const encode = (text: string) => new TextEncoder().encode(text);
const request: ShownRequest['request'] = {
  url: 'https://api.example/v1/messages',
  headers: { 'content-type': 'application/json' },
  auth: 'x-api-key',
  body: { model: 'm', messages: [{ role: 'user', content: 'Hi' }] },
};
const reply: Turn = { id: 'a', parent: 'q', role: 'assistant', at: 2, state: 'done', content: [], endpoint: 'Work' };

/** A recording of one response, with a clock that goes a millisecond with each look at it. */
function recording(status: number, body: Uint8Array, more: { most?: number; type?: string } = {}): Recorder {
  let clock = 0;
  const recorder = createRecorder(1, () => (clock += 1), more.most);
  recorder.onRequest({ method: 'POST', url: request.url, headers: {}, body: request.body as object, size: 60 });
  recorder.onResponse({ status, statusText: '', headers: [['content-type', more.type ?? 'text/event-stream']] });
  for (let at = 0; at < body.length; at += 16_384) recorder.onBytes(body.subarray(at, at + 16_384));
  recorder.onEnd(undefined);
  return recorder;
}

const text = (more: Partial<ShownRequest>) =>
  requestText({ turn: reply, request, recording: undefined, error: undefined, ...more }, noKeys);

function has(shown: string, ...parts: readonly string[]): void {
  for (const part of parts) ok(shown.includes(part), `“${part}” is not in:\n${shown.slice(0, 5000)}`);
}

describe('the text of a request', () => {
  it('where nothing was sent says so, and shows what would have been', () => {
    const shown = text({ turn: { ...reply, state: 'failed', exchanges: [] }, error: 'There is no API key yet.' });
    has(shown, '# Request to Work: not sent', 'There is no API key yet.', 'Nothing was sent');
    has(shown, 'x-api-key: [key]', '"content": "Hi"');
  });

  it('of an earlier version says that nothing else is known', () => {
    has(text({}), '# Request to Work\n', 'What came back was not kept');
  });

  it('without a response says why', () => {
    const recorder = createRecorder(1, () => 0);
    recorder.onRequest({ method: 'POST', url: request.url, headers: {}, body: {}, size: 2 });
    recorder.onEnd(Object.assign(new Error(), { kind: 'network', details: { subject: 'ECONNREFUSED' } }) as never);
    const shown = text({ turn: { ...reply, state: 'failed' }, recording: recorder });
    has(shown, '- Outcome: network · ECONNREFUSED', 'No response came.');
  });

  it('shows HTML as HTML and JSON indented, and what is odd in a stream', () => {
    has(text({ recording: recording(200, encode('<html>\r\n```\n')) }), '````html\n<html>␍\n```\n````');
    has(text({ recording: recording(500, encode('{"error":{"message":"Oops"}}')) }), '    "message": "Oops"');
    const odd = text({ recording: recording(200, encode(': wait\n\ndata: words\u0000\n\ndata: {"type":"message_')) });
    has(odd, '3 events:', '| `:` ', '`words', 'unfinished', 'data: words␀');
  });

  it('is bounded for 50 MB, says so, and is there at once', () => {
    const event = `data: {"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"${'x'.repeat(60)}"}}\n\n`;
    const body = encode(event.repeat(Math.ceil((50 * 1024 * 1024) / event.length)));
    const image = 'iVBORw0KGgo'.repeat(500_000);
    const recorder = recording(200, body);
    const started = performance.now();
    const shown = text({ recording: recorder, request: { ...request, body: { image } } });
    const took = performance.now() - started;
    ok(shown.length < 1_000_000, `${shown.length} characters`);
    has(shown, 'left out here', 'The table is about the first 4 MB.');
    console.log(`      ${Math.round(took)} ms for ${Math.round(body.length / 1024 / 1024)} MB`);
    ok(took < 5000, `${took} ms`);
    const long = recording(200, body.subarray(0, 10), { type: `text/event-stream; x=${'y'.repeat(500)}` });
    has(text({ recording: long }), 'y'.repeat(500));
    const cut = text({ recording: recording(200, body.subarray(0, 100_000), { most: 50_000 }) });
    has(cut, 'Only the first 48.8 KB of 97.7 KB were kept.');
  });

  it('is Markdown whose sections one can go to', async () => {
    const shown = text({ recording: recording(200, encode('data: {"type":"message_stop"}\n\n')) });
    const document = await vscode.workspace.openTextDocument({ content: shown, language: 'markdown' });
    const headings = [...document.getText().matchAll(/^## (.*)$/gm)].map(([, name]) => name);
    equal(headings, ['Timeline', 'Request', 'Response', 'Request Body', 'Response Body']);
  });
});

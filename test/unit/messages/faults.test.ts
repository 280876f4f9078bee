import assert from 'node:assert/strict';
import type { ErrorKind } from '../../../src/messages/errors';
import type { ContentBlock } from '../../../src/messages/types';
import { bytesOf, decode, ev, event, hello, replay, splits, type Outcome } from './helpers';

/** One stream as some server really sends it, and what must come of it. */
interface Row {
  readonly name: string;
  readonly body: string | Uint8Array;
  readonly content?: readonly Partial<ContentBlock>[];
  /** Short for one text block. */
  readonly text?: string;
  readonly stop?: string | null;
  readonly usage?: object;
  /** Codes, with the detail of repairs. */
  readonly notices?: readonly string[];
  readonly error?: ErrorKind;
  readonly serverMessage?: RegExp;
  readonly breaks?: boolean;
  readonly streamed?: boolean;
  /** Line ends are part of the row, or there are none to change. */
  readonly fixedLineEnds?: boolean;
}

const tool = { type: 'tool_use', id: 'toolu_1', name: 'read' };
const noEvents = (stream: string) => stream.replace(/^event: .*\n/gm, '');
const end = ev.delta() + ev.stop();
// prettier-ignore
const whole = JSON.stringify({
  id: 'msg_1', type: 'message', role: 'assistant', model: 'claude-test', stop_reason: 'end_turn', stop_sequence: null,
  content: [{ type: 'text', text: 'Hello' }], usage: { input_tokens: 1, output_tokens: 2 },
});

// One line a row, as a table.
// prettier-ignore
const rows: readonly Row[] = [
  { name: 'a plain reply', body: hello(), text: 'Hello', stop: 'end_turn', usage: { input_tokens: 10, output_tokens: 5 } },

  // 1
  { name: '1 no event lines', body: noEvents(hello()), text: 'Hello' },
  { name: '1 [DONE] at the end', body: `${hello()}data: [DONE]\n\n`, text: 'Hello' },
  { name: '1 [DONE] instead of message_stop', body: `${ev.start()}${ev.open(0)}${ev.text(0, 'Hello')}data: [DONE]\n\n`, text: 'Hello', stop: null, notices: ['repaired: no content_block_stop', 'no_message_stop', 'no_stop_reason'] },
  { name: '1 comments', body: `: OPENROUTER PROCESSING\n\n${hello().replaceAll('event: content', ': PROCESSING\n\nevent: content')}:\n\n`, text: 'Hello' },
  { name: '1 events with empty data', body: `data:\n\nevent: ping\ndata: \n\n${hello()}data: \n\n`, text: 'Hello' },
  { name: '1 a ping storm', body: ev.start() + ev.open(0) + ev.ping().repeat(50) + ev.text(0, 'Hel') + ev.ping().repeat(50) + ev.text(0, 'lo') + ev.close(0) + end, text: 'Hello' },
  { name: '1 pings before message_start', body: ev.ping() + ev.ping() + hello(), text: 'Hello' },
  { name: '1 ids and retry fields', body: `retry: 3000\nid: 7\n${hello()}`, text: 'Hello' },
  { name: '1 the type only in the event line', body: hello().replace(/"type":"(message|content)_(\w+)",?/g, ''), text: 'Hello' },
  { name: '1 an event line that contradicts the data', body: hello().replaceAll(/event: .*/g, 'event: message'), text: 'Hello' },
  { name: '1 data over two lines', body: hello().replaceAll('"index":0,', '\ndata: "index":0,'), text: 'Hello' },
  { name: '1 no space after the colon', body: hello().replaceAll('data: ', 'data:').replaceAll('event: ', 'event:'), text: 'Hello' },
  { name: '1 JSON lines without data:', body: noEvents(hello()).replaceAll('data: ', '').replaceAll('\n\n', '\n'), text: 'Hello' },

  // 2
  { name: '2 no message_stop', body: hello().replace(ev.stop(), ''), text: 'Hello', stop: 'end_turn', notices: ['no_message_stop'] },
  { name: '2 no message_stop, and the connection breaks', body: hello().replace(ev.stop(), ''), breaks: true, text: 'Hello', notices: ['no_message_stop'] },
  { name: '2 no content_block_stop', body: hello().replace(ev.close(0), ''), text: 'Hello', notices: ['repaired: no content_block_stop'] },
  { name: '2 neither', body: hello().replace(ev.close(0), '').replace(ev.stop(), ''), text: 'Hello', notices: ['repaired: no content_block_stop', 'no_message_stop'] },
  { name: '2 no final blank line', body: hello().trimEnd(), text: 'Hello' },
  { name: '2 no final blank line after message_delta', body: hello().replace(ev.stop(), '').trimEnd(), text: 'Hello', notices: ['no_message_stop'] },
  { name: '2 ended after some text', body: ev.start() + ev.open(0) + ev.text(0, 'Hel'), text: 'Hel', stop: null, error: 'cut' },
  { name: '2 broken after some text', body: ev.start() + ev.open(0) + ev.text(0, 'Hel'), breaks: true, text: 'Hel', error: 'cut' },
  { name: '2 ended inside an event', body: ev.start() + ev.open(0) + ev.text(0, 'Hel') + ev.text(0, 'lo').slice(0, 60), text: 'Hel', error: 'cut' },
  { name: '2 ended inside a character', body: bytesOf(ev.start() + ev.open(0) + ev.text(0, 'Hel') + ev.text(0, 'é')).subarray(0, -5), text: 'Hel', error: 'cut' },
  { name: '2 broken after message_start', body: ev.start(), breaks: true, content: [], error: 'cut' },

  // 3
  { name: '3 message_delta without usage', body: hello().replace(ev.delta(), ev.delta('end_turn', undefined)), text: 'Hello', usage: { input_tokens: 10, output_tokens: 5 } },
  { name: '3 usage 0 at the start, real at the end', body: ev.start({ usage: { input_tokens: 0, output_tokens: 0 } }) + ev.open(0) + ev.text(0, 'Hello') + ev.close(0) + ev.delta('end_turn', { input_tokens: 42, output_tokens: 7 }) + ev.stop(), text: 'Hello', usage: { input_tokens: 42, output_tokens: 7 } },
  { name: '3 usage null at the end', body: ev.start() + ev.open(0) + ev.text(0, 'Hello') + ev.close(0) + ev.delta('end_turn', { input_tokens: null, output_tokens: 7 }) + ev.stop(), text: 'Hello', usage: { input_tokens: 10, output_tokens: 7 } },
  { name: '3 usage in several message_deltas is never added', body: ev.start() + ev.open(0) + ev.text(0, 'Hello') + ev.close(0) + ev.delta(null, { output_tokens: 3 }) + ev.delta('end_turn', { output_tokens: 7 }) + ev.stop(), text: 'Hello', stop: 'end_turn', usage: { input_tokens: 10, output_tokens: 7 } },
  { name: '3 a later message_delta without stop reason', body: ev.start() + ev.open(0) + ev.text(0, 'Hello') + ev.close(0) + ev.delta('max_tokens') + ev.delta(null, { output_tokens: 7 }) + ev.stop(), text: 'Hello', stop: 'max_tokens' },
  { name: '3 no message_delta', body: hello().replace(ev.delta(), ''), text: 'Hello', stop: null, notices: ['no_stop_reason'] },
  { name: '3 message_delta without stop_reason', body: hello().replace(ev.delta(), event('message_delta', { delta: {}, usage: { output_tokens: 5 } })), text: 'Hello', stop: null, notices: ['no_stop_reason'] },
  { name: '3 an empty stop_reason', body: hello().replace(ev.delta(), ev.delta('')), text: 'Hello', stop: null, notices: ['no_stop_reason'] },
  { name: '3 message_delta without delta', body: hello().replace(ev.delta(), event('message_delta', { usage: { output_tokens: 5 } }) + ev.delta()), text: 'Hello', stop: 'end_turn' },
  { name: '3 message_start without usage', body: ev.start({ usage: undefined }) + ev.open(0) + ev.text(0, 'Hello') + ev.close(0) + end, text: 'Hello', usage: { output_tokens: 5 } },

  // 4
  { name: '4 message_start twice', body: ev.start() + hello(), text: 'Hello', notices: ['repaired: second message_start'] },
  { name: '4 message_start again after some text', body: ev.start() + ev.open(0) + ev.text(0, 'Hel') + ev.start() + ev.text(0, 'lo') + ev.close(0) + end, text: 'Hello', notices: ['repaired: second message_start'] },
  { name: '4 no message_start', body: hello().replace(ev.start(), ''), text: 'Hello', notices: ['no_message_start'] },
  { name: '4 message_start without message', body: hello().replace(ev.start(), event('message_start')), text: 'Hello' },
  { name: '4 content_block_start twice', body: ev.start() + ev.open(0) + ev.open(0) + ev.text(0, 'Hello') + ev.close(0) + end, text: 'Hello', notices: ['repaired: second content_block_start'] },
  { name: '4 content_block_start before every delta', body: ev.start() + ev.open(0) + ev.text(0, 'Hel') + ev.open(0) + ev.text(0, 'lo') + ev.close(0) + end, text: 'Hello', notices: ['repaired: second content_block_start'] },
  { name: '4 the same number for every block', body: ev.start() + ev.open(0) + ev.text(0, 'One') + ev.close(0) + ev.open(0) + ev.text(0, 'Two') + ev.close(0) + end, content: [{ type: 'text', text: 'One' }, { type: 'text', text: 'Two' }] },
  { name: '4 one number, another type, no stop between', body: ev.start() + ev.open(0) + ev.text(0, 'One') + ev.open(0, tool) + ev.json(0, '{"a":1}') + ev.close(0) + ev.delta('tool_use') + ev.stop(), content: [{ type: 'text', text: 'One' }, { ...tool, input: { a: 1 } }], notices: ['repaired: no content_block_stop'] },
  { name: '4 numbers from 1', body: ev.start() + ev.open(1) + ev.text(1, 'One') + ev.close(1) + ev.open(2) + ev.text(2, 'Two') + ev.close(2) + end, content: [{ type: 'text', text: 'One' }, { type: 'text', text: 'Two' }] },
  { name: '4 numbers with gaps, out of order', body: ev.start() + ev.open(7) + ev.text(7, 'One') + ev.close(7) + ev.open(3) + ev.text(3, 'Two') + ev.close(3) + end, content: [{ type: 'text', text: 'One' }, { type: 'text', text: 'Two' }] },
  { name: '4 no numbers at all', body: hello().replaceAll('"index":0,', '').replaceAll(',"index":0', ''), text: 'Hello' },
  { name: '4 text for a block never started', body: ev.start() + ev.text(0, 'Hel') + ev.text(0, 'lo') + end, text: 'Hello', notices: ['repaired: delta without content_block_start', 'repaired: no content_block_stop'] },
  { name: '4 thinking, then text, never started', body: ev.start() + ev.thinking(0, 'Hm') + ev.signature(0, 'c2ln') + ev.text(1, 'Hello') + end, content: [{ type: 'thinking', thinking: 'Hm', signature: 'c2ln' }, { type: 'text', text: 'Hello' }], notices: ['repaired: delta without content_block_start', 'repaired: no content_block_stop'] },
  { name: '4 text under the number of a thinking block', body: ev.start() + ev.open(0, { type: 'thinking', thinking: '' }) + ev.thinking(0, 'Hm') + ev.text(0, 'Hello') + ev.close(0) + end, content: [{ type: 'thinking', thinking: 'Hm' }, { type: 'text', text: 'Hello' }], notices: ['repaired: delta without content_block_start', 'repaired: no content_block_stop'] },
  { name: '4 deltas after message_stop', body: hello('Hel') + ev.text(0, 'lo'), text: 'Hello' },
  { name: '4 usage after message_stop', body: hello() + ev.delta('end_turn', { output_tokens: 9 }), text: 'Hello', usage: { input_tokens: 10, output_tokens: 9 } },
  { name: '4 a stop for a block never started', body: hello() + ev.close(5), text: 'Hello' },
  { name: '4 a delta after its block stopped', body: ev.start() + ev.open(0) + ev.text(0, 'Hel') + ev.close(0) + ev.text(0, 'lo') + end, text: 'Hello' },

  // 5
  { name: '5 overlapping blocks, all stops at the end, signature last', body: ev.start() + ev.open(0, { type: 'thinking', thinking: '' }) + ev.thinking(0, 'Hm') + ev.open(1) + ev.text(1, 'Hel') + ev.thinking(0, 'm') + ev.text(1, 'lo') + ev.signature(0, 'c2ln') + ev.close(0) + ev.close(1) + end, content: [{ type: 'thinking', thinking: 'Hmm', signature: 'c2ln' }, { type: 'text', text: 'Hello' }] },
  { name: '5 two tools at once', body: ev.start() + ev.open(0, tool) + ev.open(1, { ...tool, id: 'toolu_2' }) + ev.json(0, '{"a"') + ev.json(1, '{"b"') + ev.json(0, ':1}') + ev.json(1, ':2}') + ev.close(1) + ev.close(0) + ev.delta('tool_use') + ev.stop(), content: [{ ...tool, input: { a: 1 } }, { ...tool, id: 'toolu_2', input: { b: 2 } }] },
  { name: '5 the signature twice: the last counts', body: ev.start() + ev.open(0, { type: 'thinking', thinking: '', signature: 'old' }) + ev.thinking(0, 'Hm') + ev.signature(0, 'b25l') + ev.signature(0, 'dHdv') + ev.close(0) + ev.open(1) + ev.text(1, 'Hello') + ev.close(1) + end, content: [{ type: 'thinking', thinking: 'Hm', signature: 'dHdv' }, { type: 'text', text: 'Hello' }] },
  { name: '5 a signature after the stop', body: ev.start() + ev.open(0, { type: 'thinking', thinking: '' }) + ev.thinking(0, 'Hm') + ev.close(0) + ev.signature(0, 'c2ln') + ev.open(1) + ev.text(1, 'Hello') + ev.close(1) + end, content: [{ type: 'thinking', thinking: 'Hm', signature: 'c2ln' }, { type: 'text', text: 'Hello' }] },

  // 6
  { name: '6 tool_use without input', body: ev.start() + ev.open(0, tool) + ev.json(0, '{"path":') + ev.json(0, '"a.ts"}') + ev.close(0) + ev.delta('tool_use') + ev.stop(), content: [{ ...tool, input: { path: 'a.ts' } }], stop: 'tool_use' },
  { name: '6 a tool without any input', body: ev.start() + ev.open(0, { ...tool, input: {} }) + ev.json(0, '') + ev.close(0) + ev.delta('tool_use') + ev.stop(), content: [{ ...tool, input: {} }] },
  { name: '6 a tool with its input at the start', body: ev.start() + ev.open(0, { ...tool, input: { a: 1 } }) + ev.close(0) + ev.delta('tool_use') + ev.stop(), content: [{ ...tool, input: { a: 1 } }] },
  { name: '6 a tool with its input as text', body: ev.start() + ev.open(0, { ...tool, input: '{"a":1}' }) + ev.close(0) + ev.delta('tool_use') + ev.stop(), content: [{ ...tool, input: { a: 1 } }], notices: ['repaired: tool input as text'] },
  { name: '6 thinking without signature', body: ev.start() + ev.open(0, { type: 'thinking', thinking: '' }) + ev.thinking(0, 'Hm') + ev.close(0) + ev.open(1) + ev.text(1, 'Hello') + ev.close(1) + end, content: [{ type: 'thinking', thinking: 'Hm' }, { type: 'text', text: 'Hello' }] },
  { name: '6 thinking with empty text', body: ev.start() + ev.open(0, { type: 'thinking', thinking: '', signature: '' }) + ev.signature(0, 'c2ln') + ev.close(0) + ev.open(1) + ev.text(1, 'Hello') + ev.close(1) + end, content: [{ type: 'thinking', thinking: '', signature: 'c2ln' }, { type: 'text', text: 'Hello' }] },
  { name: '6 a whole input in one delta', body: ev.start() + ev.open(0, tool) + ev.json(0, '{"a":[1,2,{"b":"\\"}"}]}') + ev.close(0) + ev.delta('tool_use') + ev.stop(), content: [{ ...tool, input: { a: [1, 2, { b: '"}' }] } }] },
  { name: '6 tool JSON cut short', body: ev.start() + ev.open(0, tool) + ev.json(0, '{"path":"a') + ev.close(0) + ev.delta('max_tokens') + ev.stop(), content: [{ ...tool, input: {}, partial_input: '{"path":"a' }], notices: ['tool_input_cut'], stop: 'max_tokens' },
  { name: '6 a tool whose input never began before max_tokens', body: ev.start() + ev.open(0, tool) + ev.close(0) + ev.delta('max_tokens') + ev.stop(), content: [{ ...tool, input: {}, partial_input: '' }], notices: ['tool_input_cut'] },
  { name: '6 the connection breaks inside tool JSON', body: ev.start() + ev.open(0, tool) + ev.json(0, '{"a":1}'), breaks: true, content: [{ ...tool, input: {}, partial_input: '{"a":1}' }], notices: ['tool_input_cut'], error: 'cut' },
  { name: '6 a tool turn that stops with end_turn', body: ev.start() + ev.open(0, tool) + ev.json(0, '{}') + ev.close(0) + end, content: [{ ...tool, input: {} }], stop: 'end_turn' },
  { name: '6 tool JSON for a block never started', body: ev.start() + ev.json(0, '{"a":1}') + ev.close(0) + end, content: [{ type: 'tool_use', id: '', name: '', input: { a: 1 } }], notices: ['repaired: delta without content_block_start'] },
  { name: '6 no block, end_turn', body: ev.start() + end, content: [], stop: 'end_turn', error: 'empty_reply' },
  { name: '6 no block, refusal', body: ev.start() + ev.delta('refusal') + ev.stop(), content: [], stop: 'refusal' },

  // 7
  { name: '7 an official error', body: ev.start() + ev.open(0) + ev.text(0, 'Hel') + ev.error('overloaded_error', 'Overloaded'), text: 'Hel', error: 'overloaded', serverMessage: /^Overloaded$/ },
  { name: '7 an official error at once', body: ev.error('rate_limit_error', 'Slow down'), error: 'rate_limit' },
  { name: '7 a bare code, message, type', body: `${ev.start()}${ev.open(0)}${ev.text(0, 'Hel')}data: {"code":529,"message":"busy","type":"too_busy"}\n\n`, text: 'Hel', error: 'overloaded', serverMessage: /^busy$/ },
  { name: "7 OpenAI's shape", body: `${ev.start()}${ev.open(0)}${ev.text(0, 'Hel')}data: {"error":{"message":"You exceeded your current quota","type":"insufficient_quota","code":"insufficient_quota"}}\n\n`, text: 'Hel', error: 'billing' },
  { name: '7 plain text in an error event', body: `${ev.start()}${ev.open(0)}${ev.text(0, 'Hel')}event: error\ndata: upstream died\n\n`, text: 'Hel', error: 'server', serverMessage: /upstream died/ },
  { name: '7 plain text without any field', body: `${ev.start()}${ev.open(0)}${ev.text(0, 'Hel')}upstream connect error\n`, text: 'Hel', error: 'cut', serverMessage: /upstream connect error/, notices: ['bad_event'] },
  { name: '7 JSON without data:', body: `${ev.start()}${ev.open(0)}${ev.text(0, 'Hel')}{"error":{"message":"died","type":"server_error"}}\n`, text: 'Hel', error: 'server', serverMessage: /died/ },
  { name: '7 an error as a string', body: `data: {"error":"model 'x' not found"}\n\n`, error: 'server', serverMessage: /not found/ },
  { name: '7 an error after message_stop', body: hello() + ev.error('api_error', 'late'), text: 'Hello', notices: ['repaired: error after message_stop'] },
  { name: '7 an event that is no JSON, in the middle', body: ev.start() + ev.open(0) + ev.text(0, 'Hel') + 'data: not json\n\n' + ev.text(0, 'lo') + ev.close(0) + end, text: 'Hello', notices: ['bad_event'] },

  // 8
  { name: '8 HTML', body: '<!DOCTYPE html><html><head><title>Welcome</title><style>x{}</style></head><body>nginx</body></html>', error: 'not_messages', serverMessage: /^Welcome nginx$/, fixedLineEnds: true },
  { name: '8 plain JSON although a stream was asked for', body: whole, text: 'Hello', stop: 'end_turn', notices: ['not_streamed'], fixedLineEnds: true },
  { name: '8 plain JSON, indented, after blanks', body: `\n\n ${JSON.stringify(JSON.parse(whole), null, 2)}\n`, text: 'Hello', notices: ['not_streamed'] },
  { name: '8 plain JSON, asked for', body: whole, streamed: false, text: 'Hello', fixedLineEnds: true },
  { name: '8 content as a string', body: '{"role":"assistant","content":"Hello","stop_reason":"end_turn"}', streamed: false, text: 'Hello', fixedLineEnds: true },
  { name: '8 a stream nobody asked for', body: hello(), streamed: false, text: 'Hello', notices: ['repaired: streamed without being asked'] },
  { name: '8 JSON cut in its middle', body: whole.slice(0, 100), streamed: false, error: 'cut', fixedLineEnds: true },
  { name: '8 the whole message as one event', body: `data: ${whole}\n\ndata: [DONE]\n\n`, text: 'Hello', stop: 'end_turn' },
  { name: "8 OpenAI's completion", body: '{"id":"x","object":"chat.completion","choices":[{"message":{"content":"Hello"}}]}', error: 'not_messages', fixedLineEnds: true },
  { name: "8 OpenAI's stream", body: 'data: {"object":"chat.completion.chunk","choices":[{"delta":{"content":"Hello"}}]}\n\ndata: [DONE]\n\n', error: 'not_messages', notices: ['bad_event'] },
  { name: '8 an error as plain JSON', body: '{"type":"error","error":{"type":"overloaded_error","message":"Overloaded"}}', error: 'overloaded', fixedLineEnds: true },
  { name: '8 plain text', body: 'It works!', error: 'not_messages', serverMessage: /It works/, notices: ['bad_event'], fixedLineEnds: true },
  { name: '8 nothing', body: '', error: 'empty_reply', fixedLineEnds: true },
  { name: '8 blanks', body: '\n\n\n', error: 'cut' },
  { name: '8 only [DONE]', body: 'data: [DONE]\n\n', error: 'empty_reply' },
  { name: '8 a BOM', body: `\ufeff${hello()}`, text: 'Hello' },
  { name: '8 a BOM before JSON', body: `\ufeff${whole}`, streamed: false, text: 'Hello', fixedLineEnds: true },
  { name: '8 text_delta without text', body: ev.start() + ev.open(0) + event('content_block_delta', { index: 0, delta: { type: 'text_delta' } }) + ev.text(0, 'Hello') + ev.close(0) + end, text: 'Hello' },
  { name: '8 a delta that is null', body: ev.start() + ev.open(0) + event('content_block_delta', { index: 0, delta: null }) + ev.text(0, 'Hello') + ev.close(0) + end, text: 'Hello' },
  { name: '8 characters of every length', body: hello('aé日😀\u2028"\\\n'), text: 'aé日😀\u2028"\\\n' },

  // Blocks and events of every kind
  { name: 'unknown events and deltas', body: ev.start() + event('new_thing', { a: 1 }) + ev.open(0) + event('content_block_delta', { index: 0, delta: { type: 'new_delta', x: 1 } }) + ev.text(0, 'Hello') + ev.close(0) + end, text: 'Hello' },
  { name: 'an unknown block', body: ev.start() + ev.open(0, { type: 'hologram', data: { x: [1] } }) + ev.close(0) + ev.open(1) + ev.text(1, 'Hello') + ev.close(1) + end, content: [{ type: 'hologram', data: { x: [1] } }, { type: 'text', text: 'Hello' }] },
  { name: 'an unknown block with text', body: ev.start() + ev.open(0, { type: 'aside', text: '' }) + ev.text(0, 'Hello') + ev.close(0) + end, content: [{ type: 'aside', text: 'Hello' }] },
  { name: 'redacted thinking', body: ev.start() + ev.open(0, { type: 'redacted_thinking', data: 'AAAA' }) + ev.close(0) + ev.open(1) + ev.text(1, 'Hello') + ev.close(1) + end, content: [{ type: 'redacted_thinking', data: 'AAAA' }, { type: 'text', text: 'Hello' }] },
  { name: 'citations', body: ev.start() + ev.open(0, { type: 'text', text: '', citations: null }) + ev.text(0, 'Hello') + event('content_block_delta', { index: 0, delta: { type: 'citations_delta', citation: { cited_text: 'a' } } }) + event('content_block_delta', { index: 0, delta: { type: 'citations_delta', citation: { cited_text: 'b' } } }) + ev.close(0) + end, content: [{ type: 'text', text: 'Hello', citations: [{ cited_text: 'a' }, { cited_text: 'b' }] }] },
  { name: "a server's tool and its result", body: ev.start() + ev.open(0, { type: 'server_tool_use', id: 'srvtoolu_1', name: 'web_search', input: {} }) + ev.json(0, '{"query":"x"}') + ev.close(0) + ev.open(1, { type: 'web_search_tool_result', tool_use_id: 'srvtoolu_1', content: [{ url: 'u' }] }) + ev.close(1) + ev.delta('pause_turn') + ev.stop(), content: [{ type: 'server_tool_use', id: 'srvtoolu_1', name: 'web_search', input: { query: 'x' } }, { type: 'web_search_tool_result', tool_use_id: 'srvtoolu_1', content: [{ url: 'u' }] }], stop: 'pause_turn' },
  { name: 'text that is there at the start of its block', body: ev.start() + ev.open(0, { type: 'text', text: 'Hel' }) + ev.text(0, 'lo') + ev.close(0) + end, text: 'Hello' },
  { name: 'content that is there at message_start', body: ev.start({ content: [{ type: 'text', text: 'Hello' }] }) + end, text: 'Hello', notices: ['repaired: no content_block_stop'] },
  { name: 'members nobody knows', body: ev.start({ container: { id: 'c' } }) + ev.open(0) + ev.text(0, 'Hello') + ev.close(0) + event('message_delta', { delta: { stop_reason: 'stop_sequence', stop_sequence: 'X', extra: 1 }, usage: { output_tokens: 1 } }) + ev.stop(), text: 'Hello', stop: 'stop_sequence' },
];

function checkOutcome(row: Row, { message, notices, updates, error }: Outcome, how: string): void {
  const content = row.content ?? (row.text === undefined ? undefined : [{ type: 'text', text: row.text }]);
  const codes = notices.map((notice) => (notice.code === 'repaired' ? `repaired: ${notice.detail}` : notice.code));
  assert.equal(error?.kind, row.error, `${how}: ${error?.message}`);
  assert.deepEqual(message?.content ?? [], content ?? [], how);
  if (row.stop !== undefined) assert.equal(message?.stop_reason, row.stop, how);
  if (row.usage) assert.deepEqual(message?.usage, row.usage, how);
  assert.deepEqual(codes, row.notices ?? [], how);
  if (row.serverMessage) assert.match(error?.details.serverMessage ?? '', row.serverMessage, how);
  // A view that saw only the updates shows the same.
  assert.deepEqual(replay(updates).map(visible), (message?.content ?? []).map(visible), how);
  assert.equal(updates.filter(({ type }) => type === 'end').length, row.error ? 0 : 1, how);
}

/** A block without what no update tells of: a signature, and how a tool's input was settled. */
function visible({ signature: _, input: __, partial_input: ___, ...rest }: Record<string, unknown>): object {
  return rest;
}

describe('streams that compatible servers really send', () => {
  for (const row of rows) {
    it(row.name, async () => {
      const bodies =
        row.fixedLineEnds || typeof row.body !== 'string'
          ? { 'as it is': row.body }
          : { LF: row.body, CRLF: row.body.replaceAll('\n', '\r\n'), CR: row.body.replaceAll('\n', '\r') };
      for (const [ends, body] of Object.entries(bodies)) {
        const bytes = typeof body === 'string' ? bytesOf(body) : body;
        checkOutcome(row, await decode([bytes], row), `${ends}, whole`);
        for (const chunks of splits(bytes, ends === 'LF' ? 200 : 50)) {
          checkOutcome(row, await decode(chunks, row), `${ends}, cut at ${chunks[0]?.length}`);
        }
      }
    }).timeout(20_000);
  }

  it('are many', () => assert(rows.length >= 80, String(rows.length)));
});

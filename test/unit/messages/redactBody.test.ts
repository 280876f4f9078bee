import assert from 'node:assert/strict';
import { createRedactor } from '../../../src/messages/redact';
import { overwritten, redactedBody } from '../../../src/messages/redactBody';
import { recordBody } from '../../../src/messages/recordedBody';
import { bytesOf, end, ev } from './helpers';

const key = 'sk-abab-4f9c01';
const redactor = createRedactor([key]);
const clean = (text: string) => Buffer.from(overwritten(bytesOf(text), redactor)).toString();

/** The same text with asterisks in the place of these parts. */
function check(text: string, ...hidden: readonly string[]): void {
  let expected = text;
  for (const part of hidden) expected = expected.replaceAll(part, '*'.repeat(part.length));
  assert.equal(clean(text), expected);
}

describe('a recorded body', () => {
  it('has the key overwritten, and the length that it had', () => {
    check(`${key} {"key":"${key}"} 你好 ${key}${key} end ${key}`, key);
    check(`Basic ${btoa(key)}!`, btoa(key));
    check('sk-abab-4f9c0, sk-ababab-4f9c0 sk- s 你好 \u0000');
  });

  it('has it overwritten where only its events make it', () => {
    const pieces = (index: number, ...texts: string[]) => texts.map((text) => ev.text(index, text));
    const mine = pieces(0, 'It is sk-ab', 'ab-4', 'f9c01.');
    const yours = pieces(1, 'no', 'key', 'here');
    const stream = ev.start() + mine.map((event, n) => event + yours[n]!).join('') + end;
    assert.equal(
      clean(stream),
      stream.replace('sk-ab"', '*****"').replace('"ab-4"', '"****"').replace('f9c01.', '*****.'),
    );
    assert.equal(clean(ev.json(0, '{"a":"sk-') + ev.json(0, 'abab-4f9c01"}')).includes('abab'), false);
    const twice = ev.text(0, 'sk-abab-4f9') + ev.text(0, 'c01sk-aba') + ev.text(0, 'b-4f9c01 rest');
    assert.match(clean(twice), /"\*{11}"[^]*"\*{9}"[^]*"\*{8} rest"/);
  });

  it('is JSON where it was, with the same texts but for the key', () => {
    const escaped =
      'data: {"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"sk\\u002dab"}}\n\n';
    const line = clean(escaped + ev.text(0, 'ab-4f9c01')).split('\n')[0]!;
    assert.equal((JSON.parse(line.slice(6)) as { delta: { text: string } }).delta.text, '*'.repeat(10));
  });

  it('keeps every byte of what is no text', () => {
    const bytes = Uint8Array.from({ length: 512 }, (_, n) => n % 256);
    assert.deepEqual([...overwritten(bytes.slice(), redactor)], [...bytes]);
  });

  it('is read in parts, and leaves the recording as it is', () => {
    const body = recordBody(1000);
    body.add(bytesOf(`x ${key} y`), 1);
    const shown = redactedBody(body, redactor);
    assert.equal(Buffer.from(shown.bytes(6)).toString(), 'x ****');
    assert.equal(Buffer.from(shown.bytes()).toString(), `x ${'*'.repeat(key.length)} y`);
    assert.equal(Buffer.from(body.bytes()).toString(), `x ${key} y`);
    assert.deepEqual([shown.size, shown.kept, shown.reads], [body.size, body.kept, body.reads]);
  });

  it('costs as much as its size, also where it is made to cost more', () => {
    const time = (text: string) => {
      const bytes = bytesOf(text);
      const started = process.cpuUsage();
      overwritten(bytes, redactor);
      const { user, system } = process.cpuUsage(started);
      return (user + system) / 1000;
    };
    for (const unit of ['\n', '"', '\\', 'data: {"text":"sk-abab-"}\n', `data: {"text":"${key}"}\n`, '{"a":"', 'x']) {
      const text = unit.repeat(1_000_000 / unit.length);
      assert(time(text) < 5000, `${JSON.stringify(unit)}: ${time(text)} ms`);
    }
  });
});

import assert from 'node:assert/strict';
import { splitPrompt } from '../../../src/context/promptFile';

describe('a prompt file', () => {
  it('may say what it is', () => {
    const file = "---\nmode: agent\ndescription: 'Write a test'\n---\n\nWrite it.\n";
    assert.deepEqual(splitPrompt(file), { description: 'Write a test', body: 'Write it.' });
    assert.deepEqual(splitPrompt(file.replaceAll('\n', '\r\n')), { description: 'Write a test', body: 'Write it.' });
  });
  it('need not', () => {
    assert.deepEqual(splitPrompt('Write it.\n---\nNow.'), { body: 'Write it.\n---\nNow.' });
    assert.deepEqual(splitPrompt('---\nmode: ask\n---'), { description: undefined, body: '' });
  });
});

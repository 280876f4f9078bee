import assert from 'node:assert/strict';
import { isMessagesError } from '../../../src/messages/errors';
import { apiUrl, isLoopback, originOf } from '../../../src/messages/url';

describe('base URLs', () => {
  function check(written: string, expected: string): void {
    it(JSON.stringify(written), () => assert.equal(apiUrl(written, 'messages'), expected));
  }
  check('https://api-platform.ope.ai', 'https://api-platform.ope.ai/v1/messages');
  check('https://api-platform.ope.ai/', 'https://api-platform.ope.ai/v1/messages');
  check('https://api-platform.ope.ai/v1', 'https://api-platform.ope.ai/v1/messages');
  check('https://api-platform.ope.ai/v1///', 'https://api-platform.ope.ai/v1/messages');
  check('https://api-platform.ope.ai/v1/v1', 'https://api-platform.ope.ai/v1/messages');
  check('https://api-platform.ope.ai/v1/messages', 'https://api-platform.ope.ai/v1/messages');
  check('https://api-platform.ope.ai/v1/messages/count_tokens/', 'https://api-platform.ope.ai/v1/messages');
  check('https://api-platform.ope.ai/v1/chat/completions', 'https://api-platform.ope.ai/v1/messages');
  check('  "https://api-platform.ope.ai/v1"  ', 'https://api-platform.ope.ai/v1/messages');
  check('<https://api-platform.ope.ai>', 'https://api-platform.ope.ai/v1/messages');
  check('\thttps://api-platform.ope.ai\n', 'https://api-platform.ope.ai/v1/messages');
  check('HTTPS://API.example.COM:8443', 'https://api.example.com:8443/v1/messages');
  check('https://example.com/anthropic', 'https://example.com/anthropic/v1/messages');
  check('https://example.com/v1beta/claude/v1/', 'https://example.com/v1beta/claude/v1/messages');
  check('https://example.com/messages', 'https://example.com/messages');
  check('https://example.com/api/messages/', 'https://example.com/api/messages');
  check('api.example.com', 'https://api.example.com/v1/messages');
  check('localhost:11434', 'http://localhost:11434/v1/messages');
  check('127.0.0.1:8080/v1', 'http://127.0.0.1:8080/v1/messages');
  check('http://localhost:1234', 'http://localhost:1234/v1/messages');
  check('http://127.1:8080', 'http://127.0.0.1:8080/v1/messages');
  check('http://[::1]:8080', 'http://[::1]:8080/v1/messages');
  check('http://2130706433', 'http://127.0.0.1/v1/messages');
  check('http://0x7f.1:8080', 'http://127.0.0.1:8080/v1/messages');
  check('https:/api.example.com', 'https://api.example.com/v1/messages');
  check('https:api.example.com/v1', 'https://api.example.com/v1/messages');
  // Copied from a page.
  check('https://x.com/v1\u200b', 'https://x.com/v1/messages');
  check('\ufeffhttps://x.\u200bcom/v1\u2060 ', 'https://x.com/v1/messages');
  check('\u202ahttps://x.com\u202c', 'https://x.com/v1/messages');
  check('https://x\u00ad.com', 'https://x.com/v1/messages');
  // This machine under another name.
  check('http://ollama.localhost:8080', 'http://ollama.localhost:8080/v1/messages');
  check('api.ollama.localhost', 'http://api.ollama.localhost/v1/messages');
  check('http://0.0.0.0:11434', 'http://127.0.0.1:11434/v1/messages');
  check('0.0.0.0:8080', 'http://127.0.0.1:8080/v1/messages');
  check('http://0:8080', 'http://127.0.0.1:8080/v1/messages');
  check('http://[::]:8080', 'http://[::1]:8080/v1/messages');

  it('has an address for each call', () => {
    assert.equal(apiUrl('https://a.example/v1', 'models'), 'https://a.example/v1/models');
    assert.equal(apiUrl('https://a.example', 'messages/count_tokens'), 'https://a.example/v1/messages/count_tokens');
  });

  it('keeps a key for scheme, host and port', () => {
    assert.equal(originOf('https://A.example/v1/'), 'https://a.example');
    assert.equal(originOf('http://localhost:8080/x'), 'http://localhost:8080');
  });
});

describe('base URLs that are refused', () => {
  function check(written: string, subject = written): void {
    it(JSON.stringify(written), () => {
      assert.throws(
        () => apiUrl(written, 'messages'),
        (error) => isMessagesError(error) && error.kind === 'bad_base_url' && error.details.subject === subject,
      );
    });
  }
  check('');
  check('   ', '');
  check('https://');
  check('https://exa mple.com');
  check('http://example.com');
  check('http://192.168.1.2:8080');
  check('http://localhost.example.com');
  check('http://evillocalhost');
  check('http://localhost.\u200bexample.com', 'http://localhost.example.com');
  check('http://0.0.0.1');
  check('http://127.0.0.2:8080');
  check('http://127.8.9.1');
  check('http://[::ffff:127.0.0.1]:8080');
  check('http://127.0.0.1.example.com');
  check('ftp://example.com');
  check('file:///etc/passwd');
  check('javascript:alert(1)');
  check('https://example.com/?key=1', 'https://example.com/?…');
  check('https://example.com/#x', 'https://example.com/#…');
  check('https://user:secret@example.com', 'https://example.com');
  check('https://user:sec/ret@example.com', 'https://example.com');
  check('https:user:secret@example.com', 'https:example.com');
  check('user:secret@example.com', 'example.com');
  check('http://127.0.0.1:secret@evil.example', 'http://evil.example');
  check('http://127.0.0.1.evil.example');
  check('http://127.0.0.1evil.example');
  check('http://localhost.');
  check('http://2130706434.example');
  check('http://[::ffff:10.0.0.1]:8080');
  check('http://169.254.169.254');
  check('http://10.1');
  check('HTTP://EXAMPLE.COM');
  check('http:example.com');
  check('http://lоcalhost');
  check('http://127.0.0.1\u3002evil.example');
  check('ws://localhost');
  check('https://example.com\r\nx: y');
});

describe('loopback', () => {
  for (const host of ['localhost', '127.0.0.1', '[::1]', 'x.localhost', 'a.b-c.localhost'])
    it(host, () => assert(isLoopback(host)));
  const others = [
    'example.com',
    '10.0.0.1',
    '128.0.0.1',
    '127.0.0.2',
    '127.8.9.1',
    '127.255.255.255',
    '0.0.0.0',
    '[::]',
  ];
  for (const host of [
    ...others,
    'localhost.com',
    'xlocalhost',
    '0.0.0.1',
    '[::2]',
    '[::ffff:7f00:1]',
    '.localhost',
    '',
  ]) {
    it(`not ${host}`, () => assert(!isLoopback(host)));
  }
});

import assert from 'node:assert/strict';
import { keyVariableFor } from '../../../src/conversation/keyVariable';

const mine = [
  { name: 'Work', baseUrl: 'https://work.example/v1' },
  { name: 'OpeAI', baseUrl: 'https://proxy.example' },
  { name: 'OpenAI', baseUrl: 'https://work.example' },
  { name: '127', baseUrl: 'http://127.0.0.1:8080' },
];
const platform = 'https://api-platform.ope.ai/v1/messages';
const neutral = 'ASIDE_ENDPOINT_API_KEY';

describe('the variable of a copied request', () => {
  function check(endpoint: string, url: string, expected: string): void {
    it(`${endpoint} at ${url}: ${expected}`, () => assert.equal(keyVariableFor(endpoint, url, mine), expected));
  }
  check('OpeAI', platform, 'OPEAI_API_KEY');
  check('Anthropic', 'https://api.anthropic.com/v1/messages', 'ANTHROPIC_API_KEY');
  check('Work', 'https://work.example/v1/messages', 'WORK_API_KEY');
  check('127', 'http://127.0.0.1:8080/v1/messages', 'MY_127_API_KEY');
  check('LM Studio', 'http://127.0.0.1:1234/v1/messages', 'LM_STUDIO_API_KEY');
  // An endpoint of one's own has one's own key.
  check('OpenAI', 'https://work.example/v1/messages', 'OPENAI_API_KEY');
  for (const endpoint of ['OpeAI', 'opeai', ' OpeAI!', 'Anthropic', 'ANTHROPIC', 'Work', 'OpenAI', 'GitHub', '', '127'])
    check(endpoint, 'https://evil.example/v1/messages', neutral);
  check('OpeAI', 'https://proxy.example/v1/messages', neutral);
  check('OpeAI', 'http://api-platform.ope.ai/v1/messages', neutral);
  check('OpeAI', 'https://api-platform.ope.ai:8443/v1/messages', neutral);
  check('OpeAI', 'https://api-platform.ope.ai.evil.example/v1/messages', neutral);
  check('OpeAI', 'https://user@evil.example/https://api-platform.ope.ai', neutral);
  check('Anthropic', platform, neutral);
});

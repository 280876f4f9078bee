import * as assert from 'node:assert';
import { cleanKey, keyIn, type KeyProblem } from '../../../src/settings/cleanKey';

const key = 'sk-Ab1_-9';

function check(pasted: string, expected: string): void {
  assert.deepStrictEqual(cleanKey(pasted), { key: expected }, JSON.stringify(pasted));
}

function checkProblem(pasted: string, problem: KeyProblem): void {
  assert.deepStrictEqual(cleanKey(pasted), { problem }, JSON.stringify(pasted));
}

describe('a pasted key', () => {
  it('is taken as it is', () => {
    for (const whole of [key, 'a', 'AbCKEYdEf==', 'x'.repeat(2000), 'key:with/all+kinds~of.signs='])
      check(whole, whole);
  });

  it('is freed from what was copied along with it', () => {
    const around = [
      ` ${key} `,
      `\t${key}\r\n`,
      `\u00a0${key}\u00a0`,
      `\ufeff${key}\u200b`,
      `"${key}"`,
      `'${key}'`,
      `\`${key}\``,
      `“${key}”`,
      `‘${key}’`,
      `"${key}",`,
      `'${key}';`,
      `Bearer ${key}`,
      `bearer  ${key}\n`,
      `Authorization: Bearer ${key}`,
      `"Authorization": "Bearer ${key}",`,
      `x-api-key: ${key}`,
      `"api_key":"${key}"`,
      `OPEAI_API_KEY=${key}`,
      `export OPEAI_API_KEY="${key}"`,
      `set OPEAI_API_KEY=${key}`,
      `$env:OPEAI_API_KEY = '${key}'`,
      `  " Bearer ${key} "\n`,
    ];
    for (const pasted of around) check(pasted, key);
  });

  it('is refused when there is none', () => {
    for (const pasted of ['', '  \n', '""', 'Bearer ', 'Bearer', 'Authorization: Bearer', 'x-api-key:']) {
      checkProblem(pasted, 'empty');
    }
    for (const pasted of ['$OPEAI_API_KEY', 'Bearer ${OPEAI_API_KEY}', '%OPEAI_API_KEY%', '<your key>']) {
      checkProblem(pasted, 'empty');
    }
    for (const pasted of ['OPEAI_API_KEY=', 'export OPEAI_API_KEY=', 'OPEAI_API_KEY=""']) {
      checkProblem(pasted, 'assignment_without_value');
    }
  });

  it('is refused with spaces or line breaks inside', () => {
    for (const pasted of ['sk-ab cd', 'sk-ab\ncd', 'my key is sk-ab', `sk-ab\u00a0cd`])
      checkProblem(pasted, 'several_words');
  });

  it('is refused when a page had hidden a part of it, or with letters that no header takes', () => {
    for (const pasted of ['sk-ab…cd', 'sk-••••cd', 'sk-...cd', 'sk-****cd', 'sk-аbc', 'sk-\u001bab']) {
      checkProblem(pasted, 'not_ascii');
    }
  });
});

describe('a key in the environment', () => {
  for (const [written, key] of [
    ['sk-plain-1', 'sk-plain-1'],
    [' "sk-plain-1"\n', 'sk-plain-1'],
    ['Bearer sk-plain-1', 'sk-plain-1'],
    ["export OPEAI_API_KEY='sk-plain-1'", 'sk-plain-1'],
    ['\ufeffsk-plain-1\r', 'sk-plain-1'],
    ['', undefined],
    ['   ', undefined],
    ['sk-one sk-two', undefined],
    ['<your key>', undefined],
    ['sk-…', undefined],
    [undefined, undefined],
  ] as const)
    it(`${JSON.stringify(written)} is ${key ?? 'none'}`, () => assert.equal(keyIn(written), key));
});

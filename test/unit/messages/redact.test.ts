import assert from 'node:assert/strict';
import { createRedactor } from '../../../src/messages/redact';
import { isSecret } from '../../../src/messages/secret';
import { disguises } from '../../e2e/leak';
import { createRandom } from '../../fixtures/random';
import { cutInto, randomKey, shapeCount } from '../../fixtures/secrets';

const seed = Date.now();
const random = createRandom(seed);

describe('what counts as a secret', () => {
  for (const key of [
    'abcdefgh',
    'correcthorsebattery',
    'sk-12345',
    'a-lower-case-key-without-digits',
    'hunter22',
    'PASSWORD1',
  ])
    it(key, () => assert(isSecret(key)));
  for (const key of [
    ...['', '  ', 'test', 'ollama', 'sk-1234', undefined, 'none', 'dummy'],
    ...[
      'lm-studio',
      'sk-no-key-required',
      'not-needed',
      'your-api-key-here',
      'no_key_needed',
      'placeholder',
      'anything',
    ],
    ...['sk-xxxxxxxxxxxx', 'LM Studio', 'dummy-key-1', 'fake_api_key', 'localhost', 'changeme', 'password'],
  ])
    it(`not ${key}`, () => assert(!isSecret(key)));

  it('is any key that is made at random', () => {
    for (let n = 0; n < 2000; n += 1) {
      const key = randomKey(random);
      assert(isSecret(key), `${key}, seed ${seed}`);
    }
  });
});

describe('a redactor', () => {
  it('takes out every usual disguise of every shape of key, and leaves the rest', () => {
    for (let shape = 0; shape < shapeCount; shape += 1) {
      for (let n = 0; n < 20; n += 1) {
        const key = randomKey(random, shape);
        const redactor = createRedactor([key, 'sk-another-key-of-somebody']);
        for (const [name, form] of disguises(key)) {
          if (name.endsWith('UTF-16')) continue;
          const written = form.toString();
          const clean = redactor.text(`Before ${written} after`);
          assert(!clean.includes(written), `${name} of ${key}, seed ${seed}: ${clean}`);
          assert(
            clean.startsWith('Before ') && clean.endsWith(' after') && clean.includes('[key]'),
            `${name}: ${clean}`,
          );
        }
      }
    }
  });

  it('takes out JSON in JSON, URLs in URLs, and each way to escape a character', () => {
    const key = 'sk-7Q2x/Lm9Zr4+Tt';
    const ways: ((text: string) => string)[] = [
      (text) => JSON.stringify(text).slice(1, -1),
      (text) => encodeURIComponent(text),
      (text) => text.replace(/[^a-z]/gi, (c) => `\\u00${c.charCodeAt(0).toString(16)}`),
      (text) => text.replace(/./g, (c) => `\\u00${c.charCodeAt(0).toString(16).toUpperCase()}`),
      (text) => text.replaceAll('/', '\\/'),
      (text) => text.replace(/./g, (c) => `%${c.charCodeAt(0).toString(16)}`),
      (text) => text.replace(/[^a-z]/gi, (c) => `&#${c.charCodeAt(0)};`),
      (text) => text.replace(/[^a-z]/gi, (c) => `&#x${c.charCodeAt(0).toString(16)};`),
    ];
    const nested: ((text: string) => string)[] = [
      (text) => text,
      (text) => JSON.stringify(text).slice(1, -1),
      (text) => JSON.stringify(JSON.stringify(text)).slice(1, -1),
      (text) => JSON.stringify(JSON.stringify(JSON.stringify(text))).slice(1, -1),
    ];
    const redactor = createRedactor([key]);
    for (const [way, write] of ways.entries())
      for (const [level, nest] of nested.entries())
        assert.match(redactor.text(nest(`(${write(key)})`)), /\(\[key\]\)/, `way ${way}, level ${level}`);
    assert.equal(redactor.text(encodeURIComponent(encodeURIComponent(`(${key})`))), '([key])');
  });

  it('takes a value apart, and gives back the same one where there is nothing to take out', () => {
    const redactor = createRedactor(['sk-abcdefgh1']);
    const value = { a: ['x', { 'sk-abcdefgh1': 1 }], __proto__: null, b: 'sk-abcdefgh1 and sk-abcdefgh1' };
    assert.deepEqual({ ...redactor.value(value) }, { a: ['x', { '[key]': 1 }], b: '[key] and [key]' });
    const other = { a: [{ b: 'sk-abcdefgh' }], n: NaN };
    assert.equal(redactor.value(other), other);
    const evil = JSON.parse('{"__proto__":"sk-abcdefgh1"}') as object;
    assert.equal(JSON.stringify(redactor.value(evil)), '{"__proto__":"[key]"}');
  });

  it('knows all keys, the longest where one begins like another', () => {
    const redactor = createRedactor(['sk-one-12345', 'sk-one-12345-and-more', 'lm-studio', 'other-secret']);
    assert.equal(
      redactor.text('sk-one-12345, sk-one-12345-and-more, sk-one-12345-and, lm-studio, other-secret'),
      '[key], [key], [key]-and, lm-studio, [key]',
    );
  });

  /** Told piece by piece, as a stream is read. */
  function streamed(redactor: ReturnType<typeof createRedactor>, pieces: readonly string[]): string {
    let text = '';
    let held = '';
    for (const piece of pieces) {
      const step = redactor.piece(held, piece);
      text += step.told;
      ({ held } = step);
    }
    return text + redactor.text(held);
  }

  it('says the same of a text in pieces as of the whole, however it is cut', () => {
    for (let n = 0; n < 3000; n += 1) {
      const keys = [randomKey(random), randomKey(random)];
      const redactor = createRedactor(keys);
      const key = keys[n % 2]!;
      const forms = [...disguises(key)].filter(([name]) => !name.endsWith('UTF-16')).map(([, form]) => form.toString());
      const parts = [key.slice(0, 5), '\\', '%', '&#', ' words ', key.slice(0, -1), ...forms, '\\\\u00', 's', key];
      const text = Array.from({ length: 6 }, () => parts[Math.floor(random() * parts.length)]!).join('');
      const whole = redactor.text(text);
      const count = Math.min(text.length, 2 + Math.floor(random() * 12));
      const pieces = n % 3 === 0 ? [...text] : cutInto(text, count, random);
      assert.equal(streamed(redactor, pieces), whole, `seed ${seed}, ${JSON.stringify(pieces)}`);
      assert(!whole.includes(key), `seed ${seed} ${key} in ${JSON.stringify(text)}: ${whole}`);
    }
  });

  it('holds nothing back that cannot begin a key, and no more than what can', () => {
    const redactor = createRedactor(['sk-abcdefgh1']);
    assert.deepEqual(redactor.piece('', 'plain words. '), { told: 'plain words. ', held: '' });
    assert.deepEqual(redactor.piece('', 'it is sk-abc'), { told: 'it is ', held: 'sk-abc' });
    assert.deepEqual(redactor.piece('sk-abc', 'x'), { told: 'sk-abcx', held: '' });
  });
});

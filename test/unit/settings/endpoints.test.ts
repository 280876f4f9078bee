import assert from 'node:assert/strict';
import { presetEndpoints } from '../../../src/messages/endpoint';
import { readEndpoints } from '../../../src/settings/endpoints';

const presets = Object.entries(presetEndpoints).map(([name, endpoint]) => ({ name, ...endpoint }));
const mine = {
  ...{ baseUrl: 'https://mine.example', auth: 'x-api-key', version: '2024-01-01', beta: ['a', 'b'] },
  headers: { 'X-Team': 'a' },
};

describe('endpoints in the settings', () => {
  /** @param expected the members of the endpoint `Mine` */
  function check(name: string, set: unknown, expected: object | undefined): void {
    it(name, () => {
      const wanted = expected ? [...presets, { name: 'Mine', ...expected }] : presets;
      assert.deepEqual(readEndpoints({ Mine: set }), wanted);
    });
  }
  const barest = { baseUrl: '', auth: 'bearer' };
  check('are taken as they are', mine, mine);
  check('have the key as a bearer, and no address, where nothing says otherwise', {}, barest);
  check(
    'are taken without the members that do not fit',
    { auth: 'x', version: 1, beta: 'a', headers: ['a'] },
    {
      ...barest,
      ...{ version: undefined, beta: undefined, headers: undefined },
    },
  );
  check('have no address where it is none', { baseUrl: 7 }, barest);
  check('have texts in their headers', { headers: { a: 1, b: true } }, { ...barest, headers: { a: '1', b: 'true' } });
  check('have texts for their betas', { beta: [1, 'b'] }, { ...barest, beta: ['1', 'b'] });
  for (const none of [null, 'https://mine.example', 7, [mine]])
    check(`are none: ${JSON.stringify(none)}`, none, undefined);

  it('are the presets where none are set, and go over them by name', () => {
    for (const none of [undefined, null, 'x', [mine]]) assert.deepEqual(readEndpoints(none), presets);
    const [first, ...others] = presets;
    assert.deepEqual(readEndpoints({ [first!.name]: mine }), [{ name: first!.name, ...mine }, ...others]);
    assert.deepEqual(readEndpoints({ [first!.name]: null }), others);
  });
});

import assert from 'node:assert/strict';
import { describeCause } from '../../../src/util/describeCause';
import { logError } from '../../../src/util/log';
import { createRedaction } from '../../../src/settings/redaction';
import { createKeys } from '../../../src/settings/keys';
import type * as vscode from 'vscode';
import { withoutKeys } from '../../../src/exits/withoutKeys';

const stored = {
  'aside.key.A': { key: 'sk-of-endpoint-a', origin: 'https://a.example' },
  'aside.key.B': { key: 'lowercasekeyofb', origin: 'x' },
};

function setUp(read: () => Promise<void> = async () => undefined) {
  const kept = new Map(Object.entries(stored).map(([name, value]) => [name, JSON.stringify(value)]));
  const listeners: (() => void)[] = [];
  let reads = 0;
  const secrets = {
    get: async (name: string) => kept.get(name),
    store: async (name: string, value: string) => (void kept.set(name, value), listeners.forEach((one) => one())),
    delete: async (name: string) => (void kept.delete(name), listeners.forEach((one) => one())),
    keys: async () => ((reads += 1), await read(), [...kept.keys(), 'somebody.else']),
    onDidChange: (listener: () => void) => (listeners.push(listener), { dispose() {} }),
  } as unknown as vscode.SecretStorage;
  const keys = createKeys(secrets);
  const redaction = createRedaction(keys, () => 'sk-of-the-environment');
  const lines: string[] = [];
  const at = (level: string) => (line: string) => void lines.push(`${level} ${line}`);
  const channel = { trace: at('trace'), debug: at('debug'), info: at('info'), warn: at('warn'), error: at('error') };
  return { keys, redaction, lines, log: withoutKeys(channel, redaction), kept, reads: () => reads };
}
const settled = () => new Promise((resolve) => setImmediate(resolve));
const a = { name: 'A', baseUrl: 'https://a.example', auth: 'bearer' } as const;

describe('the log', () => {
  it('has no key of any endpoint, also before they were read, and keeps its order', async () => {
    const { log, lines } = setUp();
    log.info('sk-of-endpoint-a');
    log.warn('and lowercasekeyofb');
    await settled();
    log.debug('sk-of-the-environment');
    assert.deepEqual(lines, ['info [key]', 'warn and [key]', 'debug [key]']);
  });

  it('has none in an error, its causes and their stacks', async () => {
    const { log, lines } = setUp();
    await settled();
    const error = new Error('with sk-of-endpoint-a', { cause: new TypeError('lowercasekeyofb') });
    assert(describeCause(error).includes('lowercasekeyofb'), 'the test finds a key');
    logError(log, 'a request', error);
    await settled();
    assert(lines.length === 1 && !/sk-of|lowercase/.test(lines[0]!) && lines[0]!.includes('at '), lines[0]);
  });

  it('knows a key from the moment at which it is entered, and one that was removed still', async () => {
    const { log, lines, keys } = setUp();
    log.info('start');
    await settled();
    await keys.set(a, 'sk-entered-just-now');
    log.info('sk-entered-just-now');
    await keys.clear(a);
    log.info('sk-entered-just-now sk-of-endpoint-a');
    assert.deepEqual(lines.slice(1), ['info [key]', 'info [key] [key]']);
  });

  it('is written without keys that cannot be read; what leaves otherwise has to wait for them', async () => {
    let isBroken = true;
    const { log, lines, redaction, keys } = setUp(async () => {
      if (isBroken) throw new Error('no keyring');
    });
    assert.equal(await keys.get(a), 'sk-of-endpoint-a');
    log.error('sk-of-endpoint-a');
    await settled();
    assert.deepEqual(lines, ['error [key]']);
    await assert.rejects(redaction.redactor());
    assert.deepEqual(await redaction.secrets(), ['sk-of-endpoint-a', 'sk-of-the-environment']);
    isBroken = false;
    assert.equal((await redaction.redactor()).text('lowercasekeyofb'), '[key]');
  });

  it('reads the keys once, and again when they have changed', async () => {
    const { redaction, keys, reads } = setUp();
    await Promise.all([redaction.redactor(), redaction.secrets(), redaction.redactor()]);
    assert.equal(reads(), 1);
    await keys.set(a, 'sk-another-one');
    await redaction.redactor();
    assert.equal(reads(), 2);
  });
});

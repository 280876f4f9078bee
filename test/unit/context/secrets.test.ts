import assert from 'node:assert/strict';
import { looksSecret } from '../../../src/context/secrets';

describe('files that are asked about', () => {
  const secret = [
    ...['.env', '/a/.env.local', '/a/.ENV.production', '/srv/tls/server.key', 'cert.pem', 'store.p12', 'a.kdbx'],
    ...['/home/a/.ssh/config', '/home/a/.aws/config', 'id_rsa', 'id_ed25519', '.npmrc', '.netrc', 'credentials.json'],
    ...['secrets.yaml', 'service-account-prod.json', 'prod.tfvars', 'terraform.tfstate'],
  ];
  const plain = [
    ...['.env.example', '.env.sample', 'environment.ts', 'src/key.ts', 'keys.ts', 'secrets.test.ts', 'credentials.md'],
    ...['id_rsa.pub', 'src/ssh/config.ts', 'README.md', 'package.json', 'monkey', '.envrc.md'],
  ];
  for (const path of secret) it(path, () => assert.equal(looksSecret(path), true));
  for (const path of plain) it(`not ${path}`, () => assert.equal(looksSecret(path), false));
});

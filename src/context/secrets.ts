const names = [
  // `.env.example` and the like are there to be shared.
  /^\.env(?!\.(?:example|sample|template|dist|defaults)$)(?:\..+)?$/,
  /\.(?:pem|key|p12|pfx|jks|keystore|kdbx|ppk|asc)$/,
  /^id_(?:rsa|dsa|ecdsa|ed25519)(?:_\w+)?$/,
  /^\.(?:npmrc|pypirc|netrc|htpasswd|pgpass|git-credentials|dockercfg)$/,
  /^(?:credentials?|secrets?|service[-_]?account.*)(?:\.(?:json|ya?ml|toml|ini|txt))?$/,
  /\.tfvars(?:\.json)?$|\.tfstate$/,
];
const folders = /(?:^|\/)\.(?:ssh|aws|gnupg|azure|kube|docker)\//;

/** Whether a file's path is one at which keys and passwords are kept: it is asked about before it goes anywhere. */
export function looksSecret(path: string): boolean {
  const lower = path.toLowerCase();
  const name = lower.slice(lower.lastIndexOf('/') + 1);
  return folders.test(lower) || names.some((pattern) => pattern.test(name));
}

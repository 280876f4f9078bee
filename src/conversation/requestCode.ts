/** A request as a program that sends it: what one shows a colleague, or runs without Aside. */

import type { Auth } from '../messages/endpoint';

export type CodeForm = 'curl' | 'javascript' | 'python';

export interface SentRequest {
  readonly url: string;
  /** Without the one that authenticates. */
  readonly headers: Readonly<Record<string, string>>;
  /** How the key travels; the program takes it from the environment. */
  readonly auth: Auth;
  /** The environment variable that holds the key. */
  readonly keyVariable: string;
  readonly body: unknown;
}

/** The headers as they were sent, with `[key]` in the place of the key. */
export function shownHeaders({ headers, auth }: Pick<SentRequest, 'headers' | 'auth'>): Record<string, string> {
  if (auth === 'none') return { ...headers };
  return { ...(auth === 'bearer' ? { authorization: 'Bearer [key]' } : { 'x-api-key': '[key]' }), ...headers };
}

/** The program's text. It prints the reply as it arrives, and sends the same JSON and the same headers. */
export function requestCode(form: CodeForm, request: SentRequest): string {
  switch (form) {
    case 'curl':
      return curl(request);
    case 'javascript':
      return javascript(request);
    case 'python':
      return python(request);
  }
}

/** For a POSIX shell. The body goes in through a here-document: an argument may not be as long as a conversation. */
function curl({ url, headers, auth, keyVariable, body }: SentRequest): string {
  const quoted = (text: string) => `'${text.replaceAll("'", `'\\''`)}'`;
  const key =
    auth === 'none'
      ? []
      : [auth === 'bearer' ? `"Authorization: Bearer $${keyVariable}"` : `"x-api-key: $${keyVariable}"`];
  const all = [...Object.entries(headers).map(([name, value]) => quoted(`${name}: ${value}`)), ...key];
  return [
    `curl --no-buffer ${quoted(url)} \\`,
    ...all.map((header) => `  -H ${header} \\`),
    // No line of JSON is this word alone.
    "  --data-binary @- <<'JSON'",
    JSON.stringify(body, undefined, 2),
    'JSON',
    '',
  ].join('\n');
}

/** For Node 18 or newer, as a module. */
function javascript({ url, headers, auth, keyVariable, body }: SentRequest): string {
  const value = `process.env.${keyVariable}`;
  const key =
    auth === 'none' ? [] : [auth === 'bearer' ? `authorization: \`Bearer \${${value}}\`` : `'x-api-key': ${value}`];
  const all = [...Object.entries(headers).map(([name, text]) => `${jsKey(name)}: ${JSON.stringify(text)}`), ...key];
  return [
    `const response = await fetch(${JSON.stringify(url)}, {`,
    "  method: 'POST',",
    '  headers: {',
    ...all.map((header) => `    ${header},`),
    '  },',
    `  body: JSON.stringify(${literal(body, javascriptSyntax, '  ')}),`,
    '});',
    'for await (const chunk of response.body) process.stdout.write(chunk);',
    '',
  ].join('\n');
}

/** For Python 3.6 or newer, with its standard library alone. */
function python({ url, headers, auth, keyVariable, body }: SentRequest): string {
  const value = `os.environ["${keyVariable}"]`;
  const key =
    auth === 'none' ? [] : [auth === 'bearer' ? `"authorization": "Bearer " + ${value}` : `"x-api-key": ${value}`];
  const all = [...Object.entries(headers).map(([name, text]) => `${pyText(name)}: ${pyText(text)}`), ...key];
  return [
    'import json',
    ...(auth === 'none' ? [] : ['import os']),
    'import sys',
    'import urllib.request',
    '',
    `body = ${literal(body, pythonSyntax, '')}`,
    'request = urllib.request.Request(',
    `    ${pyText(url)},`,
    '    data=json.dumps(body).encode(),',
    '    headers={',
    ...all.map((header) => `        ${header},`),
    '    },',
    ')',
    'with urllib.request.urlopen(request) as response:',
    '    for line in response:',
    '        sys.stdout.buffer.write(line)',
    '        sys.stdout.buffer.flush()',
    '',
  ].join('\n');
}

interface Syntax {
  readonly indent: string;
  readonly words: { readonly true: string; readonly false: string; readonly null: string };
  key(name: string): string;
  text(value: string): string;
}

const javascriptSyntax: Syntax = {
  indent: '  ',
  words: { true: 'true', false: 'false', null: 'null' },
  key: jsKey,
  text: (value) => JSON.stringify(value),
};

const pythonSyntax: Syntax = {
  indent: '    ',
  words: { true: 'True', false: 'False', null: 'None' },
  key: pyText,
  text: pyText,
};

/** A JSON value in a language's own words. What JSON leaves out is left out. */
function literal(value: unknown, syntax: Syntax, at: string): string {
  if (value === null || value === undefined) return syntax.words.null;
  if (typeof value === 'boolean') return value ? syntax.words.true : syntax.words.false;
  if (typeof value === 'string') return syntax.text(value);
  if (typeof value !== 'object') return JSON.stringify(value) ?? syntax.words.null;
  const inner = at + syntax.indent;
  const [open, close] = Array.isArray(value) ? ['[', ']'] : ['{', '}'];
  const parts = Array.isArray(value)
    ? value.map((item) => literal(item, syntax, inner))
    : Object.entries(value)
        .filter(([, member]) => member !== undefined)
        .map(([name, member]) => `${syntax.key(name)}: ${literal(member, syntax, inner)}`);
  if (parts.length === 0) return open + close;
  return `${open}\n${parts.map((part) => `${inner}${part},\n`).join('')}${at}${close}`;
}

function jsKey(name: string): string {
  // Written plainly, this one would set the prototype.
  if (name === '__proto__') return '["__proto__"]';
  return /^[A-Za-z_$][\w$]*$/.test(name) ? name : JSON.stringify(name);
}

/** JSON's escapes are Python's too; what neither may hold as it is becomes one. */
function pyText(value: string): string {
  return JSON.stringify(value).replace(/[\u007f-\u009f\u2028\u2029]/g, (character) => {
    return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
  });
}

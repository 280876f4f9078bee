/**
 * Code for a few things that people ask for when they try an editor out, in the language of their file; anything else
 * gets a stub that says so.
 */
export function generate(prompt: string): string {
  const language = languageOf(prompt);
  const wish = wishOf(prompt);
  const known = recipes.find(({ pattern }) => pattern.test(wish));
  const family = families[language] ?? 'c';
  const code = known && (known.code[language] ?? known.code[alias[language] ?? '']);
  return code ?? stub(wish, family, language);
}

/** What the comment asks for: inside `<comment>`, else the last line that is one. */
function wishOf(prompt: string): string {
  const tagged = [...prompt.matchAll(/<comment>\s*([\s\S]*?)\s*<\/comment>/g)].at(-1)?.[1];
  const line = prompt.split('\n').findLast((text) => /^\s*(\/\/|#|--|\/?\*|;|%|<!--)/.test(text));
  return (tagged ?? line ?? prompt.slice(-200)).replace(/^[\s/#*;%<!-]+/gm, '').trim();
}

function languageOf(prompt: string): string {
  const named = /^Language:\s*(\S+)/im.exec(prompt)?.[1] ?? /^`{3,}(\w+)/m.exec(prompt)?.[1] ?? 'javascript';
  return named.toLowerCase();
}

/** Languages whose code another one's is. */
const alias: Readonly<Record<string, string>> = {
  typescriptreact: 'typescript',
  javascriptreact: 'javascript',
  ts: 'typescript',
  tsx: 'typescript',
  js: 'javascript',
  jsx: 'javascript',
  vue: 'javascript',
  svelte: 'javascript',
  html: 'javascript',
  py: 'python',
};

/** How a language writes comments. */
const families: Readonly<Record<string, 'c' | 'hash' | 'dash'>> = {
  python: 'hash',
  py: 'hash',
  ruby: 'hash',
  shellscript: 'hash',
  yaml: 'hash',
  r: 'hash',
  perl: 'hash',
  powershell: 'hash',
  elixir: 'hash',
  sql: 'dash',
  lua: 'dash',
  haskell: 'dash',
};

function stub(wish: string, family: 'c' | 'hash' | 'dash', language: string): string {
  const mark = { c: '//', hash: '#', dash: '--' }[family];
  const todo = `${mark} Demo endpoint: no model wrote this. Wanted: ${wish.split('\n')[0]!.slice(0, 100)}`;
  switch (alias[language] ?? language) {
    case 'typescript':
      return `${todo}\nexport function todo(): never {\n  throw new Error('not written yet');\n}`;
    case 'javascript':
      return `${todo}\nfunction todo() {\n  throw new Error('not written yet');\n}`;
    case 'python':
      return `${todo}\ndef todo():\n    raise NotImplementedError`;
    default:
      return todo;
  }
}

interface Recipe {
  readonly pattern: RegExp;
  readonly code: Readonly<Record<string, string>>;
}

const recipes: readonly Recipe[] = [
  {
    pattern: /slug/i,
    code: {
      typescript: `export function slugify(text: string): string {
  return text
    .normalize('NFKD')
    .replace(/[\\u0300-\\u036f]/g, '')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '');
}`,
      javascript: `function slugify(text) {
  return text
    .normalize('NFKD')
    .replace(/[\\u0300-\\u036f]/g, '')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '');
}`,
      python: `def slugify(text: str) -> str:
    words = "".join(c.lower() if c.isalnum() else " " for c in text).split()
    return "-".join(words)`,
    },
  },
  {
    pattern: /fibonacci|斐波那契/i,
    code: {
      typescript: `export function fibonacci(n: number): number {
  let [a, b] = [0, 1];
  for (let i = 0; i < n; i++) [a, b] = [b, a + b];
  return a;
}`,
      javascript: `function fibonacci(n) {
  let [a, b] = [0, 1];
  for (let i = 0; i < n; i++) [a, b] = [b, a + b];
  return a;
}`,
      python: `def fibonacci(n: int) -> int:
    a, b = 0, 1
    for _ in range(n):
        a, b = b, a + b
    return a`,
      go: `func fibonacci(n int) int {
	a, b := 0, 1
	for i := 0; i < n; i++ {
		a, b = b, a+b
	}
	return a
}`,
      rust: `fn fibonacci(n: u32) -> u64 {
    let (mut a, mut b) = (0, 1);
    for _ in 0..n {
        (a, b) = (b, a + b);
    }
    a
}`,
    },
  },
  {
    pattern: /\bprimes?\b|素数|质数/i,
    code: {
      typescript: `export function isPrime(n: number): boolean {
  if (!Number.isInteger(n) || n < 2) return false;
  for (let i = 2; i * i <= n; i++) {
    if (n % i === 0) return false;
  }
  return true;
}`,
      javascript: `function isPrime(n) {
  if (!Number.isInteger(n) || n < 2) return false;
  for (let i = 2; i * i <= n; i++) {
    if (n % i === 0) return false;
  }
  return true;
}`,
      python: `def is_prime(n: int) -> bool:
    if n < 2:
        return False
    return all(n % i for i in range(2, int(n**0.5) + 1))`,
    },
  },
  {
    pattern: /debounce/i,
    code: {
      typescript: `export function debounce<A extends unknown[]>(fn: (...args: A) => void, ms: number): (...args: A) => void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  return (...args) => {
    clearTimeout(timer);
    timer = setTimeout(() => fn(...args), ms);
  };
}`,
      javascript: `function debounce(fn, ms) {
  let timer;
  return (...args) => {
    clearTimeout(timer);
    timer = setTimeout(() => fn(...args), ms);
  };
}`,
    },
  },
  {
    pattern: /reverse.*(string|text)|(string|text).*reverse|反转/i,
    code: {
      typescript: `export function reverse(text: string): string {
  return [...text].reverse().join('');
}`,
      javascript: `function reverse(text) {
  return [...text].reverse().join('');
}`,
      python: `def reverse(text: str) -> str:
    return text[::-1]`,
    },
  },
  {
    pattern: /palindrom|回文/i,
    code: {
      typescript: `export function isPalindrome(text: string): boolean {
  const letters = text.toLowerCase().replace(/[^\\p{L}\\p{N}]/gu, '');
  return letters === [...letters].reverse().join('');
}`,
      javascript: `function isPalindrome(text) {
  const letters = text.toLowerCase().replace(/[^\\p{L}\\p{N}]/gu, '');
  return letters === [...letters].reverse().join('');
}`,
      python: `def is_palindrome(text: str) -> bool:
    letters = [c.lower() for c in text if c.isalnum()]
    return letters == letters[::-1]`,
    },
  },
  {
    pattern: /\bclamp\b/i,
    code: {
      typescript: `export function clamp(value: number, min: number, max: number): number {
  return Math.min(Math.max(value, min), max);
}`,
      javascript: `function clamp(value, min, max) {
  return Math.min(Math.max(value, min), max);
}`,
      python: `def clamp(value: float, low: float, high: float) -> float:
    return min(max(value, low), high)`,
    },
  },
  {
    pattern: /\b(sum|add up|total|add (two|all))\b|求和/i,
    code: {
      typescript: `export function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, n) => total + n, 0);
}`,
      javascript: `function sum(numbers) {
  return numbers.reduce((total, n) => total + n, 0);
}`,
      python: `def total(numbers: list[float]) -> float:
    return sum(numbers)`,
      sql: 'SELECT sum(amount) AS total FROM orders;',
    },
  },
];

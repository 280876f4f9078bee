/** What an id of a Claude model says, in whatever form a platform writes it. */
export interface ClaudeId {
  /** As Anthropic writes it, without a date: `claude-sonnet-4-5`. */
  readonly name: string;
  /** `sonnet`, `opus`, … */
  readonly family: string;
  /** Major and minor; a version 5 is [5, 0]. */
  readonly version: readonly [number, number];
  /** `20250929`; 0 where there is none. */
  readonly date: number;
  /** Nothing but the name, and a date perhaps. */
  readonly isPlain: boolean;
}

/** Characters of an id that are read: no platform's are as long. */
const longest = 200;

const families = 'sonnet|opus|haiku|fable';
/** Up to two numbers, neither the beginning of a date nor of a size such as `1m`. */
const version = String.raw`(\d{1,2})(?:-(\d{1,2}))?(?![\da-z])`;
const familyFirst = new RegExp(`(?:^|-)(${families})-?${version}`);
const versionFirst = new RegExp(`^-?${version}-(${families})(?![a-z])`);

/**
 * Words by which a model is another one that only names Claude: what it was made from, what was distilled into it, how
 * its weights are stored.
 */
const others =
  /(?:^|[^a-z])(?:not|non|qwen|qwq|llama|gemma|mistral|mixtral|gpt|deepseek|glm|phi|nemotron|kimi|grok|hermes|granite|distill\w*|gguf|mlx)[\d.]*(?:[^a-z]|$)|\d+b(?:[^a-z]|$)/;

/**
 * Reads the id of a Claude model: behind any prefix (`us.anthropic.`, `vertex_ai/`, `databricks-`), with the version
 * before or behind the family, and with any suffixes in any order (`-20250929`, `-v1:0`, `@latest`, `[1m]`, `-thinking`).
 * Undefined for every other model, and for one that says no version.
 */
export function claudeId(id: string): ClaudeId | undefined {
  const text = id.slice(0, longest).trim().toLowerCase();
  const found = /^(.*(?:^|[^a-z]))?claude(?![a-z])(.*)$/s.exec(text);
  if (!found || others.test(text)) return undefined;
  const [, prefix = '', written = ''] = found;
  const rest = written.replace(/[^a-z\d]+/g, '-');
  const before = versionFirst.exec(rest);
  const behind = before ? undefined : familyFirst.exec(rest);
  const family = before?.[3] ?? behind?.[1];
  const [major, minor] = [before?.[1] ?? behind?.[2], before?.[2] ?? behind?.[3] ?? '0'];
  if (family === undefined || major === undefined) return undefined;
  const numbers = [Number(major), Number(minor)] as const;
  const date = /(?:^|-)(20\d{2})-?(\d{2})-?(\d{2})(?!\d)/.exec(rest);
  const suffix = rest.replace((before ?? behind)![0], '').replace(date?.[0] ?? '', '');
  return {
    name: `claude-${family}-${numbers[0]}${numbers[1] > 0 ? `-${numbers[1]}` : ''}`,
    family,
    version: numbers,
    date: date ? Number(date.slice(1).join('')) : 0,
    isPlain: prefix === '' && /^-*(?:latest-*)?$/.test(suffix),
  };
}

/**
 * A model's own name in an id: of a Claude model as Anthropic writes it, of any other without a date, a tag or `-latest`
 * behind it. The same for all forms in which platforms write it.
 */
export function modelName(id: string): string {
  return claudeId(id)?.name ?? withoutSuffix(id.trim().toLowerCase());
}

/** Whether an id is that of a Claude model, of a version that may not be known. */
export function isClaude(id: string): boolean {
  return claudeId(id) !== undefined || /^claude\b/i.test(id.trim());
}

function withoutSuffix(id: string): string {
  return id
    .replace(/^.*[./](?=claude-)/, '')
    .replace(/:[\w-]+$/, '')
    .replace(/-v\d+$/, '')
    .replace(/[-@](\d{8}|latest)$/, '')
    .replace(/(\d)\.(?=\d)/g, '$1-');
}

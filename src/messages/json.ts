/**
 * Levels that a value from a server may have. What walks a tree by recursion, `JSON.stringify` among it, runs out of
 * stack some thousand levels down: in a log, in a view, in the next request.
 */
const maxDepth = 500;

export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Undefined for what is no JSON, or nested too deeply to be handled. */
export function parseJson(text: string): unknown {
  try {
    const value: unknown = JSON.parse(text);
    return isTooDeep(value, text) ? undefined : value;
  } catch {
    return undefined;
  }
}

/**
 * Level by level: a recursion would run into what it is there to prevent. With the JSON that the value was read from, one
 * as short as nearly all events are is not walked: a level takes two brackets.
 */
export function isTooDeep(value: unknown, json?: string): boolean {
  if (json !== undefined && json.length <= 2 * maxDepth) return false;
  let level = [value].filter(isContainer);
  for (let depth = 1; level.length > 0; depth += 1) {
    if (depth > maxDepth) return true;
    const below: object[] = [];
    for (const container of level) {
      for (const member of Object.values(container)) if (isContainer(member)) below.push(member);
    }
    level = below;
  }
  return false;
}

/** An object without the members that are undefined, which would overrule those of another that it is spread over. */
export function definedOf<T extends object>(value: T): Partial<T> {
  return Object.fromEntries(Object.entries(value).filter(([, member]) => member !== undefined)) as Partial<T>;
}

/** Sets a member that a server named: one called `__proto__` is a member like any other, and no prototype. */
export function setMember(target: Record<string, unknown>, name: string, value: unknown): void {
  if (name === '__proto__') {
    Object.defineProperty(target, name, { value, writable: true, enumerable: true, configurable: true });
  } else {
    target[name] = value;
  }
}

/**
 * Where the closing quote of a JSON string stands, or the text ends. A loop: on megabytes a regular expression runs out of
 * stack.
 *
 * @param begin behind the opening quote
 */
export function endOfString(json: string, begin: number): number {
  let at = begin;
  while (at < json.length && json.charCodeAt(at) !== 0x22) at += json.charCodeAt(at) === 0x5c ? 2 : 1;
  return Math.min(at, json.length);
}

function isContainer(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}

/** What a JSON string cannot hold as it is, and the backslash. */
const special = /["\\\u0000-\u001f]/;

/** What is written between the quotes of a JSON string as its value; undefined where that is no whole, right string. */
export function stringValue(written: string): string | undefined {
  if (!special.test(written)) return written;
  try {
    return JSON.parse(`"${written}"`) as string;
  } catch {
    return undefined;
  }
}

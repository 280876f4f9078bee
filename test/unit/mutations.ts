/** Values that differ from a valid one in one place: what a check of JSON must tell apart. */

type Path = readonly (string | number)[];

/** The places of all members of a value, at any depth. */
export function pathsIn(value: unknown): Path[] {
  if (typeof value !== 'object' || value === null) return [];
  const own = Array.isArray(value) ? [...value.keys()] : Object.keys(value);
  return own.flatMap((name) => [
    [name],
    ...pathsIn((value as Record<string, unknown>)[name]).map((inner) => [name, ...inner]),
  ]);
}

/** A copy of the value in which `change` has changed what holds the member of that path. */
function changed(value: unknown, path: Path, change: (owner: Record<string, unknown>, name: string) => void): unknown {
  const copy: unknown = structuredClone(value);
  let owner = copy as Record<string, unknown>;
  for (const name of path.slice(0, -1)) owner = owner[name] as Record<string, unknown>;
  change(owner, String(path.at(-1)));
  return copy;
}

export const without = (value: unknown, path: Path): unknown =>
  changed(value, path, (owner, name) => delete owner[name]);

export const withOther = (value: unknown, path: Path, other: unknown): unknown =>
  changed(value, path, (owner, name) => (owner[name] = other));

/** The value with members of a newer version in all of its objects. */
export function withMore(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map(withMore);
  const members = Object.entries(value).map(([name, member]) => [name, withMore(member)]);
  return { ...Object.fromEntries(members), later: { of: [1, 'x', null] } };
}

/** A path without the indexes of lists: `turn.chips.label`. */
export const nameOf = (path: Path): string => path.filter((name) => typeof name === 'string').join('.');

export const kindOf = (value: unknown): string =>
  value === null ? 'null' : Array.isArray(value) ? 'list' : typeof value;

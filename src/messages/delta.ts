import { isObject } from './json';

/** The member of a delta that has its content, which tells its kind. */
export type DeltaMember = 'text' | 'thinking' | 'partial_json' | 'signature' | 'citation';

const membersOfTypes = new Map<unknown, DeltaMember>([
  ['text_delta', 'text'],
  ['thinking_delta', 'thinking'],
  ['input_json_delta', 'partial_json'],
  ['signature_delta', 'signature'],
  ['citations_delta', 'citation'],
]);
const members: readonly string[] = [...membersOfTypes.values()];

/** What a delta is and what it brings, whatever a converter made of its type; undefined where that cannot be told. */
export function readDelta(delta: unknown): { readonly member: DeltaMember; readonly value: unknown } | undefined {
  if (!isObject(delta)) return undefined;
  const member = membersOfTypes.get(delta['type']);
  // Nearly every delta.
  if (member && hasContent(delta[member])) return { member, value: delta[member] };
  return member ? underAnotherName(member, delta) : withoutType(delta);
}

/**
 * A delta whose type and member do not agree: `{type: 'thinking_delta', text: '…'}`. The one that says more than `text`
 * counts, of two that do the member; a member of no name that is known has what the type says.
 */
function underAnotherName(
  named: DeltaMember,
  { type: _, ...delta }: Record<string, unknown>,
): ReturnType<typeof readDelta> {
  const present = Object.entries(delta).filter(([, value]) => hasContent(value));
  const [[name, value] = ['', undefined], ...others] = present;
  if (others.length > 0) return undefined;
  const isKnown = members.includes(name) && name !== 'text';
  if (isKnown) return { member: name as DeltaMember, value };
  return typeof value === 'string' ? { member: named, value } : undefined;
}

/** Where a server leaves the type out, or shortens it, the member that is there tells. */
function withoutType({ type, ...delta }: Record<string, unknown>): ReturnType<typeof readDelta> {
  const [name = '', ...others] = Object.keys(delta);
  const isNamed = type === undefined || type === name;
  if (!isNamed || others.length > 0 || !members.includes(name)) return undefined;
  return { member: name as DeltaMember, value: delta[name] };
}

function hasContent(value: unknown): boolean {
  return value != null && value !== '';
}

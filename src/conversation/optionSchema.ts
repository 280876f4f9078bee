/**
 * The parts of which the schemas of settings are made. The message of each is what a person is told that the value
 * should be, in the words of JSON Schema and in limits such as `0 – 1`.
 */
import {
  array,
  boolean as anyBoolean,
  check,
  custom,
  finite,
  integer,
  looseObject,
  maxValue,
  minLength,
  minValue,
  number,
  picklist,
  pipe,
  safeParse,
  string,
  type BaseIssue,
  type GenericSchema,
  type InferOutput,
  type ObjectEntries,
} from 'valibot';
import { isObject } from '../messages/json';

export const text = string('string');

const notEmpty = 'string, not empty';
/** The API takes no text of spaces alone where it takes no empty one. */
export const filledText = pipe(
  text,
  minLength(1, notEmpty),
  check((value) => value.trim() !== '', notEmpty),
);

export const boolean = anyBoolean('boolean');

export const integerFrom = (least: number) =>
  pipe(number('integer'), integer('integer'), minValue(least, `≥ ${least}`));

const anyNumber = pipe(number('number'), finite('number'));

export const numberFrom = (least: number) => pipe(anyNumber, minValue(least, `≥ ${least}`));

export const numberBetween = (least: number, most: number) =>
  pipe(anyNumber, minValue(least, `${least} – ${most}`), maxValue(most, `${least} – ${most}`));

export const choice = <const T extends readonly string[]>(...values: T) => picklist(values, values.join(' | '));

export const list = <S extends GenericSchema>(item: S) => array(item, 'array');

/** An object, and no array, with these members and any others. */
export const object = <const E extends ObjectEntries>(entries: E) =>
  pipe(
    custom<object>(isObject, 'object'),
    looseObject(entries, ({ path }) => expectedOf(entries[String(path?.[0].key)]) ?? 'object'),
  );

/** What a member that is missing should have been. */
function expectedOf(schema: GenericSchema | undefined): string | undefined {
  return schema && safeParse(schema, undefined).issues?.[0].message;
}

/** Why a value does not fit. */
export interface OptionProblem {
  /** The setting, or the member of it that does not fit: `aside.thinking.budget_tokens`, `aside.tools[0].name`. */
  readonly setting: string;
  /** What its schema asks for. */
  readonly expected: string;
}

/** A setting's value where it fits, and otherwise why it does not. */
export function parseSetting<S extends GenericSchema>(
  setting: string,
  schema: S,
  value: unknown,
): { readonly value: InferOutput<S> } | { readonly problem: OptionProblem } {
  const { success, output, issues } = safeParse(schema, value, { abortEarly: true });
  if (success) return { value: output };
  const { path = [], message } = innermost(issues[0]);
  const member = path.map(({ type, key }) => (type === 'array' ? `[${key}]` : `.${key}`)).join('');
  return { problem: { setting: `${setting}${member}`, expected: message } };
}

/** Of a value that may be a text or a list: what is wrong inside the list says more than that it is no text. */
function innermost(issue: BaseIssue<unknown>): BaseIssue<unknown> {
  return issue.issues?.find(({ path }) => path) ?? issue;
}

/** The parts of which the schemas of what is kept are made: small, and about a value as JSON has it. */
import {
  array,
  custom,
  finite,
  number as anyNumber,
  object,
  optional,
  pipe,
  readonly,
  string,
  type GenericSchema,
  type ObjectEntries,
} from 'valibot';

export const text = string();
export const number = pipe(anyNumber(), finite());

/** An object with these members. Values are checked with `is` and used as they stand: others stay in them. */
export const members = <const E extends ObjectEntries>(entries: E) => pipe(object(entries), readonly());

export const list = <S extends GenericSchema>(item: S) => pipe(array(item), readonly());

/** An object of which no member is checked. */
export const anyObject = <T extends object>() => custom<T>((value) => typeof value === 'object' && value !== null);

/** One of the texts that this version knows, or one that a newer version has written. */
export const openText = <T extends string>() => custom<T>((value) => typeof value === 'string');

/** A member that is not checked: no turn is lost over it, and its readers cope with any value. */
export const unchecked = <T>() => optional(custom<T>(() => true));

import {
  array,
  custom,
  fallback,
  object,
  optional,
  picklist,
  pipe,
  record,
  safeParse,
  string,
  transform,
  unknown,
  type GenericSchema,
} from 'valibot';
import { auths, presetEndpoints, type Endpoint } from '../messages/endpoint';
import { isObject } from '../messages/json';

const plainObject = custom<Record<string, unknown>>(isObject);

/** A member that is left out where it does not fit. */
const lenient = <S extends GenericSchema>(schema: S) => fallback(optional(schema), undefined);

/** Numbers and the like, as people write them into headers. */
const anyText = pipe(unknown(), transform(String));

const endpointSchema = pipe(
  plainObject,
  object({
    baseUrl: fallback(string(), ''),
    auth: fallback(picklist(auths), 'bearer'),
    version: lenient(string()),
    beta: lenient(array(anyText)),
    headers: lenient(pipe(plainObject, record(string(), anyText))),
  }),
);

/** The presets, with `aside.endpoints` over them. What is no endpoint is left out; the client refuses what cannot work. */
export function readEndpoints(value: unknown): Endpoint[] {
  const all: Record<string, unknown> = { ...presetEndpoints, ...(isObject(value) ? value : {}) };
  return Object.entries(all).flatMap(([name, set]) => {
    const endpoint = safeParse(endpointSchema, set);
    return endpoint.success ? [{ name, ...endpoint.output }] : [];
  });
}

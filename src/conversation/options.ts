import type { MessagesRequest, TextBlock } from '../messages/types';

/** The part of JSON Schema that a setting, or a member of one, is described with. */
export interface OptionSchema {
  readonly type?: string | readonly string[];
  readonly enum?: readonly (string | null)[];
  readonly const?: string;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly minLength?: number;
  readonly items?: OptionSchema;
  readonly properties?: Readonly<Record<string, OptionSchema>>;
  readonly required?: readonly string[];
}

export interface OptionSpec {
  /** Under `aside.`, in the settings and in `RequestOptions`. */
  readonly setting: keyof RequestOptions;
  /** The request's field, as the Messages API names it. */
  readonly field: string;
  readonly schema: OptionSchema;
  /** What the setting says when nobody has set it. `null` is not sent. */
  readonly default: unknown;
  /**
   * `application`: only the user's own settings count, since a workspace could misuse it. `resource`: a trusted
   * workspace may set it.
   */
  readonly scope: 'application' | 'resource';
  /** The setting is edited as JSON and not in a field of the settings page. */
  readonly json?: boolean;
}

/** What the person has set for requests; `null` is unset. Names are the settings'. */
export interface RequestOptions {
  model: string | null;
  maxTokens: number | null;
  system: string | Record<string, unknown>[] | null;
  stopSequences: string[] | null;
  stream: boolean;
  temperature: number | null;
  topP: number | null;
  topK: number | null;
  tools: Record<string, unknown>[] | null;
  toolChoice: Record<string, unknown> | null;
  thinking: Record<string, unknown> | null;
  effort: string | null;
  metadata: Record<string, unknown> | null;
  extraBody: Record<string, unknown> | null;
}

/** What a conversation sets over the settings; `null` takes out what they set. */
export type OptionOverrides = Partial<RequestOptions>;

/**
 * Every field of the request that a person can set. The manifest's settings, their validation and the request itself
 * follow this one table (a test compares the manifest). Limits are the Messages API's.
 */
export const requestOptions: readonly OptionSpec[] = [
  {
    setting: 'model',
    field: 'model',
    schema: { type: ['string', 'null'], minLength: 1 },
    default: null,
    scope: 'resource',
  },
  {
    setting: 'maxTokens',
    field: 'max_tokens',
    schema: { type: ['integer', 'null'], minimum: 1 },
    default: null,
    scope: 'resource',
  },
  {
    setting: 'system',
    field: 'system',
    schema: {
      type: ['string', 'array', 'null'],
      items: {
        type: 'object',
        properties: { type: { const: 'text' }, text: { type: 'string' } },
        required: ['type', 'text'],
      },
    },
    default: null,
    scope: 'resource',
    json: true,
  },
  {
    setting: 'stopSequences',
    field: 'stop_sequences',
    schema: { type: ['array', 'null'], items: { type: 'string', minLength: 1 } },
    default: null,
    scope: 'resource',
  },
  { setting: 'stream', field: 'stream', schema: { type: 'boolean' }, default: true, scope: 'resource' },
  {
    setting: 'temperature',
    field: 'temperature',
    schema: { type: ['number', 'null'], minimum: 0, maximum: 1 },
    default: null,
    scope: 'resource',
  },
  {
    setting: 'topP',
    field: 'top_p',
    schema: { type: ['number', 'null'], minimum: 0, maximum: 1 },
    default: null,
    scope: 'resource',
  },
  {
    setting: 'topK',
    field: 'top_k',
    schema: { type: ['integer', 'null'], minimum: 0 },
    default: null,
    scope: 'resource',
  },
  {
    setting: 'tools',
    field: 'tools',
    schema: {
      type: ['array', 'null'],
      items: { type: 'object', properties: { name: { type: 'string' } }, required: ['name'] },
    },
    default: null,
    scope: 'application',
    json: true,
  },
  {
    setting: 'toolChoice',
    field: 'tool_choice',
    schema: {
      type: ['object', 'null'],
      properties: { type: { enum: ['auto', 'any', 'tool', 'none'] }, name: { type: 'string' } },
      required: ['type'],
    },
    default: null,
    scope: 'resource',
    json: true,
  },
  {
    setting: 'thinking',
    field: 'thinking',
    schema: {
      type: ['object', 'null'],
      properties: {
        type: { enum: ['enabled', 'adaptive', 'disabled', 'between_tools'] },
        budget_tokens: { type: 'integer', minimum: 1024 },
        display: { enum: ['summarized', 'omitted'] },
      },
      required: ['type'],
    },
    default: null,
    scope: 'resource',
    json: true,
  },
  {
    setting: 'effort',
    field: 'output_config.effort',
    schema: { type: ['string', 'null'], enum: ['low', 'medium', 'high', 'xhigh', 'max', null] },
    default: null,
    scope: 'resource',
  },
  {
    setting: 'metadata',
    field: 'metadata',
    schema: { type: ['object', 'null'], properties: { user_id: { type: 'string' } } },
    default: null,
    scope: 'resource',
    json: true,
  },
  {
    setting: 'extraBody',
    field: '',
    schema: { type: ['object', 'null'] },
    default: null,
    scope: 'application',
    json: true,
  },
];

/** Why a value is not sent. */
export interface OptionProblem {
  /** The setting, or the member of it that does not fit: `aside.thinking.budget_tokens`, `aside.tools[0].name`. */
  readonly setting: string;
  /** What `requestOptions` asks of it, in the words of JSON Schema and in limits such as `0 – 1`. */
  readonly expected: string;
}

/** Whether a value fits its option; undefined when it does. `null` always fits: it is not sent. */
export function checkOption(spec: OptionSpec, value: unknown): OptionProblem | undefined {
  if (value === null || value === undefined) return undefined;
  return checkValue(`aside.${spec.setting}`, spec.schema, value);
}

/** Whether a value, or a member of it, fits its schema; undefined when it does. */
export function checkValue(setting: string, schema: OptionSchema, value: unknown): OptionProblem | undefined {
  const problem = (expected: string): OptionProblem => ({ setting, expected });
  const types = [schema.type ?? []].flat().filter((type) => type !== 'null');
  if (types.length > 0 && !types.some((type) => hasType(value, type))) return problem(types.join(' | '));
  const allowed = 'const' in schema ? [schema.const] : schema.enum;
  if (allowed && !allowed.includes(value as string)) return problem(allowed.filter((one) => one !== null).join(' | '));
  if (typeof value === 'number' && (value < (schema.minimum ?? -Infinity) || value > (schema.maximum ?? Infinity))) {
    return problem(schema.maximum === undefined ? `≥ ${schema.minimum}` : `${schema.minimum ?? 0} – ${schema.maximum}`);
  }
  // The API takes no text of spaces alone where it takes no empty one.
  if (typeof value === 'string' && value.trim().length < (schema.minLength ?? 0)) return problem('string, not empty');
  if (Array.isArray(value)) {
    const { items } = schema;
    return items && first(value, (item, index) => checkValue(`${setting}[${index}]`, items, item));
  }
  if (typeof value !== 'object' || value === null) return undefined;
  const members = value as Readonly<Record<string, unknown>>;
  return (
    first(schema.required ?? [], (name) =>
      Object.hasOwn(members, name) ? undefined : { setting: `${setting}.${name}`, expected: expectedOf(schema, name) },
    ) ??
    first(Object.entries(schema.properties ?? {}), ([name, member]) =>
      Object.hasOwn(members, name) ? checkValue(`${setting}.${name}`, member, members[name]) : undefined,
    )
  );
}

/** What a member that is missing should have been. */
function expectedOf(schema: OptionSchema, name: string): string {
  const member = schema.properties?.[name] ?? {};
  return [member.const ?? member.enum ?? member.type ?? '…'].flat().join(' | ');
}

/** The first problem that any of the items has. */
function first<T>(
  items: readonly T[],
  check: (item: T, index: number) => OptionProblem | undefined,
): OptionProblem | undefined {
  for (const [index, item] of items.entries()) {
    const problem = check(item, index);
    if (problem) return problem;
  }
  return undefined;
}

function hasType(value: unknown, type: string): boolean {
  if (type === 'array') return Array.isArray(value);
  if (type === 'integer') return Number.isInteger(value);
  if (type === 'object') return typeof value === 'object' && value !== null && !Array.isArray(value);
  return typeof value === type && (type !== 'number' || Number.isFinite(value));
}

/**
 * Reads all options through `get`. A value that does not fit is left unset and reported; an empty text, which is what
 * a cleared field of the settings page leaves behind, is unset.
 */
export function readOptions(get: (setting: string) => unknown): { options: RequestOptions; problems: OptionProblem[] } {
  const options: Record<string, unknown> = {};
  const problems: OptionProblem[] = [];
  for (const spec of requestOptions) {
    const set = get(spec.setting);
    const value = set === '' ? spec.default : (set ?? spec.default);
    const problem = checkOption(spec, value);
    if (problem) problems.push(problem);
    options[spec.setting] = problem ? spec.default : value;
  }
  return { options: options as unknown as RequestOptions, problems };
}

/** The request's fields for these options, `model`, `max_tokens` and `messages` aside. What is unset is not there. */
export function requestFields(options: RequestOptions): Partial<MessagesRequest> {
  const fields: Record<string, unknown> = {};
  for (const { setting, field } of requestOptions) {
    const value = options[setting];
    if (value === null || value === '' || setting === 'model' || setting === 'maxTokens' || setting === 'extraBody')
      continue;
    if (Array.isArray(value) && value.length === 0) continue;
    if (field === 'output_config.effort') fields['output_config'] = { effort: value };
    else if (field === 'system') Object.assign(fields, systemField(options.system));
    else fields[field] = value;
  }
  return fields;
}

/** The system prompt without the blank texts that the API takes for a mistake; no field where nothing else is in it. */
function systemField(system: RequestOptions['system']): Pick<Partial<MessagesRequest>, 'system'> {
  if (typeof system === 'string') return system.trim() === '' ? {} : { system };
  const blocks = (system ?? []).filter(({ text }) => String(text).trim() !== '');
  return blocks.length === 0 ? {} : { system: blocks as unknown as TextBlock[] };
}

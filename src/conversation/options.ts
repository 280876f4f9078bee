import { literal, optional, union, type GenericSchema, type InferOutput } from 'valibot';
import type { MessagesRequest, TextBlock } from '../messages/types';
import {
  boolean,
  choice,
  filledText,
  integerFrom,
  list,
  numberBetween,
  object,
  parseSetting,
  text,
  type OptionProblem,
} from './optionSchema';

export type { OptionProblem };

/** A row of the table of request options. */
interface OptionRow {
  /** Under `aside.`, in the settings and in `RequestOptions`. */
  readonly setting: string;
  /** The request's field, as the Messages API names it. */
  readonly field: string;
  readonly schema: GenericSchema;
  /** What the setting says when nobody has set it. `null`: it may be unset, and is then not sent. */
  readonly default: true | null;
  /**
   * `application`: only the user's own settings count, since a workspace could misuse it. `resource`: a trusted
   * workspace may set it.
   */
  readonly scope: 'application' | 'resource';
  /** Its place in the settings page. */
  readonly section: 'reply' | 'request';
  readonly order: number;
  /** The setting is edited as JSON and not in a field of the settings page. */
  readonly json?: true;
  /** The field of the settings page has several lines. */
  readonly multiline?: true;
}

/**
 * Every field of the request that a person can set. The types, the manifest's settings, their validation and the request
 * itself follow this one table (`npm run manifest` writes what is in files). Limits are the Messages API's.
 */
const table = [
  {
    setting: 'model',
    field: 'model',
    schema: filledText,
    default: null,
    scope: 'resource',
    section: 'reply',
    order: 1,
  },
  {
    setting: 'maxTokens',
    field: 'max_tokens',
    schema: integerFrom(1),
    default: null,
    scope: 'resource',
    section: 'reply',
    order: 3,
  },
  {
    setting: 'system',
    field: 'system',
    schema: union([text, list(object({ type: literal('text', 'text'), text }))], 'string | array'),
    default: null,
    scope: 'resource',
    section: 'reply',
    order: 2,
    json: true,
    multiline: true,
  },
  {
    setting: 'stopSequences',
    field: 'stop_sequences',
    schema: list(filledText),
    default: null,
    scope: 'resource',
    section: 'request',
    order: 4,
  },
  {
    setting: 'stream',
    field: 'stream',
    schema: boolean,
    default: true,
    scope: 'resource',
    section: 'reply',
    order: 6,
  },
  {
    setting: 'temperature',
    field: 'temperature',
    schema: numberBetween(0, 1),
    default: null,
    scope: 'resource',
    section: 'request',
    order: 1,
  },
  {
    setting: 'topP',
    field: 'top_p',
    schema: numberBetween(0, 1),
    default: null,
    scope: 'resource',
    section: 'request',
    order: 2,
  },
  {
    setting: 'topK',
    field: 'top_k',
    schema: integerFrom(0),
    default: null,
    scope: 'resource',
    section: 'request',
    order: 3,
  },
  {
    setting: 'tools',
    field: 'tools',
    schema: list(object({ name: text })),
    default: null,
    scope: 'application',
    section: 'request',
    order: 5,
    json: true,
  },
  {
    setting: 'toolChoice',
    field: 'tool_choice',
    schema: object({ type: choice('auto', 'any', 'tool', 'none'), name: optional(text) }),
    default: null,
    scope: 'resource',
    section: 'request',
    order: 6,
    json: true,
  },
  {
    setting: 'thinking',
    field: 'thinking',
    schema: object({
      type: choice('enabled', 'adaptive', 'disabled', 'between_tools'),
      budget_tokens: optional(integerFrom(1024)),
      display: optional(choice('summarized', 'omitted')),
    }),
    default: null,
    scope: 'resource',
    section: 'reply',
    order: 4,
    json: true,
  },
  {
    setting: 'effort',
    field: 'output_config.effort',
    schema: choice('low', 'medium', 'high', 'xhigh', 'max'),
    default: null,
    scope: 'resource',
    section: 'reply',
    order: 5,
  },
  {
    setting: 'metadata',
    field: 'metadata',
    schema: object({ user_id: optional(text) }),
    default: null,
    scope: 'resource',
    section: 'request',
    order: 7,
    json: true,
  },
  {
    setting: 'extraBody',
    field: '',
    schema: object({}),
    default: null,
    scope: 'application',
    section: 'request',
    order: 8,
    json: true,
  },
] as const satisfies readonly OptionRow[];

type Row = (typeof table)[number];

/** What the person has set for requests; `null` is unset. Names are the settings'. */
export type RequestOptions = { [R in Row as R['setting']]: InferOutput<R['schema']> | R['default'] };

/** What a conversation sets over the settings; `null` takes out what they set. */
export type OptionOverrides = Partial<RequestOptions>;

export interface OptionSpec extends OptionRow {
  readonly setting: keyof RequestOptions;
  readonly schema: Row['schema'];
}

export const requestOptions: readonly OptionSpec[] = table;

/** Whether a value fits its option; undefined when it does. `null` always fits: it is not sent. */
export function checkOption({ setting, schema }: OptionSpec, value: unknown): OptionProblem | undefined {
  if (value === null || value === undefined) return undefined;
  const parsed = parseSetting(`aside.${setting}`, schema, value);
  return 'problem' in parsed ? parsed.problem : undefined;
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

import { modelName } from './modelName';
import { modelInfo } from './models';
import type { DroppedField, ModelInfo } from './types';

/** Where a request goes: what decides which of its fields are accepted. */
export interface Target {
  readonly model: string;
  /** `anthropic-version`, where it is not the default one. */
  readonly version?: string | undefined;
  /** What the server's own list says of the model; counts more than anything this version knows. */
  readonly info?: ModelInfo | undefined;
  /** The server takes `thinking.display` for a mistake. */
  readonly refusesDisplay?: boolean | undefined;
}

/** What a model does not accept. A model that is in no row gets everything. */
interface ModelRules {
  /** Values of `thinking.type`. */
  readonly thinking?: readonly string[];
  /** `temperature`, `top_p`, `top_k`. */
  readonly sampling?: true;
  /** `tool_choice` of type `any` or `tool`. */
  readonly forcedTools?: true;
  /** No refusal: it thinks unless told not to, and refuses what does not go with thinking. */
  readonly thinksByDefault?: true;
  /** No refusal: of what it thinks, it shows nothing unless asked to. */
  readonly hidesThinking?: true;
  /** `thinking: disabled` together with an effort above `high`. */
  readonly disabledWithEffort?: true;
}

const five: ModelRules = { sampling: true, thinksByDefault: true, hidesThinking: true };
const newest: ModelRules = { ...five, forcedTools: true };

/** By the beginning of the model’s name, first match. From the models' documentation, November 2026. */
const rules: readonly (readonly [RegExp, ModelRules])[] = [
  [/^claude-(fable-5|opus-5-5)\b/, { ...newest, thinking: ['enabled', 'disabled'] }],
  [/^claude-sonnet-5-5\b/, { ...newest, thinking: ['disabled'] }],
  [/^claude-haiku-5-5\b/, { ...newest, thinking: ['enabled'] }],
  [/^claude-opus-5(?!-?\d{1,2}\b)/, { ...five, disabledWithEffort: true }],
  [/^claude-sonnet-5(?!-?\d{1,2}\b)/, five],
  [/^claude-opus-4-[78]\b/, { thinking: ['enabled', 'between_tools'], sampling: true, hidesThinking: true }],
  [/^claude-(opus|sonnet)-4-6\b/, {}],
  [/^claude-(sonnet|haiku)-4-5\b/, { thinking: ['adaptive', 'between_tools'] }],
];

/** From this `anthropic-version` on, sampling fields are refused whatever the model. */
const noSamplingSince = '2026-10-21';

/**
 * Takes out of a request what its model would refuse, and says what that was; of `max_tokens`, what is too much. An
 * unknown model gets everything: the server's own error is better than a crippled request.
 */
export function dropUnsupported<T extends object>(
  request: T,
  target: Target,
): { readonly fields: T; readonly droppedFields: readonly DroppedField[] } {
  const id = modelName(target.model);
  const capabilities = target.info?.capabilities;
  const known = rulesOf(target);
  const fields = { ...request } as Record<string, unknown>;
  const droppedFields: DroppedField[] = [];

  function take(name: string, because: DroppedField['because'], value?: string): void {
    if (!(name in fields)) return;
    droppedFields.push({ field: value === undefined ? name : `${name}: ${value}`, because });
    delete fields[name];
  }

  const thinking = typeOf(fields['thinking']);
  const effort = effortOf(fields['output_config']);
  if (effort !== undefined && told(capabilities, 'effort', effort) === false) {
    droppedFields.push({ field: `effort: ${effort}`, because: 'model' });
    const { effort: _, ...rest } = fields['output_config'] as Record<string, unknown>;
    if (Object.keys(rest).length > 0) fields['output_config'] = rest;
    else delete fields['output_config'];
  }
  if (thinking !== undefined) {
    const accepted = told(capabilities, 'thinking', thinking) ?? !known?.thinking?.includes(thinking);
    if (!accepted) take('thinking', 'model', thinking);
    else if (known?.disabledWithEffort && thinking === 'disabled' && (effort === 'xhigh' || effort === 'max')) {
      take('thinking', 'effort', thinking);
    }
  }
  const most = target.info?.maxOutput ?? modelInfo(id)?.maxOutput;
  const asked = fields['max_tokens'];
  if (typeof asked === 'number' && most !== undefined && asked > most) {
    droppedFields.push({ field: `max_tokens: ${asked}`, because: 'model' });
    fields['max_tokens'] = most;
  }
  const budget = membersOf(fields['thinking'])['budget_tokens'];
  const room = fields['max_tokens'];
  // The API's own rule, whatever the model.
  if (typeof budget === 'number' && typeof room === 'number' && budget >= room) {
    take('thinking', 'max_tokens', thinking);
  }
  const thinks =
    'thinking' in fields ? thinking === 'enabled' || thinking === 'adaptive' : known?.thinksByDefault === true;
  const choice = typeOf(fields['tool_choice']);
  if (choice === 'any' || choice === 'tool') {
    if (known?.forcedTools) take('tool_choice', 'model', choice);
    else if (known && thinks) take('tool_choice', 'thinking', choice);
  }
  const refused = known?.sampling ? 'model' : (target.version ?? '') >= noSamplingSince ? 'version' : undefined;
  if (refused) for (const name of ['temperature', 'top_p', 'top_k']) take(name, refused);
  if (known && thinks) {
    // 1 is what thinking runs at anyway.
    if (fields['temperature'] !== 1) take('temperature', 'thinking');
    // With thinking, the API takes 0.95 to 1.
    if (!(Number(fields['top_p']) >= 0.95)) take('top_p', 'thinking');
    take('top_k', 'thinking');
  }
  if (known && 'temperature' in fields) take('top_p', 'temperature');
  return { fields: fields as T, droppedFields };
}

/**
 * `thinking` of a request whose reply is shown: with a summary asked for where the model thinks and would show nothing
 * of it, which looks as if nothing happened at all. What the person has set of it stays.
 */
export function shownThinking<T extends { readonly type: string; readonly display?: unknown } | null>(
  thinking: T,
  target: Target,
): T | { readonly type: 'adaptive'; readonly display: 'summarized' } {
  const known = rulesOf(target);
  if (!known?.hidesThinking || target.refusesDisplay) return thinking;
  if (thinking) {
    const isShown = thinking.display !== undefined || thinking.type === 'disabled';
    return isShown ? thinking : { ...thinking, display: 'summarized' };
  }
  const thinks = known.thinksByDefault && told(target.info?.capabilities, 'thinking', 'adaptive') !== false;
  return thinks ? { type: 'adaptive', display: 'summarized' } : thinking;
}

function rulesOf({ model }: Target): ModelRules | undefined {
  const id = modelName(model);
  return rules.find(([pattern]) => pattern.test(id))?.[1];
}

/**
 * What `capabilities` of `GET /v1/models` say: `thinking.types.<type>.supported`, `effort.<level>.supported`. Undefined
 * where they do not say.
 */
function told(
  capabilities: ModelInfo['capabilities'],
  name: 'thinking' | 'effort',
  value: string,
): boolean | undefined {
  const capability = membersOf(capabilities)[name];
  const { supported, types } = membersOf(capability);
  const one = membersOf(membersOf(name === 'thinking' ? types : capability)[value])['supported'];
  if (typeof one === 'boolean') return one;
  // Turning off what it does not have is no contradiction.
  return supported === false && value !== 'disabled' ? false : undefined;
}

function membersOf(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
}

function typeOf(value: unknown): string | undefined {
  const { type } = membersOf(value);
  return typeof type === 'string' ? type : undefined;
}

function effortOf(value: unknown): string | undefined {
  const { effort } = membersOf(value);
  return typeof effort === 'string' ? effort : undefined;
}

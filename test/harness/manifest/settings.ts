/** What follows from the table of request options: their entries in the manifest, and the schema of the options' file. */
import { toJsonSchema, type JsonSchema } from '@valibot/to-json-schema';
import { nullable, type GenericSchema } from 'valibot';
import { requestOptions, type OptionSpec } from '../../../src/conversation/options';

/** A setting as the manifest describes it: JSON Schema and VS Code's own members. */
export type SettingEntry = Readonly<Record<string, unknown>>;

/** What of the manifest follows from the table, and what stands around it. */
export interface ManifestSettings {
  readonly capabilities: { readonly untrustedWorkspaces: { readonly restrictedConfigurations: readonly string[] } };
  readonly contributes: {
    readonly configuration: readonly {
      readonly title: string;
      readonly properties: Readonly<Record<string, SettingEntry>>;
    }[];
  };
}

/** The manifest with the request options as the table has them. Other settings of their sections stay. */
export function withRequestOptions<M extends ManifestSettings>(manifest: M): M {
  const { capabilities, contributes } = manifest;
  const restrictedConfigurations = requestOptions.flatMap(({ scope, setting }) =>
    scope === 'resource' ? [`aside.${setting}`] : [],
  );
  const configuration = contributes.configuration.map((section) => {
    const own = requestOptions.filter((spec) => section.title === `%configuration.${spec.section}%`);
    const entries = own.toSorted((a, b) => a.order - b.order).map((spec) => [`aside.${spec.setting}`, entryOf(spec)]);
    return { ...section, properties: { ...Object.fromEntries(entries), ...others(section.properties) } };
  });
  const untrustedWorkspaces = { ...capabilities.untrustedWorkspaces, restrictedConfigurations };
  return {
    ...manifest,
    capabilities: { ...capabilities, untrustedWorkspaces },
    contributes: { ...contributes, configuration },
  };
}

/** The settings that are no request options. */
function others(settings: Readonly<Record<string, SettingEntry>>): Record<string, SettingEntry> {
  const own = new Set(requestOptions.map(({ setting }) => `aside.${setting}`));
  return Object.fromEntries(Object.entries(settings).filter(([name]) => !own.has(name)));
}

/** The schema of the file in which a conversation's request options are edited: that of the settings. */
export function optionsSchema(strings: Readonly<Record<string, string>>): object {
  const properties = requestOptions.map((spec) => {
    const { order: _order, scope: _scope, default: _default, ...schema } = entryOf(spec, (key) => strings[key] ?? '');
    return [spec.setting, schema];
  });
  return { type: 'object', additionalProperties: false, properties: Object.fromEntries(properties) };
}

/** @param text the string of a key of package.nls.json; in the manifest, a reference to it */
function entryOf(spec: OptionSpec, text = (key: string) => `%${key}%`): SettingEntry {
  const { setting, schema, order, scope, multiline } = spec;
  const unset = spec.default === null;
  return {
    order,
    ...jsonSchemaOf(unset ? nullable(schema) : schema),
    default: spec.default,
    scope,
    ...(multiline && { editPresentation: 'multilineText' }),
    ...(schema.type === 'picklist' && {
      enumDescriptions: [...schema.options, ...(unset ? ['unset'] : [])].map((value) =>
        text(`setting.${setting}.${value}`),
      ),
    }),
    markdownDescription: text(`setting.${setting}.description`),
  };
}

/** A schema as VS Code's settings page wants it: what may be of several types is one schema with all of them. */
export function jsonSchemaOf(schema: GenericSchema): JsonSchema {
  const { $schema: _version, ...json } = toJsonSchema(schema, {
    typeMode: 'output',
    // What JSON Schema has no words for.
    ignoreActions: ['check', 'finite'],
    overrideSchema({ valibotSchema: { type }, jsonSchema }) {
      if (type === 'union' || type === 'nullable') return merged((jsonSchema.anyOf ?? []) as JsonSchema[]);
      return type === 'loose_object' ? withoutEmpty(jsonSchema) : undefined;
    },
  });
  return json;
}

function merged(alternatives: readonly JsonSchema[]): JsonSchema {
  const type = alternatives.flatMap((one) => one.type ?? []);
  const all: JsonSchema = Object.assign({ type }, ...alternatives, { type });
  return all.enum && type.includes('null') ? { ...all, enum: [...all.enum, null] } : all;
}

function withoutEmpty({ properties = {}, required = [], ...rest }: JsonSchema): JsonSchema {
  return {
    ...rest,
    ...(Object.keys(properties).length > 0 && { properties }),
    ...(required.length > 0 && { required }),
  };
}

import { startEndpoint, type TestEndpoint } from '../endpoint';

/** Who answers in a VS Code that `npm start` opens. */
export interface Answering {
  /** In plain words. */
  readonly says: string;
  /** User settings that point Aside there. */
  readonly settings: Readonly<Record<string, unknown>>;
  close(): Promise<void>;
}

/** The model servers that people run at home, where they listen, and the name of Aside's preset for each. */
const localServers = [
  { name: 'Ollama', origin: 'http://127.0.0.1:11434' },
  { name: 'LM Studio', origin: 'http://127.0.0.1:1234' },
  { name: 'llama.cpp', origin: 'http://127.0.0.1:8080' },
];

/** The real platform with a key in the environment, else a model server on this machine, else the demo endpoint. */
export async function findModel(environment: NodeJS.ProcessEnv): Promise<Answering> {
  const close = () => Promise.resolve();
  if (environment.OPEAI_API_KEY) {
    return {
      says: 'The OpeAI platform answers. The panel offers to use the key in OPEAI_API_KEY.',
      settings: { 'aside.endpoint': 'OpeAI', 'aside.model': null },
      close,
    };
  }
  for (const { name, origin } of localServers) {
    const models = await listModels(origin);
    if (!models) continue;
    const model = models[0];
    return {
      says: `${name} on this machine answers${model ? `, with ${model}` : '; load a model in it first'}. Nothing leaves this machine.`,
      settings: { 'aside.endpoint': name, 'aside.model': model ?? null },
      close,
    };
  }
  const endpoint = await startEndpoint({ auth: 'any' });
  return {
    says: 'The demo endpoint on this machine answers, without a model: set OPEAI_API_KEY, or start Ollama, LM Studio or llama.cpp, for a real one.',
    settings: { ...demoSettings(endpoint, 'none'), 'aside.model': null },
    close: () => endpoint.close(),
  };
}

/** Points Aside at a loopback endpoint. */
export function demoSettings(endpoint: TestEndpoint, auth: 'bearer' | 'none'): Record<string, unknown> {
  return { 'aside.endpoints': { Demo: { baseUrl: endpoint.url, auth } }, 'aside.endpoint': 'Demo' };
}

/** Undefined when no such server listens there. */
async function listModels(origin: string): Promise<string[] | undefined> {
  try {
    const answer = await fetch(`${origin}/v1/models`, { signal: AbortSignal.timeout(500), redirect: 'error' });
    if (!answer.ok) return undefined;
    const { data } = (await answer.json()) as { data?: Array<{ id?: unknown }> };
    // Anything may listen on 8080.
    return Array.isArray(data) ? data.map(({ id }) => String(id)) : undefined;
  } catch {
    return undefined;
  }
}

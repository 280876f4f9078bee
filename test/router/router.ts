/** claude-code-router as people run it: its core, `@musistudio/llms`, before a server with OpenAI's API. */
import { LLMock } from '@copilotkit/aimock';
import { createRequire } from 'node:module';
import { createServer, type AddressInfo } from 'node:net';
import { join } from 'node:path';

/** The part of `@musistudio/llms` that claude-code-router uses. */
interface Server {
  readonly app: { close(): Promise<void> };
  addHook(name: 'preHandler', hook: (request: RoutedRequest) => Promise<void>): void;
  start(): Promise<void>;
}
type ServerClass = new (options: { readonly initialConfig: object; readonly logger: boolean }) => Server;

interface RoutedRequest {
  readonly body?: { model?: string };
}

export interface Router {
  readonly url: string;
  /** The server behind it. */
  readonly mock: LLMock;
  stop(): Promise<void>;
}

/** The name of the provider behind the router. */
const provider = 'mock';

export async function startRouter(): Promise<Router> {
  const mock = new LLMock({ port: 0, host: '127.0.0.1', chunkSize: 4, logLevel: 'silent' });
  const upstream = await mock.start();
  const fromHere = createRequire(join(process.cwd(), 'test', 'router', 'package.json'));
  const { default: LlmServer } = fromHere('@musistudio/llms') as { readonly default: ServerClass };
  const port = await freePort();
  const server = new LlmServer({
    logger: false,
    initialConfig: {
      HOST: '127.0.0.1',
      PORT: String(port),
      providers: [
        {
          ...{ name: provider, api_base_url: `${upstream}/v1/chat/completions`, api_key: 'sk-upstream' },
          models: ['claude-sonnet-4-5', 'thinker', 'small', 'nothing'],
          // As its manual sets up a server whose thinking is in `reasoning_content`.
          transformer: { use: [], thinker: { use: ['deepseek'] } },
        },
      ],
    },
  });
  // As claude-code-router routes: `provider,model` as it is, anything else to the default provider.
  server.addHook('preHandler', async ({ body }) => {
    if (body?.model && !body.model.includes(',')) body.model = `${provider},${body.model}`;
  });
  await server.start();
  return {
    url: `http://127.0.0.1:${port}`,
    mock,
    async stop() {
      await server.app.close();
      await mock.stop();
    },
  };
}

/** The router takes no port 0. */
async function freePort(): Promise<number> {
  const probe = createServer();
  await new Promise<void>((resolve) => probe.listen(0, '127.0.0.1', resolve));
  const { port } = probe.address() as AddressInfo;
  await new Promise((resolve) => probe.close(resolve));
  return port;
}

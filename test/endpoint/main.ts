/**
 * The endpoint by itself: `node endpoint-main.js [--port 8788] [--key secret] [--auth none]`. Prints its base URL on the
 * first line; ends with Ctrl+C.
 */
import { parseArgs } from 'node:util';
import { startEndpoint, type EndpointOptions } from './index';

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: { port: { type: 'string' }, host: { type: 'string' }, key: { type: 'string' }, auth: { type: 'string' } },
  });
  const endpoint = await startEndpoint({
    port: Number(values.port ?? 0),
    host: values.host,
    key: values.key,
    auth: (values.auth ?? 'any') as EndpointOptions['auth'],
  });
  console.log(endpoint.url);
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void endpoint.close());
}

void main();

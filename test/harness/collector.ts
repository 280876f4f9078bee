import { createServer } from 'node:http';
import { type AddressInfo } from 'node:net';
import { type TestEvent } from './hostReporter';

export interface Collector {
  readonly url: string;
  close(): Promise<void>;
}

/** Listens on loopback for what a suite in an extension host reports. */
export async function startCollector(onEvent: (event: TestEvent) => void): Promise<Collector> {
  const server = createServer((request, response) => {
    // The web worker host's page has another origin.
    response.setHeader('Access-Control-Allow-Origin', '*');
    response.setHeader('Access-Control-Allow-Headers', '*');
    let body = '';
    request.setEncoding('utf8');
    request.on('data', (chunk: string) => (body += chunk));
    request.on('end', () => {
      if (request.method === 'POST') for (const event of JSON.parse(body) as TestEvent[]) onEvent(event);
      response.end();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}

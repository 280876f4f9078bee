import { createServer, type Server } from 'node:http';
import { type AddressInfo, connect, type Socket } from 'node:net';
import { createServer as createTlsServer, type Server as TlsServer } from 'node:tls';
import { generate } from 'selfsigned';

/** A certificate authority of one's own, as companies have them, and what it signs. Both in PEM. */
export interface Authority {
  readonly certificate: string;
  sign(host: string): Promise<{ readonly key: string; readonly cert: string }>;
}

export async function createAuthority(name: string): Promise<Authority> {
  const own = await generate([{ name: 'commonName', value: name }], {
    algorithm: 'sha256',
    keyType: 'ec',
    extensions: [
      { name: 'basicConstraints', cA: true, critical: true },
      { name: 'keyUsage', keyCertSign: true, cRLSign: true, critical: true },
    ],
  });
  return {
    certificate: own.cert,
    async sign(host) {
      const signed = await generate([{ name: 'commonName', value: host }], {
        algorithm: 'sha256',
        keyType: 'ec',
        ca: { key: own.private, cert: own.cert },
        extensions: [
          { name: 'basicConstraints', cA: false },
          { name: 'subjectAltName', altNames: [{ type: 2, value: host }] },
        ],
      });
      return { key: signed.private, cert: signed.cert };
    },
  };
}

/** Takes TLS in front of a server that has none. */
export async function startTls(port: number, { key, cert }: { key: string; cert: string }): Promise<Closing> {
  return closing(
    createTlsServer({ key, cert }, (outer) => {
      const inner = connect(port, '127.0.0.1');
      join(outer, inner);
    }),
  );
}

export interface Proxy extends Closing {
  readonly url: string;
  /** `host:port` of every CONNECT, in the order they came. */
  readonly asked: string[];
  /** The bytes that went through, as they were seen from outside. */
  readonly seen: Buffer[];
}

/**
 * A proxy as in an office: the only one that knows the hosts behind it.
 *
 * @param hosts port on loopback by `host:port`; a CONNECT to anything else is dropped without an answer
 */
export async function startProxy(hosts: Readonly<Record<string, number>>): Promise<Proxy> {
  const asked: string[] = [];
  const seen: Buffer[] = [];
  const server = createServer((_request, response) => response.writeHead(501).end());
  server.on('connect', ({ url = '' }, client: Socket) => {
    asked.push(url);
    const port = hosts[url];
    if (port === undefined) return client.destroy();
    const inner = connect(port, '127.0.0.1', () => client.write('HTTP/1.1 200 Connection established\r\n\r\n'));
    client.on('data', (bytes: Buffer) => seen.push(bytes));
    join(client, inner);
  });
  const started = await closing(server);
  return { ...started, url: `http://127.0.0.1:${started.port}`, asked, seen };
}

interface Closing {
  readonly port: number;
  close(): Promise<void>;
}

/** Listens on loopback; `close` ends what is open as well. */
async function closing(server: Server | TlsServer): Promise<Closing> {
  const open = new Set<Socket>();
  server.on('connection', (socket: Socket) => {
    open.add(socket);
    socket.once('close', () => open.delete(socket));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    port: (server.address() as AddressInfo).port,
    async close() {
      for (const socket of open) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** Each end gets what the other one says, and ends with it. */
function join(a: Socket, b: Socket): void {
  a.pipe(b).pipe(a);
  for (const [one, other] of [
    [a, b],
    [b, a],
  ] as const) {
    one.on('error', () => other.destroy());
    one.on('close', () => other.destroy());
  }
}

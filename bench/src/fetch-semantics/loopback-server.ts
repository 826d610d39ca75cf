import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { type AddressInfo, createServer as createRawServer, type Server as RawServer, type Socket } from 'node:net';
import { lookOfBytes } from './bytes.ts';

/** A request, and what it is answered with. */
export interface Exchange {
  request: IncomingMessage;
  response: ServerResponse;
  /** How many requests came to this origin before. */
  at: number;
  /** The body, once the whole of it has come. Never, where it does not; it is read only if this is asked for. */
  whole: () => Promise<Buffer>;
  /** Resolves when the connection was lost before the response was written. */
  gone: Promise<void>;
}

interface ServedRequest {
  connection: number;
  method: string;
  path: string;
  /** Names and values, as they were written. */
  headers: (readonly [string, string])[];
  /** Null: it did not come as a whole, or was not read. */
  body: string | null;
}

/** What cases call, on 127.0.0.1; it remembers what came. One may have several origins. */
export class LoopbackServer {
  /** Of all origins, in the order in which they were started. */
  readonly ports: number[] = [];
  readonly #requests: ServedRequest[] = [];
  readonly #servers: RawServer[] = [];
  readonly #sockets = new Map<Socket, number>();
  #connections = 0;

  /** Starts an origin that speaks HTTP/1.1, without dates. */
  async http(handle: (exchange: Exchange) => unknown): Promise<string> {
    let count = 0;
    // Idle connections are closed by nobody but the case.
    const server: Server = createServer({ keepAliveTimeout: 60_000 }, (request, response) => {
      response.sendDate = false;
      const { socket, method = '', url = '', rawHeaders } = request;
      const headers = pairsOf(rawHeaders);
      const seen = { connection: this.#sockets.get(socket) ?? 0, method, path: url, headers, body: null };
      this.#requests.push(seen);
      const lost = Promise.withResolvers<void>();
      response.on('close', () => {
        if (!response.writableFinished) lost.resolve();
      });
      void handle({ request, response, at: count++, whole: () => wholeOf(request, seen), gone: lost.promise });
    });
    return this.#listen(server);
  }

  /**
   * Starts an origin that writes whatever bytes it likes.
   * @param handle called for each request, when its head and the body that its `content-length` tells have come
   */
  raw(handle: (socket: Socket, at: number) => unknown): Promise<string> {
    let count = 0;
    const server = createRawServer((socket) => {
      let come = Buffer.alloc(0);
      socket.on('data', (chunk: Buffer) => {
        come = Buffer.concat([come, chunk]);
        for (;;) {
          const read = readRequest(come);
          if (read === undefined) return;
          come = come.subarray(read.length);
          this.#requests.push({ connection: this.#sockets.get(socket) ?? 0, ...read.request });
          void handle(socket, count++);
        }
      });
    });
    return this.#listen(server);
  }

  /** An origin where nobody listens: a port that was free a moment ago may be another run's by now. */
  refusing(): string {
    return 'http://127.0.0.1:2';
  }

  /** What came, without the connections: where several calls are under way at once it depends on the machine. */
  get requests(): readonly Omit<ServedRequest, 'connection'>[] {
    return this.#requests.map(({ connection: _, ...seen }) => seen);
  }

  /** The number of the connection that each request came by, from 1. */
  get connections(): number[] {
    return this.#requests.map(({ connection }) => connection);
  }

  /** Drops all connections, and resolves when all of them, and the origins, are closed. */
  async close(): Promise<void> {
    const ended = [...this.#sockets.keys()].map((socket) => new Promise((resolve) => socket.once('close', resolve)));
    for (const socket of this.#sockets.keys()) socket.destroy();
    const open = this.#servers.filter((server) => server.listening);
    await Promise.all([...ended, ...open.map((server) => new Promise((resolve) => server.close(resolve)))]);
  }

  async #listen(server: RawServer): Promise<string> {
    this.#servers.push(server);
    server.on('connection', (socket: Socket) => {
      this.#connections += 1;
      this.#sockets.set(socket, this.#connections);
      socket.on('close', () => this.#sockets.delete(socket));
      // A client that resets its connection is seen by what it does not get.
      socket.on('error', () => {});
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    this.ports.push(port);
    return `http://127.0.0.1:${port}`;
  }
}

function wholeOf(request: IncomingMessage, seen: { body: string | null }): Promise<Buffer> {
  const chunks: Buffer[] = [];
  request.on('data', (chunk: Buffer) => chunks.push(chunk));
  return new Promise((resolve) =>
    request.on('end', () => {
      const body = Buffer.concat(chunks);
      seen.body = lookOfBytes(body);
      resolve(body);
    }),
  );
}

function pairsOf(flat: readonly string[]): [string, string][] {
  return flat.flatMap((name, at) => (at % 2 === 0 ? [[name, flat[at + 1] ?? ''] as [string, string]] : []));
}

function readRequest(come: Buffer): { request: Omit<ServedRequest, 'connection'>; length: number } | undefined {
  const end = come.indexOf('\r\n\r\n');
  if (end === -1) return undefined;
  const [first = '', ...lines] = come.subarray(0, end).toString('latin1').split('\r\n');
  const [method = '', path = ''] = first.split(' ');
  const headers = lines.map((line): [string, string] => {
    const [, name = '', value = ''] = /^([^:]*):\s*(.*)$/.exec(line) ?? [];
    return [name, value];
  });
  const bodyLength = Number(headers.find(([name]) => name.toLowerCase() === 'content-length')?.[1] ?? 0);
  const length = end + 4 + bodyLength;
  if (come.length < length) return undefined;
  return { request: { method, path, headers, body: lookOfBytes(come.subarray(end + 4, length)) }, length };
}

import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';

/** How a request is answered. A number is a status. Times are in milliseconds. */
export type Reply =
  | number
  | {
      status?: number;
      /** A list is a field that comes several times. */
      headers?: Record<string, string | string[]>;
      /** Default `{}`. A body that is not a string is written as JSON. */
      body?: unknown;
      /** The wait before the headers are sent. */
      afterMs?: number;
      /** A promise before whose resolution nothing is sent. */
      when?: Promise<unknown>;
      /** Sends the body in this many pieces, `everyMs` apart. */
      drip?: { pieces: number; everyMs: number };
      /** Resets the connection: in place of a response, or in the middle of its body. */
      reset?: 'at-once' | 'in-body';
      /** Never answers. */
      hang?: true;
      /** Sends the first half of the body, and the rest when this has resolved. */
      rest?: Promise<unknown>;
      /** Called when the whole request has come and its answer is due. What it returns goes before the rest of this. */
      decide?: () => Exclude<Reply, number>;
    };

export interface Arrival {
  /** When the request's headers had come, by `performance.now()`. */
  atMs: number;
  /** When the response was written, or the connection lost; undefined before. */
  endMs: number | undefined;
  method: string;
  path: string;
  headers: IncomingMessage['headers'];
  body: string;
  status: number | undefined;
  /** Whether the connection was lost before the response was written. */
  aborted: boolean;
}

export type Script = readonly Reply[] | ((arrival: Arrival, at: number) => Reply);

/** An API on a real socket that answers as told, and remembers what came and when. */
export class Upstream {
  readonly arrivals: Arrival[] = [];
  /** The most requests that were in flight at once. */
  mostInFlight = 0;
  #inFlight = 0;
  readonly #script: Script;
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();

  private constructor(script: Script) {
    this.#script = script;
    this.#server = createServer({ keepAliveTimeout: 0 }, (request, response) => this.#take(request, response));
    this.#server.on('connection', (socket) => {
      this.#sockets.add(socket);
      socket.on('close', () => this.#sockets.delete(socket));
    });
  }

  /** Starts it. Requests are answered by the script; the last reply of an array is repeated. */
  static async start(script: Script): Promise<Upstream> {
    const upstream = new Upstream(script);
    await new Promise<void>((resolve) => upstream.#server.listen(0, '127.0.0.1', resolve));
    return upstream;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  get inFlight(): number {
    return this.#inFlight;
  }

  /** How many connections are open now. */
  get connections(): number {
    return this.#sockets.size;
  }

  async stop(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  #take(request: IncomingMessage, response: ServerResponse): void {
    const at = this.arrivals.length;
    const arrival: Arrival = {
      atMs: performance.now(),
      endMs: undefined,
      method: request.method ?? '',
      path: request.url ?? '',
      headers: request.headers,
      body: '',
      status: undefined,
      aborted: false,
    };
    this.arrivals.push(arrival);
    this.#inFlight += 1;
    this.mostInFlight = Math.max(this.mostInFlight, this.#inFlight);
    response.on('close', () => {
      this.#inFlight -= 1;
      arrival.endMs = performance.now();
      arrival.aborted = !response.writableFinished;
    });
    request.on('data', (chunk: Buffer) => {
      arrival.body += chunk;
    });
    const reply = this.#reply(arrival, at);
    request.on('end', async () => {
      await reply.when;
      setTimeout(() => answer(arrival, reply, request, response), reply.afterMs ?? 0);
    });
  }

  #reply(arrival: Arrival, at: number): Exclude<Reply, number> {
    const reply =
      typeof this.#script === 'function' ? this.#script(arrival, at) : (this.#script[at] ?? this.#script.at(-1));
    return typeof reply === 'number' ? { status: reply } : (reply ?? {});
  }
}

function answer(
  arrival: Arrival,
  reply: Exclude<Reply, number>,
  request: IncomingMessage,
  response: ServerResponse,
): void {
  if (reply.hang || response.destroyed) return;
  const { status = 200, headers = {}, body = {}, drip, reset, rest } = { ...reply, ...reply.decide?.() };
  if (reset === 'at-once') {
    request.socket.resetAndDestroy();
    return;
  }
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  arrival.status = status;
  response.writeHead(status, {
    'content-type': 'application/json',
    'content-length': Buffer.byteLength(text),
    ...headers,
  });
  if (reset === 'in-body') {
    response.write(text.slice(0, text.length / 2));
    setTimeout(() => request.socket.resetAndDestroy(), 5);
    return;
  }
  if (rest !== undefined) {
    response.write(text.slice(0, text.length / 2));
    void rest.then(() => response.end(text.slice(text.length / 2)));
    return;
  }
  if (drip === undefined) {
    response.end(text);
    return;
  }
  const size = Math.ceil(text.length / drip.pieces);
  const next = (from: number): void => {
    if (response.destroyed) return;
    if (from + size >= text.length) {
      response.end(text.slice(from));
      return;
    }
    response.write(text.slice(from, from + size));
    setTimeout(() => next(from + size), drip.everyMs);
  };
  next(0);
}

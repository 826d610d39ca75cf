import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import type { Clock } from '@evenkeel/toolkit';

/** The path of the call that is aborted. */
export const ABORTED = '/aborted';
/** Paths that stand under no limit, and are called by plain `fetch`. */
export const BESIDE = '/beside';
export const FENCE = '/fence';

/** So many of a window are admitted. */
export const ADMITTED = 12;

/** A request that has come. */
export interface AbortExchange {
  path: string;
  /** How many of its path came before. */
  at: number;
  request: IncomingMessage;
  response: ServerResponse;
  /** Whether it is over: answered, or its connection lost. */
  closed: boolean;
}

export type AbortScript = (exchange: AbortExchange) => unknown;

export interface AbortUpstreamOptions {
  clock: Clock;
  windowMs: number;
  /** Whether it tells what is left. */
  tells: boolean;
}

/** What aborted calls are made to, on 127.0.0.1. What no script answers is admitted, as far as the window has room. */
export class AbortUpstream implements AsyncDisposable {
  readonly #options: AbortUpstreamOptions;
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();
  readonly #exchanges: AbortExchange[] = [];
  readonly #scripts = new Map<string, AbortScript>();
  #endsAtMs = Number.NEGATIVE_INFINITY;
  #left = 0;

  private constructor(options: AbortUpstreamOptions) {
    this.#options = options;
    this.#server = createServer({ keepAliveTimeout: 60_000 }, (request, response) => this.#serve(request, response));
    this.#server.on('connection', (socket: Socket) => {
      this.#sockets.add(socket);
      socket.once('close', () => this.#sockets.delete(socket));
      socket.on('error', () => {});
    });
  }

  static async open(options: AbortUpstreamOptions): Promise<AbortUpstream> {
    const upstream = new AbortUpstream(options);
    await new Promise<void>((resolve) => upstream.#server.listen(0, '127.0.0.1', resolve));
    return upstream;
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  /** Answers a path in its own way, until {@link release}. */
  on(path: string, script: AbortScript): void {
    this.#scripts.set(path, script);
  }

  /** All requests of a path, and of those below it. */
  of(path: string): readonly AbortExchange[] {
    return this.#exchanges.filter((exchange) => exchange.path.startsWith(path));
  }

  /** How many requests that stand under the limit wait for the head of their answer. */
  get held(): number {
    return this.#exchanges.filter(
      ({ path, closed, response }) => path !== BESIDE && path !== FENCE && !closed && !response.headersSent,
    ).length;
  }

  /** Ends what it holds, and holds nothing more. */
  release(): void {
    this.#scripts.clear();
    for (const exchange of this.#exchanges) {
      if (exchange.closed || exchange.path === BESIDE) continue;
      if (exchange.response.headersSent) exchange.response.end();
      else this.#admit(exchange);
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  #serve(request: IncomingMessage, response: ServerResponse): void {
    const path = request.url ?? '';
    const exchange: AbortExchange = { path, at: this.of(path).length, request, response, closed: false };
    request.on('error', () => {});
    response.once('close', () => {
      exchange.closed = true;
    });
    this.#exchanges.push(exchange);
    if (path === BESIDE) return;
    const script = this.#scripts.get(path);
    if (script !== undefined) script(exchange);
    else if (path === FENCE) response.end('ok');
    else this.#admit(exchange);
  }

  #admit({ request, response }: AbortExchange): void {
    const { clock, windowMs, tells } = this.#options;
    request.resume();
    const now = clock.now();
    if (now >= this.#endsAtMs) [this.#endsAtMs, this.#left] = [now + windowMs, ADMITTED];
    const status = this.#left > 0 ? 200 : 429;
    if (this.#left > 0) this.#left -= 1;
    const told = {
      'x-ratelimit-limit': String(ADMITTED),
      'x-ratelimit-remaining': String(this.#left),
      'x-ratelimit-reset': String((this.#endsAtMs - now) / 1_000),
    };
    response.writeHead(status, tells ? told : {}).end(status === 200 ? 'ok' : 'no');
  }
}

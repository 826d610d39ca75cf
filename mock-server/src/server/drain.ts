import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type { Clock } from '@evenkeel/toolkit';
import type { FastifyInstance, FastifyReply } from 'fastify';
import { type Cancel, punctualClock } from '../clock.ts';
import { NotServed } from '../errors.ts';
import type { OpenRequests } from './open-requests.ts';

/** What happens to open requests and connections, and when: in milliseconds after the closing began. */
export interface DrainTimes {
  /** It goes on listening until nobody has connected for this long, so that clients without keep-alive aren't reset. */
  quietMs: number;
  /** After this it listens no more, however many connect. */
  listensAtMostMs: number;
  /** Requests that have not arrived whole are answered with a 408, and connections without a request are ended. */
  receivedByMs: number;
  /** Requests without an answer are answered with a 503. */
  answeredByMs: number;
  /** All connections are ended, even those on which somebody still writes or reads. */
  endedByMs: number;
}

export const drainTimes: DrainTimes = {
  quietMs: 100,
  listensAtMostMs: 1_000,
  receivedByMs: 3_000,
  answeredByMs: 8_000,
  endedByMs: 8_500,
};

const RETRY_AFTER_MS = 1_000;
const incomplete = () => new NotServed(408, 'request_incomplete', 'The server closes, and the request was not whole.');
const closing = () => new NotServed(503, 'server_closing', 'The server closes: try again.', RETRY_AFTER_MS);

/**
 * Lets `close` end in time, and answers every request that has arrived whole.
 * Node.js itself closes idle connections only, and waits for all others for ever,
 * since a closing server no longer checks its time-outs.
 */
export class Drain {
  readonly #app: FastifyInstance;
  readonly #open: OpenRequests;
  readonly #clock: Clock;
  readonly #times: DrainTimes;
  readonly #sockets = new Set<Socket>();
  /** How many connections have come, and when the latest did. */
  #connected = 0;
  #connectedAtMs = Number.NEGATIVE_INFINITY;
  #closing = false;
  #timers: Cancel[] = [];

  /** @param clock the machine's unless given: sockets do not follow a clock that a test moves by hand */
  constructor(app: FastifyInstance, open: OpenRequests, clock: Clock = punctualClock, times: DrainTimes = drainTimes) {
    this.#app = app;
    this.#open = open;
    this.#clock = clock;
    this.#times = times;
    app.server.on('connection', (socket: Socket) => this.#watch(socket));
    app.addHook('preClose', () => this.#begin());
    app.addHook('onClose', async () => {
      for (const cancel of this.#timers) cancel();
    });
  }

  /** Whether the server has been told to close. */
  get closing(): boolean {
    return this.#closing;
  }

  #watch(socket: Socket): void {
    this.#connected += 1;
    this.#connectedAtMs = this.#clock.now();
    this.#sockets.add(socket);
    socket.once('close', () => this.#sockets.delete(socket));
  }

  async #begin(): Promise<void> {
    this.#closing = true;
    this.#endWithLastAnswer();
    const { quietMs, receivedByMs, answeredByMs, endedByMs } = this.#times;
    const at = (ms: number, fn: () => void): void => void this.#timers.push(this.#clock.setTimeout(fn, ms));
    at(receivedByMs, () => this.#endHalfReceived());
    at(answeredByMs, () => this.#answer(closing, () => true));
    at(endedByMs, () => this.#end(() => true));
    if (this.#app.server.listening) await this.#listenNoMore();
    // A client that has connected just now is about to send; one that still sends nothing after that is cut off.
    at(quietMs, () => this.#end((socket, requests) => requests === 0 && socket.bytesRead === 0));
  }

  /** Ends each connection with the last answer due on it, so that every pipelined request has its answer. */
  #endWithLastAnswer(): void {
    const endsWith = (socket: Socket, response: ServerResponse): void => {
      if (!response.headersSent) response.setHeader('connection', 'close');
      else response.once('finish', () => this.#open.on(socket).length === 0 && socket.destroySoon());
    };
    for (const socket of this.#sockets) {
      const last = this.#open.on(socket).at(-1);
      if (last !== undefined) endsWith(socket, last.raw);
    }
    this.#app.server.prependListener('request', ({ socket }: IncomingMessage, response: ServerResponse) => {
      for (const { raw } of this.#open.on(socket)) if (!raw.headersSent) raw.removeHeader('connection');
      endsWith(socket, response);
    });
  }

  /**
   * Stops listening once nobody waits to be accepted, since a waiting client would
   * be reset. A turn of the event loop that brought no connection shows that.
   */
  #listenNoMore(): Promise<void> {
    const { quietMs, listensAtMostMs } = this.#times;
    const beganAtMs = this.#clock.now();
    return new Promise((resolve) => {
      const look = (): void => {
        const nowMs = this.#clock.now();
        const untilMs = Math.min(Math.max(beganAtMs, this.#connectedAtMs) + quietMs, beganAtMs + listensAtMostMs);
        if (nowMs < untilMs) this.#timers.push(this.#clock.setTimeout(look, untilMs - nowMs));
        else
          this.#turnWithoutArrival(() => {
            // Closes in this very turn; Fastify then finds it closed, and waits for its connections to end.
            this.#app.server.close();
            resolve();
          });
      };
      look();
    });
  }

  #turnWithoutArrival(found: () => void): void {
    const before = this.#connected;
    setImmediate(() => (this.#connected === before ? found() : this.#turnWithoutArrival(found)));
  }

  #endHalfReceived(): void {
    this.#answer(incomplete, ({ request }) => !request.raw.complete);
    this.#end((_socket, requests) => requests === 0);
  }

  #answer(error: () => NotServed, which: (reply: FastifyReply) => boolean): void {
    for (const reply of [...this.#sockets].flatMap((socket) => this.#open.on(socket))) {
      if (reply.sent || !which(reply)) continue;
      const told = error();
      if (told.retryAfterMs > 0) reply.header('retry-after', String(Math.ceil(told.retryAfterMs / 1_000)));
      reply.send(told);
    }
  }

  #end(which: (socket: Socket, requests: number) => boolean): void {
    for (const socket of this.#sockets) if (which(socket, this.#open.on(socket).length)) socket.destroy();
  }
}

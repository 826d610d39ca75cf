import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type { Clock } from '@evenkeel/toolkit';
import type { FastifyInstance, FastifyReply } from 'fastify';
import { type Cancel, punctualClock } from '../clock.ts';
import { NotServed } from '../errors.ts';
import type { OpenRequests } from './open-requests.ts';

/** When something happens to what is still open, in milliseconds after the closing began. */
export interface DrainTimes {
  /** The server goes on listening until nobody has connected for so long: clients without keep-alive are not reset. */
  quietMs: number;
  /** Then it listens no more, however many come. */
  listensAtMostMs: number;
  /** Requests that have not arrived whole are answered by a 408, and connections without one are ended. */
  receivedByMs: number;
  /** What has no answer yet is answered by a 503. */
  answeredByMs: number;
  /** All connections are ended, whoever is still writing or reading. */
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
 * Lets `close` end in time, and every request that has arrived whole have an
 * answer. Node.js itself closes connections that are idle, and waits for all
 * others for ever, since a closing server checks its time-outs no more.
 */
export class Drain {
  readonly #app: FastifyInstance;
  readonly #open: OpenRequests;
  readonly #clock: Clock;
  readonly #times: DrainTimes;
  readonly #sockets = new Set<Socket>();
  /** How many there were, and when the latest came. */
  #connected = 0;
  #connectedAtMs = Number.NEGATIVE_INFINITY;
  #closing = false;
  #timers: Cancel[] = [];

  /** @param clock of the network, which is not the one that a test moves by hand */
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

  /** It has been told to close. */
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
    // Who has connected and says nothing is waiting for nothing; who has connected just now is about to speak.
    at(quietMs, () => this.#end((socket, requests) => requests === 0 && socket.bytesRead === 0));
  }

  /** Each connection ends with the last answer that is due on it: whoever is behind a pipelined one has an answer, too. */
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
   * Listens no more from a moment on at which nobody is waiting to be taken on,
   * who would be reset: a turn of the event loop that brought nobody.
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
            // In this very turn; Fastify finds it closed, and waits for its connections to end.
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

import type { Socket } from 'node:net';
import type { FastifyInstance, FastifyReply } from 'fastify';

/** @param lost whether the connection was lost before the answer was written */
type OnEnd = (lost: boolean) => void;

const nobody: OnEnd = () => {};

/**
 * The requests that are not answered yet, by connection. One listener for each
 * connection serves all its requests, since a request that waits behind a
 * pipelined one gets no event of its own when the connection is lost.
 */
export class OpenRequests {
  readonly #bySocket = new WeakMap<Socket, Map<FastifyReply, OnEnd>>();

  constructor(app: FastifyInstance) {
    app.addHook('onRequest', (request, reply, done) => {
      this.#watch(request.raw.socket, reply);
      done();
    });
  }

  /** The open requests of a connection, in the order in which they are answered. */
  on(socket: Socket): readonly FastifyReply[] {
    return [...(this.#bySocket.get(socket)?.keys() ?? [])];
  }

  /** Calls `ended` once when the request ends; it replaces the request's former listener. */
  onEnd(reply: FastifyReply, ended: OnEnd): void {
    this.#bySocket.get(reply.request.raw.socket)?.set(reply, ended);
  }

  #watch(socket: Socket, reply: FastifyReply): void {
    const open = this.#bySocket.get(socket) ?? this.#watchSocket(socket);
    open.set(reply, nobody);
    reply.raw.once('finish', () => {
      const ended = open.get(reply);
      open.delete(reply);
      // A response "written" to a lost connection has reached nobody. Injected test requests have no real socket.
      ended?.(socket.destroyed === true);
    });
  }

  #watchSocket(socket: Socket): Map<FastifyReply, OnEnd> {
    const open = new Map<FastifyReply, OnEnd>();
    this.#bySocket.set(socket, open);
    socket.once('close', () => {
      const lost = [...open.values()];
      open.clear();
      for (const ended of lost) ended(true);
    });
    return open;
  }
}

import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type { FastifyInstance } from 'fastify';

/**
 * Lets `app.close()` end as soon as all requests in flight have been answered. Node.js alone would also wait for
 * connections that never carried a request, that carry half of one, or that are kept alive after their response.
 *
 * A client may be sending a request on a kept connection at that very moment: it is still answered, with `connection:
 * close`, so that it sends no more. After that, each connection without a complete request is closed.
 *
 * @param graceMs how long such requests may still come after the close has begun, in milliseconds
 */
export function closeConnections(app: FastifyInstance, graceMs: number): void {
  const connections = new Map<Socket, Set<IncomingMessage>>();
  let closing = false;
  let allClosed = (): void => {};

  app.server.on('connection', (socket: Socket) => {
    connections.set(socket, new Set());
    socket.once('close', () => {
      connections.delete(socket);
      if (connections.size === 0) allClosed();
    });
  });
  app.server.on('request', (request: IncomingMessage, response: ServerResponse) => {
    const { socket } = request;
    const requests = connections.get(socket);
    requests?.add(request);
    response.once('close', () => {
      requests?.delete(request);
      // A response that began before the close has no `connection: close`, so its connection is closed here.
      if (closing && requests?.size === 0) socket.destroySoon();
    });
  });
  app.addHook('onSend', async (_request, reply) => {
    if (closing) reply.header('connection', 'close');
  });
  app.addHook('preClose', async () => {
    closing = true;
    if (connections.size > 0) {
      await new Promise<void>((resolve) => {
        allClosed = resolve;
        setTimeout(resolve, graceMs);
      });
    }
    for (const [socket, requests] of connections) {
      if (![...requests].some(({ complete }) => complete)) socket.destroy();
    }
  });
}

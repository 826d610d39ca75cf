import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type { FastifyInstance } from 'fastify';

/**
 * Lets `app.close()` end as soon as what is in flight has been answered. Node.js alone would wait for connections that
 * never carried a request, carry half of one, or are kept alive after the response that was under way.
 *
 * A client that keeps connections alive may be sending at the very moment: it is still answered, and told by
 * `connection: close` to send no more. Then each connection without a whole request is closed.
 *
 * @param graceMs how long such requests may come after the close has begun, in milliseconds
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
      // A response that had begun before went without the header.
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

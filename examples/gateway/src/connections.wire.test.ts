import { Agent, get, type IncomingMessage } from 'node:http';
import Fastify from 'fastify';
import { expect, it } from 'vitest';
import { closeConnections } from './connections.ts';

it('a server that closes answers once more on a connection that is kept alive, and says that it ends', async () => {
  const app = Fastify({ return503OnClosing: false });
  closeConnections(app, 3_600_000);
  app.get('/', async () => 'hello');
  const url = await app.listen();
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  const ask = (): Promise<IncomingMessage> =>
    new Promise((resolve, reject) => {
      const request = get(url, { agent }, (response) => response.resume().once('end', () => resolve(response)));
      request.once('error', reject);
    });
  expect((await ask()).headers.connection).toBe('keep-alive');
  const closed = app.close();
  const last = await ask();
  expect([last.statusCode, last.headers.connection]).toEqual([200, 'close']);
  await closed;
});

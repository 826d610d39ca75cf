import Fastify from 'fastify';
import { expect, it } from 'vitest';
import { closeConnections } from './connections.ts';
import { RawConnection } from './raw-connection.fixture.ts';

const get = 'GET / HTTP/1.1\r\nhost: gateway\r\n\r\n';

it('a server that closes answers once more on a connection that is kept alive, and says that it ends', async () => {
  const app = Fastify({ return503OnClosing: false });
  closeConnections(app, 3_600_000);
  app.get('/', async () => 'hello');
  const kept = await new RawConnection(await app.listen()).write(get);
  expect(await kept.heard()).toMatch(/^HTTP\/1.1 200 OK.*connection: keep-alive/is);
  const closed = app.close();
  await kept.write(get);
  expect((await kept.closed).split('HTTP/1.1 200 OK')[2]).toMatch(/connection: close/i);
  await closed;
});

import { once } from 'node:events';
import { type AddressInfo, connect } from 'node:net';
import { PassThrough } from 'node:stream';
import Fastify from 'fastify';
import { expect, test } from 'vitest';
import { until } from '../test-support/sockets.ts';
import { closeGracefully } from './graceful-close.ts';

test('a response that is already streaming is finished, and then its connection is ended', async () => {
  const app = Fastify();
  closeGracefully(app);
  const body = new PassThrough();
  app.get('/', (_request, reply) => reply.send(body));
  await app.listen({ host: '127.0.0.1', port: 0 });
  const socket = connect((app.server.address() as AddressInfo).port, '127.0.0.1');
  let received = '';
  socket.on('data', (chunk) => {
    received += chunk;
  });
  socket.write('GET / HTTP/1.1\r\nhost: mock\r\n\r\n');
  body.write('first');
  await once(socket, 'data');
  const ended = once(socket, 'close');
  const closed = app.close();
  // Before that, the connection would count as idle at the end of its response and be closed with the others.
  await until('it listens no more', () => !app.server.listening);
  body.end('last');
  await Promise.all([closed, ended]);
  // In chunks, each after its length; the last one is empty.
  expect(received.split('\r\n\r\n').slice(1)).toEqual(['5\r\nfirst\r\n4\r\nlast\r\n0', '']);
});

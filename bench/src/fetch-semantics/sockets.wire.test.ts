import { once } from 'node:events';
import { connect } from 'node:net';
import { expect, it } from 'vitest';
import { LoopbackServer } from './loopback-server.ts';
import { openSockets, socketsLeft } from './sockets.ts';

it('counts what is open, and waits until it is closed', async () => {
  const before = openSockets();
  const server = new LoopbackServer();
  const { port } = new URL(await server.raw(() => {}));
  const socket = connect(Number(port), '127.0.0.1');
  await once(socket, 'connect');
  expect(await socketsLeft(before, 0)).toBeGreaterThanOrEqual(2);
  socket.destroy();
  await server.close();
  expect(await socketsLeft(before)).toBe(0);
});

import { connect } from 'node:net';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { LoopbackServer } from './loopback-server.ts';
import { reply, wire } from './replies.ts';
import { twoTurns } from './turns.ts';

let server: LoopbackServer;
beforeEach(() => {
  server = new LoopbackServer();
});
afterEach(() => server.close());

it('remembers requests as they were written, and the connections they came by', async () => {
  const url = await server.http(reply());
  for (const body of ['one', 'two']) {
    await (await fetch(`${url}/${body}`, { method: 'PUT', body })).text();
    await twoTurns();
  }
  expect(server.requests).toMatchObject([
    { method: 'PUT', path: '/one', body: 'one' },
    { method: 'PUT', path: '/two', body: 'two' },
  ]);
  expect(server.connections).toEqual([1, 1]);
});

it('writes whatever it is told, and reads requests with and without bodies', async () => {
  const url = await server.raw((socket, at) => socket.write(wire(['HTTP/1.1 200 OK', 'content-length: 1'], `${at}`)));
  expect(await (await fetch(url, { method: 'POST', body: 'text' })).text()).toBe('0');
  expect(await (await fetch(`${url}/b`)).text()).toBe('1');
  expect(server.requests.map(({ method, body }) => [method, body])).toEqual([
    ['POST', 'text'],
    ['GET', ''],
  ]);
});

it('tells an exchange that its connection was lost', async () => {
  const lost = Promise.withResolvers<void>();
  const url = await server.http(({ gone }) => {
    void gone.then(lost.resolve);
    socket.destroy();
  });
  const socket = connect(Number(new URL(url).port), '127.0.0.1');
  socket.write('GET / HTTP/1.1\r\nhost: x\r\n\r\n');
  await lost.promise;
});

it('refuses where it is told to, and after its close', async () => {
  await expect(fetch(server.refusing())).rejects.toMatchObject({ cause: { code: 'ECONNREFUSED' } });
  const url = await server.http(() => {});
  const end = expect(fetch(url)).rejects.toThrow('fetch failed');
  await expect.poll(() => server.requests.length).toBe(1);
  await server.close();
  await end;
});

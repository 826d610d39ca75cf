import { expect, test } from 'vitest';
import { ADMIN_TOKEN } from '../app.fixture.ts';
import { rawInfer, until, WireServer } from '../wire.fixture.ts';

async function hanging(): Promise<WireServer> {
  const server = await WireServer.start();
  const response = await fetch(`${server.url}/admin/faults`, {
    method: 'POST',
    headers: { authorization: `Bearer ${ADMIN_TOKEN}`, 'content-type': 'application/json' },
    body: JSON.stringify({ provider: 'nimbus', fault: 'hang', rate: 1, ttlMs: 600_000 }),
  });
  expect(response.status).toBe(201);
  return server;
}

test('no answer comes before the client gives up, and then its slot is free', async () => {
  await using server = await hanging();
  const { socket, received, closed } = await server.connect();
  socket.write(rawInfer('forgotten'));
  await until('it is in flight', async () => (await server.inFlight()) === 1);
  // Waits longer than any service time.
  await new Promise((resolve) => setTimeout(resolve, 1_500));
  expect([received(), await server.inFlight()]).toEqual(['', 1]);
  socket.destroy();
  await closed;
  await until('its slot is free', async () => (await server.inFlight()) === 0);
  const entry = { callId: 'forgotten', status: 499, aborted: true, drawnServiceMs: null };
  expect((await server.journal()).entries).toMatchObject([{ ...entry, faults: [{ fault: 'hang', hit: true }] }]);
});

test('a server that closes answers, and is closed within 10 s', async () => {
  const server = await hanging();
  const { socket, received, closed } = await server.connect();
  socket.write(rawInfer('forgotten'));
  await until('it is in flight', async () => (await server.inFlight()) === 1);
  const beganMs = performance.now();
  await Promise.all([server.app.close(), closed]);
  expect(performance.now() - beganMs).toBeLessThan(10_000);
  expect(received()).toMatch(/^HTTP\/1\.1 503 .*"server_closing"/s);
});

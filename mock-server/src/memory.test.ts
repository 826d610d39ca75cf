import { callIdHeader } from '@evenkeel/toolkit/providers';
import { expect, test } from 'vitest';
import { until, WireServer } from '../test-support/sockets.ts';
import { bytesInUse } from './heap.fixture.ts';

const refused = /HTTP\/1\.1 401 /g;

/** Sends requests behind one another on one connection, and waits for all answers. */
async function sendWithoutKey(server: WireServer, count: number): Promise<void> {
  const { socket, received, closed } = await server.connect();
  for (let n = 0; n < count; n += 1) {
    const callId = `${callIdHeader}: ${String(n).padEnd(15_000, 'x')}\r\n`;
    const head = `POST /v1/infer HTTP/1.1\r\nhost: mock\r\n${callId}authorization: Bearer of-nobody-${n}\r\n`;
    socket.write(`${head}content-length: 0\r\n\r\n`);
  }
  await until('all are answered', () => [...received().matchAll(refused)].length === count);
  socket.destroy();
  await closed;
}

test('requests without a key take no more memory than a journal entry each, whatever they send', async () => {
  await using server = await WireServer.start();
  await sendWithoutKey(server, 200);
  const before = bytesInUse();
  await sendWithoutKey(server, 1_500);
  // 1 MB of entries; with their headers it would be 22 MB.
  expect(bytesInUse() - before).toBeLessThan(5_000_000);
  expect((await server.journal('?limit=1')).total).toBe(1_700);
});

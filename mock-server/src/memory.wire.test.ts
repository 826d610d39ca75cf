import { callIdHeader } from '@evenkeel/toolkit/providers';
import { expect, test } from 'vitest';
import { bytesInUse } from './heap.fixture.ts';
import { until, WireServer } from './wire.fixture.ts';

const refused = /HTTP\/1\.1 401 /g;

/** Sends pipelined requests on one connection, and waits for all answers. */
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
  // The entries take 1 MB; with the requests' headers it would be 22 MB.
  await until('nothing else is kept', () => bytesInUse() - before < 5_000_000);
  expect((await server.journal('?limit=1')).total).toBe(1_700);
});

test('of jobs that have ended neither the body nor the problem is kept', async () => {
  const nerox = { '/tiers/scale/limits/1/amount': 1e6, '/tiers/scale/limits/0/amount': 1e6 };
  await using server = await WireServer.start({ contractOverrides: { nerox }, gpu: { clockScale: 1_000 } });
  const headers = { authorization: 'Bearer nrx_scale_local', 'content-type': 'application/json' };
  const matrix = Array.from({ length: 100 }, (_, a) => Array.from({ length: 100 }, (__, b) => Math.abs(a - b)));
  const body = JSON.stringify({ distance_matrix: matrix, restarts: 1, iterations: 1 });
  const metric = /evenkeel_mock_gpu_jobs{provider="nerox",state="succeeded"} (\d+)/;
  let submitted = 0;
  const run = async (count: number) => {
    for (let n = 0; n < count; n += 1) {
      const response = await fetch(`${server.url}/v1/optimize/tsp`, { method: 'POST', headers, body });
      expect(response.status).toBe(202);
      await response.text();
    }
    submitted += count;
    const ended = async () => metric.exec(await (await fetch(`${server.url}/metrics`)).text())?.[1];
    await until('all have ended', async () => (await ended()) === String(submitted));
  };
  await run(30);
  const before = bytesInUse();
  await run(150);
  // A job takes about 5 kB; with its body and its problem it would be 200 kB.
  await until('nothing else is kept', () => bytesInUse() - before < 6_000_000);
});

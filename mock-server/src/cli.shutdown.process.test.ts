import { once } from 'node:events';
import { Agent, get } from 'node:http';
import { connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, expect, test } from 'vitest';
import { killStarted, start, urlOf } from './cli.fixture.ts';
import { until } from './wire.fixture.ts';

afterEach(killStarted);

const key = (name: string) => `authorization: Bearer ${name}\r\n`;
const json = (text: string, sent = text.length) =>
  `content-type: application/json\r\ncontent-length: ${text.length}\r\n\r\n${text.slice(0, sent)}`;
const infer = `POST /v1/infer HTTP/1.1\r\nhost: mock\r\n${key('nmb_enterprise_local')}`;
const prompt = '{"prompt":"hello"}';
const nerox = (line: string) => `${line} HTTP/1.1\r\nhost: mock\r\n${key('nrx_scale_local')}`;

/** A raw connection: what it has received, and when it is over. */
function open(url: string, text: string) {
  const socket = connect(Number(new URL(url).port), '127.0.0.1');
  let received = '';
  socket.on('data', (chunk) => {
    received += chunk;
  });
  socket.on('error', () => {});
  socket.write(text);
  return { received: () => received, closed: once(socket, 'close') };
}

test('on SIGTERM it exits within 10 s, whatever is open, and every call that it has taken on is answered', async () => {
  const slow = 'nimbus/operations/infer/emulate/latencyMedianMs=60000';
  const { child, output, exited } = start('--port', '0', '--set', slow, '--gpu-scale', '0');
  const url = await urlOf(child);
  const headers = { authorization: 'Bearer nrx_scale_local', 'content-type': 'application/json' };
  const submit = { method: 'POST', headers, body: '{"distance_matrix":[[0,1],[1,0]]}' };
  const { id } = (await (await fetch(`${url}/v1/optimize/tsp`, submit)).json()) as { id: string };
  const silent = ['', 'GET /health HTTP/1.1\r\nhost: mo'].map((text) => open(url, text));
  const keptAlive = open(url, 'GET /health HTTP/1.1\r\nhost: mock\r\n\r\n');
  const halfSent = open(url, infer + json(prompt, 5));
  const stream = open(url, nerox(`GET /v1/jobs/${id}/stream`).concat('\r\n'));
  const calls = [open(url, infer + json(prompt)), open(url, infer + json(prompt))];
  const inFlight = 'in_flight{provider="nimbus",tier="enterprise"} 3';
  await until('all are in flight', async () => (await (await fetch(`${url}/metrics`)).text()).includes(inFlight));
  await until('the stream is open', () => stream.received().includes('event: status'));
  const beganMs = performance.now();
  child.kill('SIGTERM');
  expect(await exited).toBe(0);
  expect(performance.now() - beganMs).toBeLessThan(10_000);
  await Promise.all([...silent, keptAlive, halfSent, stream, ...calls].map(({ closed }) => closed));
  expect(silent.map(({ received }) => received())).toEqual(['', '']);
  expect(halfSent.received()).toMatch(/^HTTP\/1.1 408 .*"request_incomplete"/s);
  // Its chunks end as they should.
  expect(stream.received()).toMatch(/\r\n0\r\n\r\n$/);
  for (const { received } of calls) {
    expect(received()).toMatch(/^HTTP\/1.1 503 .*"server_closing"/s);
    expect(received()).toMatch(/\r\nretry-after: 1\r\n/i);
  }
  expect(output.stderr).toBe('');
});

test('on SIGINT clients without keep-alive are answered, until they are told that nobody listens', async () => {
  const { child, exited } = start('--port', '0');
  const url = await urlOf(child);
  const agent = new Agent({ keepAlive: false });
  const request = () =>
    new Promise<number | string>((resolve) => {
      const headers = { authorization: 'Bearer nrx_scale_local' };
      const sent = get(`${url}/v1/usage`, { agent, headers }, (response) => {
        response.resume().once('end', () => resolve(response.statusCode ?? 0));
      });
      sent.once('error', ({ code }: NodeJS.ErrnoException) => resolve(code ?? ''));
    });
  const seen = new Set<number | string>();
  const ask = async (): Promise<void> => {
    for (let got: number | string = 200; got === 200; await sleep(1)) {
      got = await request();
      seen.add(got);
    }
  };
  const clients = Array.from({ length: 8 }, ask);
  await sleep(200);
  child.kill('SIGINT');
  await Promise.all(clients);
  expect(await exited).toBe(0);
  // A connection that nobody has accepted when the server stops listening is reset by the system, however quick the drain.
  seen.delete('ECONNRESET');
  expect(seen).toEqual(new Set([200, 'ECONNREFUSED']));
});

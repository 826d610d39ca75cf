import { once } from 'node:events';
import { Agent, get as httpGet } from 'node:http';
import { connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, expect, test } from 'vitest';
import { killStarted, start, urlOf } from './cli.fixture.ts';
import { until } from './wire.fixture.ts';

afterEach(killStarted);

const line = (first: string, key: string) => `${first} HTTP/1.1\r\nhost: mock\r\nauthorization: Bearer ${key}\r\n`;
const json = (text: string, sent = text.length) =>
  `content-type: application/json\r\ncontent-length: ${text.length}\r\n\r\n${text.slice(0, sent)}`;
const infer = line('POST /v1/infer', 'nmb_enterprise_local');
const prompt = '{"prompt":"hello"}';
const discover = line('GET /solana/agents', 'nra_standard_local').concat('\r\n');
const invoice = line('POST /solana/agents/echo/call', 'nra_standard_local');
const input = '{"input":"hello"}';
const get = (path: string) => line(`GET ${path}`, 'nrx_scale_local').concat('\r\n');

/** A job that takes a GPU a minute, while a worker thread looks for better tours. */
const longJob = JSON.stringify({
  distance_matrix: Array.from({ length: 60 }, (_, a) => Array.from({ length: 60 }, (__, b) => Math.abs(a - b))),
  iterations: 2_400_000,
});

/** Opens a raw connection; it tells what it has received, and when it is over. */
function open(url: string, text: string) {
  const socket = connect(Number(new URL(url).port), '127.0.0.1');
  let received = '';
  socket.on('data', (chunk) => {
    received += chunk;
  });
  socket.on('error', () => {});
  socket.write(text);
  return { socket, received: () => received, closed: once(socket, 'close') };
}

test('on SIGTERM it exits within 10 s, whatever is open, and every call that it has taken on is answered', async () => {
  const slow = 'nimbus/operations/infer/emulate/latencyMedianMs=60000';
  const quick = 'neura/operations/discover/emulate/latencyMedianMs=1500';
  const { child, output, exited } = start('--port', '0', '--set', slow, '--set', quick);
  const url = await urlOf(child);
  const headers = { authorization: 'Bearer nrx_scale_local', 'content-type': 'application/json' };
  const submit = async () => {
    const response = await fetch(`${url}/v1/optimize/tsp`, { method: 'POST', headers, body: longJob });
    return ((await response.json()) as { id: string }).id;
  };
  const jobs = [await submit(), await submit()];
  const metrics = async () => (await fetch(`${url}/metrics`)).text();
  await until('a job is running', async () => /gpu_jobs{provider="nerox",state="running"} [12]/.test(await metrics()));
  const silent = ['', 'GET /health HTTP/1.1\r\nhost: mo'].map((text) => open(url, text));
  const keptAlive = open(url, 'GET /health HTTP/1.1\r\nhost: mock\r\n\r\n');
  const halfSent = open(url, infer + json(prompt, 5));
  const slowlySent = open(url, invoice + json(input, 5));
  const streams = jobs.map((id) => open(url, get(`/v1/jobs/${id}/stream`)));
  const slowCalls = [open(url, infer + json(prompt)), open(url, infer + json(prompt))];
  const inTime = open(url, discover);
  const pipelined = open(url, discover + discover);
  const all = [...silent, keptAlive, halfSent, slowlySent, ...streams, ...slowCalls, inTime, pipelined];
  const [three, four] = ['provider="nimbus",tier="enterprise"} 3', 'provider="neura",tier="standard"} 4'];
  await until('all are in flight', async () => {
    const text = await metrics();
    return [three, four].every((one) => text.includes(`in_flight{${one}`));
  });
  await until('the streams are open', () => streams.every(({ received }) => received().includes('event: status')));
  const beganMs = performance.now();
  child.kill('SIGTERM');
  await sleep(500);
  slowlySent.socket.write(input.slice(5));
  expect(await exited).toBe(0);
  expect(performance.now() - beganMs).toBeLessThan(10_000);
  await Promise.all(all.map(({ closed }) => closed));
  expect(silent.map(({ received }) => received())).toEqual(['', '']);
  expect(halfSent.received()).toMatch(/^HTTP\/1.1 408 .*"request_incomplete"/s);
  expect(slowlySent.received()).toMatch(/^HTTP\/1.1 200 .*connection: close.*"success":true/is);
  expect(inTime.received()).toMatch(/^HTTP\/1.1 200 .*"success":true/s);
  expect(pipelined.received().match(/HTTP\/1.1 200 OK/g)).toHaveLength(2);
  // The streams' chunked bodies end as they should.
  for (const { received } of streams) expect(received()).toMatch(/\r\n0\r\n\r\n$/);
  for (const { received } of slowCalls) {
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
      const sent = httpGet(`${url}/v1/usage`, { agent, headers }, (response) => {
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
  // The system resets a connection that is not accepted yet when the server stops listening, however quick the drain.
  seen.delete('ECONNRESET');
  expect(seen).toEqual(new Set([200, 'ECONNREFUSED']));
});

import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { nerox } from '@evenkeel/toolkit';
import { EventRecorder } from '@evenkeel/toolkit/testing';
import { expect, it } from 'vitest';
import { startMock } from '../servers/servers.fixture.ts';
import { randomCities } from './cities.fixture.ts';

const CUTS = 20;
/** How many events a connection passes on; the next one is cut off in its middle. */
const EVENTS_BETWEEN = 1;
/** Where that event is cut, in bytes. */
const HALF_AN_EVENT = 30;

/** A proxy that passes connections on, and cuts those that stream. */
async function startCuttingProxy(target: URL) {
  const sockets = new Set<Socket>();
  let cuts = 0;
  const server = createServer((caller) => {
    const upstream = connect(Number(target.port), target.hostname);
    const drop = (): void => void [caller, upstream].map((socket) => socket.destroy());
    let streams = false;
    let told = '';
    for (const socket of [caller, upstream]) sockets.add(socket.on('error', drop).on('close', drop));
    caller.on('data', (piece) => {
      if (/^GET \/v1\/jobs\/[^/]+\/stream /.test(piece.toString())) [streams, told] = [true, ''];
      upstream.write(piece);
    });
    upstream.on('data', (piece) => {
      if (!streams || cuts === CUTS) {
        caller.write(piece);
        return;
      }
      const before = told.length;
      told += piece.toString('latin1');
      const events = [...told.matchAll(/\ndata: .*\n\n/g)];
      const last = events[EVENTS_BETWEEN - 1];
      const whole = last === undefined ? told.length : last.index + last[0].length;
      if (told.length === whole) {
        caller.write(piece);
        return;
      }
      cuts += 1;
      caller.end(piece.subarray(0, Math.min(whole + HALF_AN_EVENT, told.length) - before), drop);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    cuts: () => cuts,
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

it(`a stream that is cut ${CUTS} times in the middle of a job tells each event once and in order; the job is billed once`, async () => {
  await using mock = await startMock({ gpuScale: 50 });
  await using proxy = await startCuttingProxy(new URL(mock.url));
  const recorder = new EventRecorder();
  const client = nerox.createClient({
    apiKey: 'nrx_scale_local',
    tier: 'scale',
    baseUrl: proxy.url,
    onEvent: recorder.sink,
    // So that there is no pause before a stream is opened again.
    random: () => 0,
  });
  const job = await client.optimize.tsp({
    distanceMatrix: randomCities(300, 1),
    solver: 'gpu',
    seed: 1,
    restarts: 1,
    iterations: 4_000_000,
  });
  const seen: nerox.JobEvent[] = [];
  for await (const event of job.stream()) seen.push(event);
  await client.close();
  expect(proxy.cuts()).toBe(CUTS);
  // The job was never polled beside its streams.
  expect(recorder.ofType('attempt-ended').filter(({ operation }) => operation === 'job_get')).toEqual([]);

  // What the API tells of the job in one uncut stream.
  const headers = { authorization: 'Bearer nrx_scale_local' };
  const text = await (await fetch(`${mock.url}/v1/jobs/${job.id}/stream`, { headers })).text();
  const told = [...text.matchAll(/id: (\d+)\nevent: (\w+)\ndata: (.*)\n\n/g)].map(([, id, type, data]) => {
    const { best_energy, iteration, progress } = JSON.parse(data as string);
    return {
      id: Number(id),
      type,
      best_energy: progress?.best_energy ?? best_energy ?? null,
      iteration: progress?.iteration ?? iteration,
    };
  });
  expect(told.length).toBeGreaterThan(CUTS * EVENTS_BETWEEN);
  expect(seen.map(({ id, type, best_energy, iteration }) => ({ id, type, best_energy, iteration }))).toEqual(told);
  expect(seen.at(-1)).toMatchObject({ type: 'end', status: 'succeeded' });

  const { jobs } = await mock.gpuJournal();
  expect(jobs).toHaveLength(1);
  const billed = (job.snapshot.billed_gpu_seconds as number) * 1_000;
  expect(jobs[0]?.billedMs).toBe(Math.round(billed));
  expect(recorder.ofType('job-ended').map(({ billedGpuMs }) => billedGpuMs)).toEqual([jobs[0]?.billedMs]);
  const usage = (await (await fetch(`${mock.url}/v1/usage`, { headers })).json()) as { used_gpu_seconds: number };
  expect(Math.round(usage.used_gpu_seconds * 1_000)).toBe(jobs[0]?.billedMs);
});

import { neroxProfile } from '@evenkeel/toolkit/providers';
import { describe, expect, test } from 'vitest';
import { ceilingOf, windowOf } from '../../app.fixture.ts';
import { MATRIX, NeroxBench } from './app.fixture.ts';

const key = 'nrx_developer_local';
const { developer } = neroxProfile.tiers;
const { amount: most } = ceilingOf(developer);
const { amount: limit, windowMs } = windowOf(developer);
const START_S = 1_700_000_000;

function hintsOf({ headers }: { headers: Record<string, unknown> }) {
  return [headers['retry-after'], headers['x-ratelimit-reset']];
}

describe('jobs at once', () => {
  test('beyond the plan’s a submit is refused, with both hints, and spends nothing', async () => {
    const bench = new NeroxBench();
    for (let n = 0; n < most; n += 1) expect((await bench.submit({ key })).statusCode).toBe(202);
    for (let n = 0; n < 2 * limit; n += 1) {
      const refused = await bench.submit({ key });
      expect([refused.statusCode, refused.json().error.code]).toEqual([429, 'concurrency_limit_exceeded']);
      expect(hintsOf(refused)).toEqual(['1', String(START_S + 1)]);
    }
    const { entries } = await bench.journal('?status=429');
    expect(entries.every(({ refusedBy, operation }) => refusedBy === 'ceiling' && operation === 'submit')).toBe(true);
    // The window still has room.
    bench.clock.tick(40_000);
    expect((await bench.submit({ key })).statusCode).toBe(202);
  });

  test.each<[string, (bench: NeroxBench, id: string) => unknown]>([
    ['has ended', (bench) => bench.clock.tick(40_000)],
    ['is cancelled', (bench, id) => bench.cancel(id, { key })],
  ])('a slot is free when its job %s, and not before', async (_what, end) => {
    const bench = new NeroxBench();
    const { id } = (await bench.submit({ key })).json();
    for (let n = 1; n < most; n += 1) await bench.submit({ key });
    bench.clock.tick(39_999);
    expect((await bench.submit({ key })).statusCode).toBe(429);
    await end(bench, id);
    expect((await bench.submit({ key })).statusCode).toBe(202);
  });

  test('a queued job has one', async () => {
    const bench = new NeroxBench({ gpu: { gpus: 1 } });
    for (let n = 0; n < most; n += 1) await bench.submit({ key });
    expect((await bench.usage({ key })).json()).toMatchObject({ running_jobs: 1, queued_jobs: most - 1 });
    expect((await bench.submit({ key })).statusCode).toBe(429);
  });

  test('one that the machine has no memory for is not taken on: a 503 that costs nothing', async () => {
    const bench = new NeroxBench({ gpu: { keptBytes: 4_500 } });
    expect((await bench.submit({ key })).statusCode).toBe(202);
    for (let n = 0; n < 2 * limit; n += 1) {
      const refused = await bench.submit({ key });
      expect([refused.statusCode, refused.json().error.code]).toEqual([503, 'queue_full']);
    }
    expect((await bench.usage({ key })).json()).toMatchObject({ running_jobs: 1, queued_jobs: 0 });
    // The job has ended and makes room.
    bench.clock.tick(40_000);
    expect((await bench.submit({ key })).statusCode).toBe(202);
  });

  test.each<[string, object]>([
    ['a body that is not as it should be', { body: {} }],
    ['no such problem', { problem: 'sudoku' }],
  ])(
    '%s leaves no slot taken, and no job',
    async (_what, { body, problem = 'tsp' }: { body?: object; problem?: string }) => {
      const bench = new NeroxBench();
      const request = { key, body: body ?? { distance_matrix: MATRIX } };
      for (let n = 0; n < most + 1; n += 1) {
        expect((await bench.ask('POST', `optimize/${problem}`, request)).statusCode).toBeLessThan(429);
      }
      expect((await bench.submit({ key })).statusCode).toBe(202);
      expect((await bench.books()).jobs).toHaveLength(1);
    },
  );

  test('a fault that answers in its place leaves none taken either', async () => {
    const bench = new NeroxBench();
    const fault = await bench.addFault({
      provider: 'nerox',
      fault: 'http_error',
      operation: 'submit',
      rate: 1,
      ttlMs: 1e6,
    });
    for (let n = 0; n <= most; n += 1) expect((await bench.submit({ key })).statusCode).toBe(503);
    expect((await bench.usage({ key })).statusCode).toBe(200);
    await bench.admin('DELETE', `faults/${fault}`);
    expect((await bench.submit({ key })).statusCode).toBe(202);
    expect((await bench.books()).jobs).toHaveLength(1);
  });
});

describe('submits a minute', () => {
  async function exhaust(bench: NeroxBench) {
    for (let n = 0; n < limit; n += 1) {
      const { id } = (await bench.submit({ key })).json();
      await bench.cancel(id, { key });
    }
  }

  test('beyond the plan’s they are refused until the window ends, with both hints', async () => {
    const bench = new NeroxBench();
    await exhaust(bench);
    bench.clock.tick(15_500);
    const refused = await bench.submit({ key });
    expect([refused.statusCode, refused.json().error.code]).toEqual([429, 'rate_limit_exceeded']);
    expect(hintsOf(refused)).toEqual(['45', String(START_S + 60)]);
    expect((await bench.journal('?status=429')).entries).toMatchObject([{ refusedBy: 'window' }]);
    bench.clock.tick(windowMs - 15_500);
    const admitted = await bench.submit({ key });
    expect(admitted.statusCode).toBe(202);
    expect(hintsOf(admitted)).toEqual([undefined, undefined]);
  });

  test('nothing else is counted or refused', async () => {
    const bench = new NeroxBench();
    const { id } = (await bench.submit({ key })).json();
    for (let n = 0; n < 3 * limit; n += 1) {
      const paths = [`jobs/${id}`, 'jobs', 'usage', 'key'];
      for (const path of paths) expect((await bench.get(path, { key })).statusCode).toBe(200);
      expect((await bench.cancel(id, { key })).statusCode).toBe(200);
      expect((await bench.events(id, { key })).at(-1)?.event).toBe('end');
    }
    for (let n = 1; n < limit; n += 1) {
      const response = await bench.submit({ key });
      expect(response.statusCode).toBe(202);
      await bench.cancel(response.json().id, { key });
    }
    expect((await bench.submit({ key })).statusCode).toBe(429);
  });
});

describe('the same idempotency key again', () => {
  const again = { key, idempotencyKey: 'once' };

  test('is the same job, and costs nothing: no slot, no window, no second bill', async () => {
    const bench = new NeroxBench();
    const { id } = (await bench.submit(again)).json();
    // Enough to exceed both limits, if they were counted.
    for (let n = 0; n < 2 * limit; n += 1) {
      const repeated = await bench.submit(again);
      expect([repeated.statusCode, repeated.json().id]).toEqual([202, id]);
    }
    for (let n = 1; n < most; n += 1) expect((await bench.submit({ key })).statusCode).toBe(202);
    // The account is full, and the repeat is answered all the same.
    expect((await bench.submit({ key })).statusCode).toBe(429);
    expect((await bench.submit(again)).json().id).toBe(id);
    await bench.cancel(id, { key });
    expect((await bench.submit(again)).json()).toMatchObject({ id, status: 'cancelled' });
    // The job held one slot only.
    expect((await bench.submit({ key })).statusCode).toBe(202);
    expect((await bench.submit({ key })).statusCode).toBe(429);
    expect((await bench.books()).jobs).toHaveLength(most + 1);
  });

  test('sent twice at the same moment', async () => {
    const bench = new NeroxBench();
    const both = await Promise.all([bench.submit(again), bench.submit(again)]);
    expect(new Set(both.map((response) => response.json().id)).size).toBe(1);
    for (let n = 1; n < limit; n += 1) {
      const { id } = (await bench.submit({ key })).json();
      await bench.cancel(id, { key });
    }
    expect((await bench.submit({ key })).json().error.code).toBe('rate_limit_exceeded');
  });

  test('with another body is refused; with another account it is another job', async () => {
    const bench = new NeroxBench();
    const { id } = (await bench.submit(again)).json();
    const other = await bench.submit({ ...again, body: { distance_matrix: MATRIX, restarts: 1 } });
    expect([other.statusCode, other.json().error.code]).toEqual([409, 'idempotency_key_reused']);
    const theirs = await bench.submit({ ...again, key: 'nrx_team_local' });
    expect([theirs.statusCode, theirs.json().id === id]).toEqual([202, false]);
  });

  test('finds its job', async () => {
    const bench = new NeroxBench();
    const { id } = (await bench.submit(again)).json();
    const ids = async (query: string, asker = key) =>
      (await bench.get(`jobs?${query}`, { key: asker })).json().jobs.map((job: { id: string }) => job.id);
    expect(await ids('idempotency_key=once')).toEqual([id]);
    expect(await ids('idempotency_key=once&status=cancelled')).toEqual([]);
    expect(await ids('idempotency_key=never')).toEqual([]);
    expect(await ids('idempotency_key=once', 'nrx_team_local')).toEqual([]);
  });
});

test('jobs are listed newest first, by status, a hundred at most', async () => {
  const bench = new NeroxBench();
  const submitted: string[] = [];
  for (let n = 0; n < 105; n += 1) {
    const { id } = (await bench.submit()).json();
    submitted.unshift(id);
    if (n < 104) await bench.cancel(id);
  }
  const ids = async (query: string) =>
    (await bench.get(`jobs${query}`)).json().jobs.map((job: { id: string }) => job.id);
  expect(await ids('')).toEqual(submitted.slice(0, 100));
  expect(await ids('?status=running')).toEqual(submitted.slice(0, 1));
  expect(await ids('?status=cancelled')).toEqual(submitted.slice(1, 101));
  expect((await bench.get('jobs?status=gone')).json().error.code).toBe('invalid_request');
});

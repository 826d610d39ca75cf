import { expect, test } from 'vitest';
import { NeuraBench } from '../providers/neura/app.fixture.ts';

const far = { provider: 'neura', fault: 'network', minMs: 20, maxMs: 20, rate: 1, ttlMs: 60_000 } as const;

test('a request is counted when it has arrived, and its answer is written when that has', async () => {
  const bench = new NeuraBench();
  const counted = async (): Promise<number> =>
    Object.keys((await bench.app.inject('/health/resilience')).json().resilience).length;
  await bench.addFault(far);
  const sentMs = bench.clock.now();
  const sent = bench.ask('/solana/agents');
  // One timer is the request's delay, the other the fault's end.
  await bench.clock.untilPending(2);
  bench.clock.tick(19);
  expect(await counted()).toBe(0);
  bench.clock.tick(1);
  expect(await counted()).toBe(1);
  await bench.clock.untilPending(2);
  bench.clock.tick(1_000);
  expect((await sent).statusCode).toBe(200);
  const [entry] = (await bench.journal()).entries;
  const arrivedMs = sentMs + 20;
  expect(entry).toMatchObject({ arrivalMs: arrivedMs, startMs: arrivedMs, partition: 'solana/discovery' });
  expect(entry?.endMs).toBeCloseTo(arrivedMs + (entry?.drawnServiceMs ?? Number.NaN) + 20, 2);
});

test.each([
  [429, 'nra_standard_local'],
  [401, 'nra_stranger'],
])('a %i is on its way, too', async (status, key) => {
  const bench = new NeuraBench({ contractOverrides: { neura: { '/tiers/standard/limits/0/amount': 1 } } });
  await bench.get('/solana/agents');
  await bench.addFault(far);
  const sentMs = bench.clock.now();
  const sent = bench.ask('/solana/agents', { key });
  for (let ways = 0; ways < 2; ways += 1) {
    await bench.clock.untilPending(2);
    bench.clock.tick(20);
  }
  expect((await sent).statusCode).toBe(status);
  const { entries } = await bench.journal();
  expect(entries.at(-1)).toMatchObject({ arrivalMs: sentMs + 20, endMs: sentMs + 40, status });
});

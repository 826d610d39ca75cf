import { defineProvider, type Limit } from '@evenkeel/toolkit/providers';
import { expect, it } from 'vitest';
import { estimateMs } from './load-size.ts';

const steadyService = { latencyMedianMs: 100, latencySigma: 0 };
const { limits } = defineProvider({
  name: 'any',
  tiers: {
    default: {
      limits: [
        { kind: 'concurrency', amount: 10 },
        { kind: 'window', amount: 30, windowMs: 10_000 },
      ],
    },
  },
}).tiers.default;
const [ceiling, window] = limits as readonly [Limit, Limit];

it.each([
  {
    why: 'a rate has its duration',
    load: { kind: 'rate', perSecond: 5, durationMs: 7_000, vus: 1 },
    limits,
    ms: 7_000,
  },
  {
    why: 'batches share the ceiling',
    load: { kind: 'batches', size: 50, warmUp: 1, measured: 1 },
    limits: [ceiling],
    ms: 1_000,
  },
  {
    why: 'batches wait for windows',
    load: { kind: 'batches', size: 40, warmUp: 0, measured: 1 },
    limits,
    ms: 10_400,
  },
  {
    why: 'batches pause',
    load: { kind: 'batches', size: 10, warmUp: 0, measured: 2, pauseMs: 500 },
    limits: [ceiling],
    ms: 1_200,
  },
] as const)('$why', ({ load, limits, ms }) => {
  expect(estimateMs(load, { limits }, steadyService)).toBeCloseTo(ms, 6);
});

it('spreads batches over the windows of all partitions', () => {
  const load = { kind: 'batches', size: 80, warmUp: 0, measured: 1 } as const;
  const unlimited = { limits: [window] };
  expect(estimateMs(load, unlimited, steadyService, 2)).toBeCloseTo(10_200, 6);
  expect(estimateMs(load, unlimited, steadyService)).toBeGreaterThan(20_000);
});

it('reckons with the mean, not the median', () => {
  const load = { kind: 'batches', size: 10, warmUp: 0, measured: 1 } as const;
  expect(estimateMs(load, { limits: [ceiling] }, { latencyMedianMs: 100, latencySigma: 0.3 })).toBeCloseTo(104.6, 1);
});

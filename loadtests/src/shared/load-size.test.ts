import { expect, it } from 'vitest';
import { estimateMs } from './load-size.ts';

const steadyService = { latencyMedianMs: 100, latencySigma: 0 };
const ceiling = { max: 10, unit: 'attempt', scope: 'key', retryAfterMs: 1_000 } as const;
const window = {
  resource: 'requests',
  limit: 30,
  windowMs: 10_000,
  starts: 'first-hit',
  counts: 'admitted',
  scope: ['key'],
  penaltyMs: 0,
} as const;

it.each([
  {
    why: 'a rate has its duration',
    load: { kind: 'rate', perSecond: 5, durationMs: 7_000, vus: 1 },
    windows: [window],
    ms: 7_000,
  },
  {
    why: 'batches share the ceiling',
    load: { kind: 'batches', size: 50, warmUp: 1, measured: 1 },
    windows: [],
    ms: 1_000,
  },
  {
    why: 'batches wait for windows',
    load: { kind: 'batches', size: 40, warmUp: 0, measured: 1 },
    windows: [window],
    ms: 10_400,
  },
  {
    why: 'batches pause',
    load: { kind: 'batches', size: 10, warmUp: 0, measured: 2, pauseMs: 500 },
    windows: [],
    ms: 1_200,
  },
] as const)('$why', ({ load, windows, ms }) => {
  expect(estimateMs(load, { ceiling, windows }, steadyService)).toBeCloseTo(ms, 6);
});

it('spreads batches over the windows of all partitions', () => {
  const load = { kind: 'batches', size: 80, warmUp: 0, measured: 1 } as const;
  const unlimited = { ceiling: null, windows: [window] };
  expect(estimateMs(load, unlimited, steadyService, 2)).toBeCloseTo(10_200, 6);
  expect(estimateMs(load, unlimited, steadyService)).toBeGreaterThan(20_000);
});

it('reckons with the mean, not the median', () => {
  const load = { kind: 'batches', size: 10, warmUp: 0, measured: 1 } as const;
  expect(estimateMs(load, { ceiling, windows: [] }, { latencyMedianMs: 100, latencySigma: 0.3 })).toBeCloseTo(104.6, 1);
});

import { beforeEach, describe, expect, it } from 'vitest';
import { nimbusProfile } from '../providers/nimbus/contract.ts';
import type { LatencyObjective } from '../slo/objective.ts';
import { labelValues, metricNames as n } from './names.ts';
import { call, Meter } from './prometheus.fixture.ts';
import { durationBuckets } from './prometheus.ts';

let m: Meter;
beforeEach(() => {
  m = new Meter();
});

describe('buckets', () => {
  const latency = nimbusProfile.objectives[1] as LatencyObjective & { operations: ['infer'] };

  it("have a boundary at every latency objective's threshold, and rise", async () => {
    const odd = { ...nimbusProfile, objectives: [{ ...latency, thresholdMs: 1_234 }] };
    const buckets = durationBuckets([nimbusProfile, odd]);
    expect(buckets).toContain(latency.thresholdMs / 1_000);
    expect(buckets).toContain(1.234);
    expect(buckets).toEqual([...new Set(buckets)].sort((a, b) => a - b));
  });

  it('count a call at the threshold as fast, and one just above as slow', async () => {
    const { thresholdMs } = latency;
    for (const durationMs of [thresholdMs, thresholdMs + 1]) {
      m.sink({ ...call, type: 'call-ended', outcome: 'ok', durationMs, attempts: 1, code: undefined });
    }
    const all = await m.scrape();
    const fast = [...all].filter(
      ([key]) =>
        key.startsWith(`${n.callDuration}_bucket{le="${thresholdMs / 1_000}"`) &&
        key.includes('operation="infer",outcome="ok"'),
    );
    expect(fast.map(([, value]) => value)).toEqual([1]);
  });
});

it('only what a latency objective reads has buckets, and all has a sum and a count', async () => {
  const keys = [...(await m.scrape()).keys()].filter((key) => key.includes('operation="infer"'));
  const buckets = keys.filter((key) => key.startsWith(`${n.callDuration}_bucket{`) && !key.includes('le="+Inf"'));
  expect(new Set(buckets.map((key) => /outcome="(\w+)"/.exec(key)?.[1]))).toEqual(new Set(['ok']));
  expect(buckets).toHaveLength(durationBuckets([nimbusProfile]).length);
  for (const part of ['sum', 'count']) {
    expect(keys.filter((key) => key.startsWith(`${n.callDuration}_${part}{`))).toHaveLength(labelValues.outcome.length);
  }
  const { values = [] } = (await m.register.getSingleMetric(n.callDuration)?.get()) ?? {};
  expect(values.filter(({ labels: { le, outcome } }) => le === 2 && outcome === 'error')).toEqual([]);
  expect(values.filter(({ labels: { le, outcome } }) => le === 2 && outcome === 'ok')).not.toEqual([]);
});

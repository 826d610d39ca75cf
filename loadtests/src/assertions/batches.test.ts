import { describe, expect, it } from 'vitest';
import { everyBatchWhole } from './every-batch-whole.ts';
import { entry, evidence, record } from './evidence.fixture.ts';
import { makespanToOptimum } from './makespan-to-optimum.ts';
import { noClientThrottling } from './no-client-throttling.ts';
import { pausesAsAWhole } from './pauses-as-a-whole.ts';

describe('every payload of every batch', () => {
  it('passes whole batches and looks away from the warm-up', () => {
    const batches = [record({ warmUp: true, succeeded: 0 }), record({}), record({})];
    expect(everyBatchWhole(evidence({ batches }))).toMatchObject({ ok: true, seen: '2 of 2, 2 of 2' });
  });

  it('fails a torn one', () => {
    const batches = [record({}), record({ succeeded: 1 })];
    expect(everyBatchWhole(evidence({ batches }))).toMatchObject({
      ok: false,
      reason: 'Payloads failed in 1 of 2 batches: 2 of 2, 1 of 2 succeeded.',
    });
  });

  it('does not decide without a measured batch', () => {
    expect(everyBatchWhole(evidence({ batches: [record({ warmUp: true })] })).ok).toBeNull();
  });
});

describe('no 429 of the client’s making', () => {
  it('lets a fault’s 429 pass', () => {
    const journal = [
      entry({ status: 429, refusedBy: null, faults: [{ id: 'f', fault: 'http_error', hit: true, addedMs: 0 }] }),
    ];
    expect(noClientThrottling(evidence({ journal })).ok).toBe(true);
  });

  it('names who refused', () => {
    const journal = [
      entry({ status: 429, refusedBy: 'ceiling', startMs: null }),
      // An API may refuse with another status.
      entry({ status: 420, refusedBy: 'ceiling', startMs: null }),
      entry({ status: 429, refusedBy: 'window', startMs: null }),
    ];
    expect(noClientThrottling(evidence({ journal }))).toMatchObject({
      ok: false,
      reason: 'The client caused 3 429s: 2 by the ceiling, 1 by the window.',
    });
  });

  it('does not decide without a journal, nor by an empty one', () => {
    expect(noClientThrottling(evidence({ journal: null })).ok).toBeNull();
    expect(noClientThrottling(evidence({ journal: [] })).ok).toBeNull();
  });
});

describe('makespan to optimum', () => {
  const assertion = makespanToOptimum({ atMost: 1.1 });

  it('compares what the caller saw with the drawn service times', () => {
    const journal = [
      entry({ callId: 'b0.0', drawnServiceMs: 200, endMs: 900 }),
      entry({ callId: 'b0.1', drawnServiceMs: 150 }),
    ];
    expect(assertion(evidence({ journal }))).toMatchObject({ ok: true, ratios: { makespanToOptimum: 1.05 } });
  });

  it('fails what is slower', () => {
    expect(assertion(evidence({ batches: [record({ durationMs: 120 })] }))).toMatchObject({
      ok: false,
      reason: 'Batches took 1.200 times the optimum; at most 1.100 is allowed.',
    });
  });

  it('does not decide where the mock server was late itself', () => {
    const journal = [entry({ callId: 'b0.0', endMs: 115 }), entry({ callId: 'b0.1', endMs: 118 })];
    expect(assertion(evidence({ batches: [record({ durationMs: 120 })], journal }))).toMatchObject({
      ok: null,
      reason:
        'Batches took 1.200 times the optimum, and 1.017 times that of what the mock server took in place of what was ' +
        'drawn: it was late itself.',
      ratios: { makespanToOptimum: 1.2 },
    });
  });

  it('takes the median of the measured batches', () => {
    const batches = [
      record({ id: 'w', warmUp: true, durationMs: 9_000 }),
      ...[100, 104, 108, 500].map((durationMs, i) => record({ id: `b${i}`, durationMs })),
    ];
    const journal = batches.flatMap(({ id }) => [entry({ callId: `${id}.0` }), entry({ callId: `${id}.1` })]);
    const { tier } = evidence({});
    const roomy = { ...tier, limits: tier.limits.slice(0, 1) };
    expect(assertion(evidence({ batches, journal, tier: roomy })).ratios?.makespanToOptimum).toBeCloseTo(1.06, 6);
  });

  it('knows what earlier batches spent of the window', () => {
    const batches = [record({ id: 'a', warmUp: true }), record({ id: 'b', size: 2, durationMs: 10_200 })];
    const journal = [
      ...[0, 1, 2].map((i) => entry({ callId: `a.${i}`, startMs: 0, endMs: 100 })),
      entry({ callId: 'b.0', startMs: 200, endMs: 300 }),
      entry({ callId: 'b.1', startMs: 10_300, endMs: 10_400 }),
    ];
    // The window has room for one more. The other payload waits until the end that is told at 300 ms: 10.1 s in all.
    expect(assertion(evidence({ batches, journal })).ratios?.makespanToOptimum).toBeCloseTo(1, 6);
  });

  it('does not decide where payloads were lost', () => {
    expect(assertion(evidence({ batches: [record({ succeeded: 1 })] }))).toMatchObject({
      ok: null,
      reason: 'Lost payloads void the makespan of batch b0.',
    });
  });

  it('does not decide where a service time is missing', () => {
    expect(assertion(evidence({ journal: [entry({})] }))).toMatchObject({
      ok: null,
      reason: 'The journal lacks the service times of 1 payloads of batch b0.',
    });
  });
});

describe('the pause', () => {
  const spent = [
    entry({ startMs: 1_000, endMs: 1_100, remaining: 3 }),
    entry({ startMs: 1_000, endMs: 1_500, arrivalMs: 1_000, remaining: 0 }),
    entry({ startMs: 1_100, endMs: 1_600, arrivalMs: 1_100, remaining: 0 }),
  ];

  it('lasts as long as the first response with nothing remaining says', () => {
    const journal = [...spent, entry({ arrivalMs: 11_525, startMs: 11_525, endMs: 11_600 })];
    expect(pausesAsAWhole(evidence({ journal }))).toMatchObject({
      ok: true,
      seen: 'told 10 s, resumed 25 ms after it',
    });
  });

  it('is broken by any arrival, refused ones included', () => {
    const journal = [...spent, entry({ arrivalMs: 11_400, startMs: null, status: 429, refusedBy: 'window' })];
    expect(pausesAsAWhole(evidence({ journal }))).toMatchObject({
      ok: false,
      reason: '1 attempts arrived during the pause of 10 s.',
    });
  });

  it('must end', () => {
    expect(pausesAsAWhole(evidence({ journal: spent })).ok).toBe(false);
  });

  it('must have been due', () => {
    expect(pausesAsAWhole(evidence({})).ok).toBeNull();
  });
});

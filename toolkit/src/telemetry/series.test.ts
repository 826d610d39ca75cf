import { beforeEach, describe, expect, it } from 'vitest';
import type { ProviderContract } from '../contract/contract.ts';
import { driftsOf } from '../contract/drift.ts';
import { hintPlacesOf } from '../contract/hint-places.ts';
import { resolveDefinition } from '../contract/resolve.ts';
import { errorCodes } from '../errors/error-codes.ts';
import { nimbusProfile } from '../providers/nimbus/contract.ts';
import { labelValues, metricNames as n } from './names.ts';
import { Meter, provider, series, upstream } from './prometheus.fixture.ts';
import { version } from './version.ts';

let m: Meter;
beforeEach(() => {
  m = new Meter();
});

describe('before the first event', () => {
  it('every series of a counter and of a histogram exists, at 0', async () => {
    const all = await m.scrape();
    const { outcome, kind, result, source, cause, state } = labelValues;
    const classes = ['throttled', 'overloaded', 'transient', 'relayed', 'permanent', 'quota', 'payment'];
    const expected = [
      ...Object.keys(nimbusProfile.operations).flatMap((operation) => [
        ...outcome.map((value) => series(`${n.callDuration}_count`, { provider, operation, outcome: value })),
        series(`${n.attemptDuration}_count`, { provider, operation }),
        ...kind.flatMap((k) => result.map((r) => series(n.attempts, { provider, operation, kind: k, result: r }))),
        ...errorCodes.map((reason) => series(n.errors, { provider, operation, reason })),
      ]),
      ...source.map((value) => series(n.rateLimitHits, { provider, source: value })),
      ...classes.flatMap((reason) => [n.retries, n.retriesExhausted].map((name) => series(name, { provider, reason }))),
      ...hintPlacesOf(nimbusProfile).map((hint) => series(n.hintsIgnored, { provider, hint })),
      ...driftsOf(nimbusProfile).map((what) => series(n.contractDrift, { provider, what })),
      ...cause.map((value) => series(`${n.wait}_count`, { provider, cause: value })),
      ...state.map((to) => series(n.breakerTransitions, { provider, upstream, to })),
      ...state.map((each) => series(n.breakers, { provider, upstream, state: each })),
      ...[n.inFlight, n.queued, n.concurrencyLimit, n.retryBudgetBalance].map((name) => series(name, { provider })),
    ];
    expect(expected.filter((key) => all.get(key) !== 0)).toEqual([]);
  });

  it('the objectives are told, and the version', async () => {
    const all = await m.scrape();
    expect(all.get(series(n.buildInfo, { version }))).toBe(1);
    for (const objective of nimbusProfile.objectives) {
      const labels = { provider, slo: objective.name };
      expect(all.get(series(n.sloObjectiveRatio, labels))).toBe(objective.objective);
      const threshold = objective.sli === 'latency' ? objective.thresholdMs / 1_000 : undefined;
      expect(all.get(series(n.sloLatencyThreshold, labels))).toBe(threshold);
    }
  });
});

describe('what a contract lacks is absent, not 0', () => {
  const bare: ProviderContract = resolveDefinition({
    name: 'bare',
    retry: { budget: null },
  });
  const client = { provider: 'bare', tier: 'default', ceiling: null, limits: [] } as const;
  const ofBare = async (): Promise<string[]> =>
    [...(await m.scrape()).keys()].filter((key) =>
      [n.queued, n.concurrencyLimit, n.retryBudgetBalance, n.limit, n.limitRemaining].some((name) =>
        key.startsWith(`${name}{provider="bare"`),
      ),
    );
  beforeEach(() => {
    m = new Meter([bare]);
  });

  it('without a ceiling, a limit over time and a retry budget', async () => {
    m.sink({ ...client, type: 'client-opened' });
    m.sink({
      provider: 'bare',
      type: 'limits-changed',
      tier: 'default',
      ceiling: { from: null, to: null },
      limits: [],
    });
    m.sink({ ...client, type: 'client-closed' });
    expect(await ofBare()).toEqual([]);
  });

  it('until a client has a ceiling of its own', async () => {
    m.sink({ ...client, ceiling: 5, type: 'client-opened' });
    expect(await ofBare()).toEqual([n.queued, n.concurrencyLimit].map((name) => series(name, { provider: 'bare' })));
  });
});

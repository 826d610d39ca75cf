import { nimbusProfile, type ProviderContract } from '@evenkeel/toolkit/providers';
import type { Objective } from '@evenkeel/toolkit/slo';
import { describe, expect, it } from 'vitest';
import { AlertsSeen } from './alerts.ts';
import type { ActiveAlert, PrometheusClient, Sample } from './client.ts';
import { readPanels, readRun, readSnapshot } from './read.ts';

const contract: ProviderContract = nimbusProfile;
const [errors, latency] = contract.objectives as readonly Objective[] as [Objective, Objective];
const stricter = {
  ...contract,
  objectives: [errors, { ...latency, objective: 0.999, outcomes: ['ok', 'error'] }],
} as unknown as ProviderContract;

function answering(value: number | null): { client: PrometheusClient; asked: string[] } {
  const asked: string[] = [];
  const client = {
    value: async (query: string) => {
      asked.push(query);
      return value;
    },
    range: async (query: string) => {
      asked.push(query);
      return value === null ? [] : [{ labels: {}, points: [[0, value]] }];
    },
  } as unknown as PrometheusClient;
  return { client, asked };
}

const run = { fromMs: 0, toMs: 31_500 };

it('reads each objective from its own panel, over a range that covers the run', async () => {
  const { client, asked } = answering(0.004);
  const { objectives, empty } = await readPanels(client, contract, ['errors', 'latency'], run);
  expect(Object.fromEntries(objectives)).toEqual({ errors: 0.004, latency: 0.004 });
  expect(empty).toEqual([]);
  expect(asked.some((query) => query.includes('[32s]'))).toBe(true);
  expect(asked.join('\n')).not.toContain('$');
});

it('leaves out the panel of an objective that is not exercised', async () => {
  const { objectives } = await readPanels(answering(0).client, contract, ['errors'], run);
  expect([...objectives.keys()]).toEqual(['errors']);
});

it('names the panels without data', async () => {
  const { objectives, empty } = await readPanels(answering(null).client, contract, ['errors'], run);
  expect(objectives.get('errors')).toBeNull();
  expect(empty.length).toBeGreaterThan(3);
});

it('keeps the highest value of each panel that is about no objective', async () => {
  const { highest } = await readPanels(answering(2).client, contract, ['errors'], run);
  expect(highest.get('Circuit breaker')).toBe(2);
  expect(highest.has('Bad calls (errors)')).toBe(false);
  expect((await readPanels(answering(null).client, contract, ['errors'], run)).highest.size).toBe(0);
});

/** A client that notes what it is asked, and answers with the values of a progress line. */
function noting(values: Record<string, number> = {}, alerts: ActiveAlert[] = []) {
  const asked: string[] = [];
  const samples = Object.entries(values).map(([is, value]) => ({ labels: { is }, value }));
  const client = {
    instant: async (query: string) => {
      asked.push(query);
      return samples;
    },
    alerts: async () => alerts,
  } as unknown as PrometheusClient;
  return { client, asked };
}

it("shows progress by the contract's objectives", async () => {
  const { client, asked } = noting({ calls: 110, bad: 5, counted: 100, tail: 0.168, throttled: 2 });
  expect(await readSnapshot(client, stricter, new AlertsSeen('nimbus'))).toEqual({
    calls: 110,
    errorRatio: 0.05,
    tail: { name: 'p99.9', ms: 168 },
    throttled: 2,
    firing: [],
  });
  expect(asked[0]).toContain('histogram_quantile(0.999, sum by (le) (');
});

it('counts the operation that stands for a call, where one is several', async () => {
  const { client, asked } = noting({ calls: 1 });
  await readSnapshot(client, nimbusProfile, new AlertsSeen('nimbus'), 'infer');
  expect(asked[0]).toContain('sum(evenkeel_call_duration_seconds_count{provider="nimbus",operation="infer"})');
});

it('shows nothing before the first number, and no tail before the first call', async () => {
  const seen = new AlertsSeen('nimbus');
  expect(await readSnapshot(noting().client, nimbusProfile, seen)).toBeNull();
  expect(await readSnapshot(noting({ calls: 0, bad: 0, counted: 0 }).client, nimbusProfile, seen)).toMatchObject({
    errorRatio: 0,
    tail: null,
  });
});

it('notes the alerts at each look, and names those that fire', async () => {
  const seen = new AlertsSeen('nimbus');
  const alert = (slo: string, state: ActiveAlert['state']): ActiveAlert => ({
    labels: { alertname: 'A', provider: 'nimbus', slo },
    state,
  });
  const { client } = noting({ calls: 1 }, [alert('errors', 'firing'), alert('latency', 'pending')]);
  expect((await readSnapshot(client, contract, seen))?.firing).toEqual(['errors']);
  expect(seen.stateOf('latency')).toBe('pending');
});

describe('a run', () => {
  /** A client that answers every query, also those of panels, with the same value. */
  function prometheus(value: number | null, past: Sample[] = []): PrometheusClient {
    return {
      ...answering(value).client,
      alerts: async () => [],
      instant: async () => past,
    } as unknown as PrometheusClient;
  }
  const readings = [{ objective: errors, k6: { bad: 1, total: 9 } }];
  const span = { ...run, loadStartedMs: 1_000, shownBy: [] };

  it('has its own numbers put beside those of k6', async () => {
    const read = await readRun(prometheus(2), contract, readings, new AlertsSeen('nimbus'), span);
    expect(read).toMatchObject({
      readings: [{ k6: { bad: 1, total: 9 }, prometheus: { bad: 2, total: 2 }, panel: 2, alert: 'inactive' }],
      emptyPanels: [],
      unshown: [],
      breakerTransitions: 2,
    });
    expect(read.charts[0]).toMatchObject({ lengthMs: 30_500, curves: [{ legend: 'errors', points: [[-1_000, 2]] }] });
  });

  it('finds in the past what no look caught', async () => {
    const past = [{ labels: { slo: 'errors', provider: 'nimbus', alertstate: 'firing' }, value: 1 }];
    const read = await readRun(prometheus(2, past), contract, readings, new AlertsSeen('nimbus'), span);
    expect(read.readings[0]?.alert).toBe('firing');
  });

  it('tells which panels stand at 0 that must not', async () => {
    const shownBy = ['Circuit breaker'];
    const read = await readRun(prometheus(0), contract, readings, new AlertsSeen('nimbus'), { ...span, shownBy });
    expect(read.unshown).toEqual(shownBy);
  });

  it('can not do without a counter', async () => {
    const none = readRun(prometheus(null), contract, readings, new AlertsSeen('nimbus'), span);
    await expect(none).rejects.toThrow('Prometheus has no counter for sum(evenkeel_call_duration_seconds_count');
  });
});

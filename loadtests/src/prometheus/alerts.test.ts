import { expect, it } from 'vitest';
import { AlertWatch } from './alerts.ts';
import type { ActiveAlert, PrometheusClient, Sample } from './client.ts';

function scripted(looks: ActiveAlert[][], past: Sample[] = []): PrometheusClient {
  const script = [...looks];
  return { alerts: async () => script.shift() ?? [], instant: async () => past } as unknown as PrometheusClient;
}

const alert = (slo: string, state: 'pending' | 'firing', provider = 'nimbus'): ActiveAlert => ({
  labels: { alertname: 'A', provider, slo },
  state,
});

it('keeps the worst state, though the alert resolves', async () => {
  const watch = new AlertWatch(scripted([[alert('errors', 'pending')], [alert('errors', 'firing')], []]), 'nimbus');
  expect(watch.state('errors')).toBe('inactive');
  await watch.look();
  expect(watch.state('errors')).toBe('pending');
  expect(await watch.look()).toEqual(['errors']);
  await watch.look();
  expect(watch.state('errors')).toBe('firing');
  expect(watch.state('latency')).toBe('inactive');
});

it('finds in the past what no look caught', async () => {
  const past = [{ labels: { slo: 'latency', provider: 'nimbus', alertstate: 'firing' }, value: 1 }];
  const watch = new AlertWatch(scripted([], past), 'nimbus');
  await watch.lookBack(30);
  expect(watch.state('latency')).toBe('firing');
});

it("looks away from another provider's alerts", async () => {
  const watch = new AlertWatch(scripted([[alert('errors', 'firing', 'nerox')]]), 'nimbus');
  await watch.look();
  expect(watch.state('errors')).toBe('inactive');
});

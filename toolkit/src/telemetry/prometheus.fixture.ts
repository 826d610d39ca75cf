import { Registry } from 'prom-client';
import type { ProviderContract } from '../contract/contract.ts';
import type { EventSink, ResilienceEvent } from '../events.ts';
import { nimbusProfile } from '../providers/nimbus/contract.ts';
import { FakeClock } from '../testing/index.ts';
import { createMetrics } from './prometheus.ts';

/** What events of Nimbus have in common: of all, of a call, and of a client. */
export const provider = nimbusProfile.name;
export const call = { provider, operation: 'infer', callId: 'a' } as const;
export const upstream = 'default';
export const life = {
  provider,
  tier: 'free',
  ceiling: 10,
  limits: [{ name: 'requests', unit: 'requests', limit: 300 }],
};

/** The metrics of some contracts, in a registry of their own. */
export class Meter {
  readonly clock = new FakeClock();
  readonly register = new Registry();
  readonly sink: EventSink;

  constructor(contracts: readonly ProviderContract[] = [nimbusProfile]) {
    this.sink = createMetrics({ register: this.register, contracts, clock: this.clock });
  }

  /** All series by name and labels, as Prometheus reads them. */
  async scrape(): Promise<Map<string, number>> {
    const lines = (await this.register.metrics()).split('\n').filter((line) => line !== '' && !line.startsWith('#'));
    return new Map(
      lines.map((line) => [line.slice(0, line.lastIndexOf(' ')), Number(line.slice(line.lastIndexOf(' ')))]),
    );
  }

  async read(name: string, labels: Record<string, string>): Promise<number | undefined> {
    return (await this.scrape()).get(series(name, labels));
  }

  /** The series that the events moved, and by how much; buckets are left out. */
  async moved(...events: ResilienceEvent[]): Promise<Record<string, number>> {
    const before = await this.scrape();
    for (const event of events) this.sink(event);
    const after = [...(await this.scrape())].filter(([key]) => !key.includes('_bucket{'));
    const changes = after.map(([key, value]) => [key, value - (before.get(key) ?? 0)] as const);
    return Object.fromEntries(changes.filter(([, change]) => change !== 0));
  }
}

export function series(name: string, labels: Record<string, string>): string {
  const pairs = Object.entries(labels).map(([label, value]) => `${label}="${value}"`);
  return `${name}{${pairs.join(',')}}`;
}

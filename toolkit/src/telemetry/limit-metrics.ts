import { Counter, Gauge, Histogram, type Registry } from 'prom-client';
import type { ProviderContract } from '../contract/contract.ts';
import { resolveClientSettings } from '../contract/settings.ts';
import type { ClientState, EventSink, LimitState } from '../events.ts';
import { metricNames } from './names.ts';

/**
 * Registers the metrics of limits over time: how much of each is taken, and owed, what budgets have paid for, and how
 * long calls waited for which limit. The first three are read when they are scraped.
 *
 * @param thresholds the boundaries of the waits, in seconds
 * @returns the sink of `client-opened`, `client-closed` and `wait-ended`
 */
export function limitMetrics(
  register: Registry,
  contracts: readonly ProviderContract[],
  thresholds: readonly number[],
): EventSink {
  const registers = [register];
  const labelNames = ['provider', 'limit', 'unit'];
  const open = new Map<() => ClientState, { provider: string; counted: Map<string, number> }>();
  /** Units whose cost is found afterwards: of others nothing is ever owed. */
  const estimated = new Set(contracts.flatMap(estimatedUnits));

  const gauge = (name: string, help: string, read: (limit: LimitState, provider: string) => number | undefined) =>
    new Gauge({
      name,
      help,
      labelNames,
      registers,
      collect() {
        this.reset();
        for (const [state, { provider }] of open) {
          for (const each of state().limits) {
            const value = read(each, provider);
            if (value !== undefined) this.inc({ provider, limit: each.name, unit: each.unit }, value);
          }
        }
      },
    });
  gauge(metricNames.limitUsed, 'How much of a limit over time is taken.', ({ used }) => used);
  gauge(metricNames.limitDebt, 'What was taken beyond it, and is paid first.', ({ unit, owed }, provider) =>
    estimated.has(`${provider} ${unit}`) ? owed : undefined,
  );

  const spent = new Counter({
    name: metricNames.budgetSpent,
    help: 'What calls have cost of a budget, by its unit.',
    labelNames,
    registers,
    collect() {
      for (const state of open.keys()) count(state);
    },
  });
  const count = (state: () => ClientState): void => {
    const { provider, counted } = open.get(state) ?? { provider: '', counted: new Map<string, number>() };
    for (const { name, unit, spent: now } of state().limits) {
      if (now === undefined) continue;
      // What is found to have cost less lowers it; a counter waits until it is made up for.
      const before = counted.get(name) ?? 0;
      spent.inc({ provider, limit: name, unit }, Math.max(0, now - before));
      counted.set(name, Math.max(now, before));
    }
  };

  const waits = new Histogram({
    name: metricNames.limitWait,
    help: 'Waits, by the limit that held the call last.',
    labelNames: ['provider', 'operation', 'limit'],
    buckets: [...thresholds],
    registers,
  });
  for (const contract of contracts) {
    for (const labels of limitsOf(contract)) waits.zero({ provider: contract.name, ...labels });
  }

  return (event) => {
    const { provider, type } = event;
    if (type === 'client-opened' && event.state !== undefined) {
      open.set(event.state, { provider, counted: new Map() });
    } else if (type === 'client-closed' && event.state !== undefined) {
      count(event.state);
      open.delete(event.state);
    } else if (type === 'wait-ended' && event.limit !== undefined) {
      waits.observe({ provider, operation: event.operation, limit: event.limit }, event.durationMs / 1_000);
    }
  };
}

function estimatedUnits({ name, operations }: ProviderContract): string[] {
  return Object.values(operations).flatMap((operation) =>
    'via' in operation
      ? []
      : Object.entries(operation.costs).flatMap(([unit, cost]) =>
          typeof cost === 'number' ? [] : [`${name} ${unit}`],
        ),
  );
}

/** Each limit that an operation stands under, in any tier. */
function limitsOf(contract: ProviderContract): { operation: string; limit: string }[] {
  return Object.keys(contract.tiers).flatMap((tier) => {
    const { rates, ceiling, ceilingName, operations } = resolveClientSettings(contract, tier);
    return Object.entries(operations).flatMap(([operation, { costs, takesSlot }]) => {
      const limits = rates.flatMap(({ name, unit, inFlight }) => (inFlight || (costs[unit] ?? 0) !== 0 ? [name] : []));
      const all = takesSlot && ceiling !== null ? [...limits, ceilingName] : limits;
      return all.map((limit) => ({ operation, limit }));
    });
  });
}

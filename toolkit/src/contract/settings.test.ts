import { describe, expect, it } from 'vitest';
import { OptionError } from '../errors/errors.ts';
import { neroxProfile } from '../providers/nerox/contract.ts';
import { nimbusProfile } from '../providers/nimbus/contract.ts';
import { type ProviderContract, wireOperation } from './contract.ts';
import { defineProvider } from './define.ts';
import type { LimitDefinition, ProviderDefinition } from './definition.ts';
import { resolveClientSettings } from './settings.ts';

describe('resolveClientSettings', () => {
  it.each(['free', 'pro', 'enterprise'] as const)("takes the tier %s's numbers from the contract", (name) => {
    const { limits, pool } = nimbusProfile.tiers[name];
    expect(resolveClientSettings(nimbusProfile, name)).toMatchObject({
      provider: 'nimbus',
      tier: name,
      ceiling: limits[0]?.amount,
      rates: [{ limit: limits[1]?.amount, windowMs: 10_000, observable: true }],
      pool,
      retry: nimbusProfile.retry,
      breaker: nimbusProfile.breaker,
    });
  });

  it('follows an alias to the trip it stands for', () => {
    const { operations } = resolveClientSettings(nimbusProfile, 'pro');
    expect(operations.infer_batch).toEqual(operations.infer);
    expect(operations.infer).toMatchObject({ path: wireOperation(nimbusProfile, 'infer').path, repeatable: true });
  });

  it.each(['gold', '', 'constructor'])('refuses the tier "%s", with those there are', (tier) => {
    expect(() => resolveClientSettings(nimbusProfile, tier)).toThrow(OptionError);
    expect(() => resolveClientSettings(nimbusProfile, tier)).toThrow(
      `Option tier is "${tier}": give one of free, pro, enterprise.`,
    );
  });

  it('does without limits', () => {
    expect(resolveClientSettings(defineProvider({ name: 'any', hints: [] }), 'default')).toMatchObject({
      ceiling: null,
      rates: [],
      pool: { connections: 100 },
    });
  });

  it('learns the limits that only answers tell, of units that calls cost', () => {
    const { rates, operations } = resolveClientSettings(defineProvider({ name: 'any' }), 'default');
    expect(rates).toMatchObject([{ unit: 'requests', learnt: true, limit: Number.POSITIVE_INFINITY }]);
    expect(operations.get).toMatchObject({ costs: { requests: 1 } });
  });

  const windowOf = (limit: LimitDefinition, renews: 'all' | 'some' = 'all') => {
    const contract = defineProvider({
      name: 'any',
      limits: [limit],
      hints: [
        { header: 'left', means: 'remaining', format: 'integer' },
        { header: 'reset', means: 'reset', format: 'seconds', renews },
      ],
    });
    return resolveClientSettings(contract, 'default').rates[0];
  };
  const hour = 3_600_000;
  it.each<[string, LimitDefinition, number, boolean]>([
    ['from its first request', { kind: 'window', amount: 60, windowMs: 1_000 }, 1_000, true],
    ['aligned', { kind: 'window', amount: 60, windowMs: 1_000, starts: 'aligned' }, 1_000, true],
    ['rolling', { kind: 'window', amount: 60, windowMs: 1_000, starts: 'rolling' }, 1_000, false],
    ['a bucket', { kind: 'bucket', amount: 40, refillPerSecond: 2 }, 20_000, false],
    ['a day', { kind: 'calendar', amount: 60, period: 'day' }, 25 * hour, false],
    ['a month', { kind: 'calendar', amount: 60, period: 'month' }, (31 * 24 + 1) * hour, false],
  ])('a window %s lasts, and is observed or paced', (_what, limit, windowMs, observable) => {
    expect(windowOf(limit)).toMatchObject({ unit: 'requests', limit: limit.amount, windowMs, observable });
  });

  it('paces calls of several costs, and limits that share a unit', () => {
    const hints = [{ header: 'left', means: 'remaining', format: 'integer' }] as const;
    const window = { kind: 'window', amount: 60, windowMs: 1_000 } as const;
    const costly = { costly: { method: 'POST', path: '/', costs: { requests: 5 } } } as const;
    const observable = (definition: Omit<ProviderDefinition, 'name'>) =>
      resolveClientSettings(defineProvider({ name: 'any', hints, ...definition }), 'default').rates.map(
        (limit) => limit.observable,
      );
    expect(observable({ limits: [window] })).toEqual([true]);
    expect(observable({ limits: [window], operations: costly })).toEqual([false]);
    expect(observable({ limits: [window, { ...window, name: 'day', windowMs: 86_400_000 }] })).toEqual([false, false]);
  });

  it('paces a window whose reset renews only some of it', () => {
    expect(windowOf({ kind: 'window', amount: 60, windowMs: 1_000 }, 'some')?.observable).toBe(false);
  });

  it('tells what takes from the window, and a slot', () => {
    const { perJob, rates, operations } = resolveClientSettings(neroxProfile, 'team');
    expect([perJob, rates.map(({ unit }) => unit)]).toEqual([true, ['jobs']]);
    const taking = Object.entries(operations).flatMap(([name, { costs, takesSlot }]) =>
      costs.jobs || takesSlot ? [[name, costs.jobs, takesSlot]] : [],
    );
    expect(taking).toEqual([
      ['submit', 1, true],
      ['job', 1, true],
    ]);
    const nimbus = resolveClientSettings(nimbusProfile, 'free');
    expect(nimbus.perJob).toBe(false);
    expect(nimbus.operations.infer).toMatchObject({ costs: { requests: 1 }, takesSlot: true });
  });

  it.each([
    ['safe', true, false],
    ['key', true, true],
    ['none', false, false],
  ] as const)('idempotency %s: repeatable %s, needsKey %s', (idempotency, repeatable, needsKey) => {
    const contract = structuredClone<ProviderContract>(nimbusProfile);
    Object.assign(contract.operations.infer as object, { idempotency });
    expect(resolveClientSettings(contract, 'free').operations.infer).toMatchObject({ repeatable, needsKey });
  });
});

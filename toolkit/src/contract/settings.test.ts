import { describe, expect, it } from 'vitest';
import { OptionError } from '../errors/errors.ts';
import { neroxProfile } from '../providers/nerox/profile.ts';
import { nimbusProfile } from '../providers/nimbus/profile.ts';
import { type ProviderContract, type Window, wireOperation } from './contract.ts';
import { ContractError } from './contract-error.ts';
import { resolveClientSettings } from './settings.ts';

describe('resolveClientSettings', () => {
  it.each(['free', 'pro', 'enterprise'] as const)("takes the tier %s's numbers from the contract", (name) => {
    const { ceiling, windows, pool } = nimbusProfile.tiers[name];
    expect(resolveClientSettings(nimbusProfile, name)).toMatchObject({
      provider: 'nimbus',
      tier: name,
      ceiling: ceiling?.max,
      window: { limit: windows[0]?.limit, windowMs: windows[0]?.windowMs },
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

  it('does without a ceiling, and without a window of requests', () => {
    const contract = structuredClone<ProviderContract>(nimbusProfile);
    const free = contract.tiers.free as ProviderContract['tiers'][string];
    free.ceiling = null;
    free.windows = [];
    expect(resolveClientSettings(contract, 'free')).toMatchObject({ ceiling: null, window: null });
  });

  type Tier = ProviderContract['tiers'][string];
  const window = nimbusProfile.tiers.free.windows[0] as Window;
  it.each<[string, Partial<Tier>, string]>([
    ['tokens', { windows: [{ ...window, resource: 'tokens' }] }, '/tiers/free/windows/0/resource is "tokens"'],
    ['a sliding window', { windows: [{ ...window, starts: 'sliding' }] }, '/tiers/free/windows/0/starts is "sliding"'],
    ['two windows', { windows: [window, window] }, '/tiers/free/windows has 2: give one at most'],
  ])('refuses what it cannot keep: %s', (_what, changed, says) => {
    const contract = structuredClone<ProviderContract>(nimbusProfile);
    Object.assign(contract.tiers.free as Tier, changed);
    expect(() => resolveClientSettings(contract, 'free')).toThrow(ContractError);
    expect(() => resolveClientSettings(contract, 'free')).toThrow(says);
  });

  it('tells what takes from the window, and a slot', () => {
    const { perJob, window, operations } = resolveClientSettings(neroxProfile, 'team');
    expect([perJob, window?.resource]).toEqual([true, 'jobs']);
    const taking = Object.entries(operations).flatMap(([name, { counted, takesSlot }]) =>
      counted || takesSlot ? [[name, counted, takesSlot]] : [],
    );
    expect(taking).toEqual([
      ['submit', true, true],
      ['job', true, true],
    ]);
    const nimbus = resolveClientSettings(nimbusProfile, 'free');
    expect(nimbus.perJob).toBe(false);
    expect(nimbus.operations.infer).toMatchObject({ counted: true, takesSlot: true });
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

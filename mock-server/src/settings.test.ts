import { globSync, readFileSync } from 'node:fs';
import {
  attemptHeader,
  type Billing,
  callIdHeader,
  idempotencyKeyHeader,
  neroxProfile,
  neuraProfile,
  type ProviderContract,
} from '@evenkeel/toolkit/providers';
import { describe, expect, test } from 'vitest';
import { free, nimbusContract, windowOf } from './app.fixture.ts';
import { resolveMockSettings, scopesOf } from './settings.ts';

const OUT_OF_RANGE = 'EVK_MOCK_OPTION_RANGE';
const UNSUPPORTED = 'EVK_MOCK_CONTRACT_UNSUPPORTED';

test('holds the limits, service times and hints of the contract, and survives JSON', () => {
  const settings = resolveMockSettings(nimbusContract);
  const { limit, windowMs, penaltyMs } = windowOf(free);
  expect(settings.tiers.free).toEqual({
    ceiling: { max: free.ceiling?.max, unit: 'attempt', retryAfterMs: free.ceiling?.retryAfterMs },
    windows: [{ resource: 'requests', limit, windowMs, penaltyMs }],
    counted: null,
  });
  expect(Object.keys(settings.operations)).toEqual(['infer']);
  expect(JSON.parse(JSON.stringify(settings))).toEqual(settings);
});

describe('Neura', () => {
  const settings = resolveMockSettings(neuraProfile);

  test('has a window that a store counts, networks, route groups, and what is behind it', () => {
    expect(settings.tiers.standard).toEqual({
      ceiling: null,
      windows: [],
      counted: { limit: 300, windowMs: 1_000, penaltyMs: 5_000, perNetwork: true, perRouteGroup: true },
    });
    expect(settings.networks).toEqual(neuraProfile.networks);
    expect(settings.backend).toEqual(neuraProfile.backend);
    const groups = Object.values(settings.operations).map(({ routeGroup }) => routeGroup);
    expect(groups).toEqual(['discovery', 'agents', 'invoices', 'invoices']);
    expect(JSON.parse(JSON.stringify(settings))).toEqual(settings);
  });

  const withWindows = (windows: unknown[]) => {
    const copy = structuredClone(neuraProfile) as unknown as ProviderContract;
    Object.assign(copy.tiers.standard ?? {}, { windows });
    return () => resolveMockSettings(copy);
  };
  const [window] = neuraProfile.tiers.standard.windows;

  test.each([
    [['agent'], { perNetwork: false, perRouteGroup: false }],
    [['key', 'network'], { perNetwork: true, perRouteGroup: false }],
    [['agent', 'route-group'], { perNetwork: false, perRouteGroup: true }],
  ])('may count by %j', (scope, expected) => {
    expect(withWindows([{ ...window, scope }])().tiers.standard?.counted).toMatchObject(expected);
  });

  test.each([
    ['nobody’s window', [{ ...window, scope: ['network'] }]],
    ['a sliding one', [{ ...window, starts: 'sliding' }]],
    ['two of them', [window, window]],
  ])('refuses %s', (_what, windows) => {
    expect(withWindows(windows)).toThrow(expect.objectContaining({ code: UNSUPPORTED }));
  });
});

describe('Nerox', () => {
  const settings = resolveMockSettings(neroxProfile);

  test('limits jobs: what is submitted, and what has not ended', () => {
    expect(settings.tiers.team).toEqual({
      ceiling: { max: 5, unit: 'job', retryAfterMs: 1_000 },
      windows: [{ resource: 'jobs', limit: 60, windowMs: 60_000, penaltyMs: 0 }],
      counted: null,
    });
    const { submit, job: alias, ...others } = settings.operations;
    expect([submit?.cost, alias]).toEqual([{ requests: 0, jobs: 1 }, undefined]);
    for (const { cost } of Object.values(others)) expect(cost).toEqual({ requests: 0, jobs: 0 });
  });

  test('has scopes, and says what is paid for', () => {
    expect(scopesOf(settings)).toEqual(['jobs:write', 'jobs:read', 'usage:read']);
    const { included, overageUsd } = neroxProfile.billing as Billing;
    expect(settings.billing).toEqual({ included, overageUsd });
    expect(JSON.parse(JSON.stringify(settings))).toEqual(settings);
  });
});

/** The contract with one value changed. */
function changed(change: (copy: typeof nimbusContract) => void) {
  const copy = structuredClone(nimbusContract);
  change(copy);
  return copy;
}

type Row = [what: string, field: string, code: string, (copy: typeof nimbusContract) => void];

describe('refuses what it cannot enforce, naming it', () => {
  test.each<Row>([
    [
      'what the contract’s own validation refuses, all at once',
      'The contract "nimbus" is not valid. /tiers/free/windows/0/limit is 0: give at least 1. /retry/maxAttempts is 0: give at least 1.',
      OUT_OF_RANGE,
      (c) => {
        Object.assign(windowOf(c.tiers.free), { limit: 0 });
        Object.assign(c.retry, { maxAttempts: 0 });
      },
    ],
    ['a field that no contract has', '/title_', OUT_OF_RANGE, (c) => Object.assign(c, { title_: 'Nimbus' })],
    ['an unknown default tier', 'defaultTier', OUT_OF_RANGE, (c) => Object.assign(c, { defaultTier: 'gold' })],
    ['a sliding window', 'sliding', UNSUPPORTED, (c) => Object.assign(windowOf(c.tiers.free), { starts: 'sliding' })],
    ['a window of tokens', 'tokens', UNSUPPORTED, (c) => Object.assign(windowOf(c.tiers.free), { resource: 'tokens' })],
    [
      'a window by network',
      'network',
      UNSUPPORTED,
      (c) => Object.assign(windowOf(c.tiers.free), { scope: ['key', 'network'] }),
    ],
    [
      'a ceiling of jobs',
      'ceiling.unit',
      UNSUPPORTED,
      (c) => Object.assign(c.tiers.free.ceiling ?? {}, { unit: 'job' }),
    ],
    [
      'a hint in a field of a field',
      'body',
      UNSUPPORTED,
      (c) => Object.assign(c.hints[0] ?? {}, { in: 'body', name: 'error.retryAfter' }),
    ],
  ])('%s', (_what, field, code, change) => {
    const resolve = () => resolveMockSettings(changed(change));
    expect(resolve).toThrow(RangeError);
    expect(resolve).toThrow(expect.objectContaining({ code, message: expect.stringContaining(field) }));
  });
});

test('no other part reads a contract', () => {
  const headers = ['attemptHeader', 'callIdHeader', 'idempotencyKeyHeader'];
  const files = globSync('**/*.ts', { cwd: import.meta.dirname }).filter((file) => !/\.(test|fixture)\.ts$/.test(file));
  const imports = /^import [^{}]*\{([^}]+)\} from '@evenkeel\/toolkit\/providers'/gm;
  const readers = files.filter((file) => {
    const names = [...readFileSync(`${import.meta.dirname}/${file}`, 'utf8').matchAll(imports)].map(([, all]) => all);
    return names.some((all) => all?.split(',').some((one) => !headers.includes(one.trim())));
  });
  // The options hand contracts to the settings, after the overrides have changed them.
  expect(readers.sort()).toEqual(['options/options.ts', 'options/overrides.ts', 'settings.ts']);
});

test('the names of the headers are the toolkit’s, and typed nowhere here', () => {
  const files = globSync('**/*.ts', { cwd: import.meta.dirname });
  expect(files).toEqual(
    expect.arrayContaining(['requests/context.ts', 'providers/nimbus/schema.ts', 'app.fixture.ts']),
  );
  for (const name of [callIdHeader, attemptHeader, idempotencyKeyHeader]) {
    const typed = files.filter((file) => readFileSync(`${import.meta.dirname}/${file}`, 'utf8').includes(name));
    expect(typed).toEqual([]);
  }
});

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
import { ceilingOf, free, nimbusContract, windowOf } from './app.fixture.ts';
import { resolveMockSettings, scopesOf } from './settings.ts';

test('holds the limits, service times and hints of the contract, and survives JSON', () => {
  const settings = resolveMockSettings(nimbusContract);
  const { amount, windowMs } = windowOf(free);
  const { amount: most, retryAfterMs } = ceilingOf(free);
  expect(settings.tiers.free).toEqual({
    ceiling: { amount: most, unit: 'requests', of: 'attempt', retryAfterMs },
    meters: [{ kind: 'window', starts: 'first-request', unit: 'requests', amount, windowMs, penaltyMs: 0 }],
    counted: null,
  });
  expect(Object.keys(settings.operations)).toEqual(['infer']);
  expect(JSON.parse(JSON.stringify(settings))).toEqual(settings);
});

describe('Neura', () => {
  const settings = resolveMockSettings(neuraProfile);

  test('has a window that a store counts, networks, groups, and what is behind it', () => {
    expect(settings.tiers.standard).toEqual({
      ceiling: null,
      meters: [],
      counted: { unit: 'requests', amount: 300, windowMs: 1_000, penaltyMs: 5_000, perNetwork: true, perGroup: true },
    });
    expect(settings.networks).toEqual(neuraProfile.networks);
    expect(settings.backend).toEqual(neuraProfile.backend);
    const groups = Object.values(settings.operations).map(({ group }) => group);
    expect(groups).toEqual(['discovery', 'agents', 'invoices', 'invoices']);
    expect(JSON.parse(JSON.stringify(settings))).toEqual(settings);
  });

  test.each([
    [['credential'], { perNetwork: false, perGroup: false }],
    [['credential', 'network'], { perNetwork: true, perGroup: false }],
    [['credential', 'group'], { perNetwork: false, perGroup: true }],
  ])('may count by %j', (scope, expected) => {
    const copy = structuredClone(neuraProfile) as unknown as ProviderContract;
    Object.assign(copy.tiers.standard?.limits[0] ?? {}, { scope });
    expect(resolveMockSettings(copy).tiers.standard?.counted).toMatchObject(expected);
  });
});

describe('Nerox', () => {
  const settings = resolveMockSettings(neroxProfile);

  test('limits jobs: what is submitted, and what has not ended', () => {
    expect(settings.tiers.team).toEqual({
      ceiling: { amount: 5, unit: 'jobs', of: 'job', retryAfterMs: 1_000 },
      meters: [{ kind: 'window', starts: 'first-request', unit: 'jobs', amount: 60, windowMs: 60_000, penaltyMs: 0 }],
      counted: null,
    });
    const { submit, job: alias, ...others } = settings.operations;
    expect([submit?.cost, alias]).toEqual([{ jobs: 1 }, undefined]);
    for (const { cost } of Object.values(others)) expect(cost).toEqual({});
  });

  test('has scopes, and says what is paid for', () => {
    expect(scopesOf(settings)).toEqual(['jobs:write', 'jobs:read', 'usage:read']);
    const { included, overageUsd } = neroxProfile.billing as Billing;
    expect(settings.billing).toEqual({ included, overageUsd });
    expect(JSON.parse(JSON.stringify(settings))).toEqual(settings);
  });
});

test('refuses what the contract’s own validation refuses, all at once', () => {
  const copy = structuredClone(nimbusContract);
  Object.assign(windowOf(copy.tiers.free), { amount: 0 });
  Object.assign(copy.retry, { maxAttempts: 0 });
  expect(() => resolveMockSettings(copy)).toThrow(
    expect.objectContaining({
      code: 'EVK_MOCK_OPTION_RANGE',
      message:
        'The contract "nimbus" is not valid. /tiers/free/limits/1/amount is 0: give at least 1. /retry/maxAttempts is 0: give at least 1.',
    }),
  );
});

test('no other part reads a contract', () => {
  // The words that contracts are written in, which the rooms that read them take from the toolkit.
  const words = [
    'attemptHeader',
    'callIdHeader',
    'idempotencyKeyHeader',
    'parseBodyPath',
    'scalarAt',
    'classifyResponse',
    'ResponseMemory',
    'endOfPeriod',
    'estimateOf',
  ];
  const types = [
    'CostedRequest',
    'Hint',
    'HintFormat',
    'HintMeaning',
    'PathStep',
    'ResponseRule',
    'ResultClass',
    'Rule',
  ];
  const files = globSync('**/*.ts', { cwd: import.meta.dirname }).filter((file) => !/\.(test|fixture)\.ts$/.test(file));
  const imports = /^import [^{}]*\{([^}]+)\} from '@evenkeel\/toolkit\/providers'/gm;
  const readers = files.filter((file) => {
    const names = [...readFileSync(`${import.meta.dirname}/${file}`, 'utf8').matchAll(imports)].map(([, all]) => all);
    const read = names.flatMap((all) => all?.split(',').map((one) => one.trim().replace(/^type /, '')) ?? []);
    return read.some((name) => ![...words, ...types, ''].includes(name));
  });
  // The options hand contracts to the settings, after the overrides have changed them.
  expect(readers.sort()).toEqual(['costs.ts', 'options/options.ts', 'options/overrides.ts', 'settings.ts']);
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

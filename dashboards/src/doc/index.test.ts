import { nimbusProfile, type ProviderContract } from '@evenkeel/toolkit/providers';
import { describe, expect, test } from 'vitest';
import { buildProviderDoc } from './index.ts';

interface Leaf {
  pointer: string;
  /** The same contract with this one number changed. */
  changed: ProviderContract;
}

function numbersOf(contract: ProviderContract): Leaf[] {
  const leaves: Leaf[] = [];
  const visit = (value: unknown, path: string[]): void => {
    if (typeof value === 'number') {
      const changed = structuredClone(contract);
      // biome-ignore lint/suspicious/noExplicitAny: a pointer can lead anywhere in the data.
      const parent = path.slice(0, -1).reduce((node: any, key) => node[key], changed);
      parent[path.at(-1) ?? ''] = value * 0.9 + 7;
      leaves.push({ pointer: `/${path.join('/')}`, changed });
    } else if (typeof value === 'object' && value !== null) {
      for (const [key, child] of Object.entries(value)) visit(child, [...path, key]);
    }
  };
  visit(contract, []);
  return leaves;
}

describe('every number of the contract is on the page', () => {
  const page = buildProviderDoc(nimbusProfile);

  test.each(numbersOf(nimbusProfile))('$pointer', ({ changed }) => {
    expect(buildProviderDoc(changed)).not.toBe(page);
  });
});

describe('what is ours is marked, and only that', () => {
  const contract: ProviderContract = { ...nimbusProfile, ours: [] };
  const marks = (page: string) => page.split('*(ours)*').length - 1;
  const explained = marks(buildProviderDoc(contract));

  test.each(nimbusProfile.ours)('%s', (pointer) => {
    expect(marks(buildProviderDoc({ ...contract, ours: [pointer] }))).toBeGreaterThan(explained);
  });

  test('the first exponent of the backoff is ours, its other numbers are the guide’s', () => {
    expect(buildProviderDoc(nimbusProfile)).toContain('| n from 0 *(ours)*: min(1 s × 2^n + uniform(0, 1 s), 60 s) |');
  });

  test('a pointer to nothing marks nothing', () => {
    expect(marks(buildProviderDoc({ ...contract, ours: ['/tiers/fre', '/retry/hintMargin'] }))).toBe(explained);
  });
});

test('what a contract may leave out is on its page if it is there', () => {
  const contract: ProviderContract = structuredClone(nimbusProfile as ProviderContract);
  const page = buildProviderDoc(contract);
  expect(page).toContain('| Retry budget | at most 20% of the calls and 50 more in 10 s, for transient *(ours)* |');
  for (const absent of ['Adaptive throttle', 'slow answers']) expect(page).not.toContain(absent);
  contract.throttle = { k: 1.5, windowMs: 60_000, minimumRequests: 20 };
  contract.breaker.slowCall = { durationMs: 2_000, ratio: 0.9 };
  Object.assign(contract.retry.backoff, { factor: 3 });
  contract.retry.budget = null;
  const fuller = buildProviderDoc(contract);
  for (const line of [
    '| Requests let through for each that was accepted | 1.5 |',
    '| Of the last | 60 s |',
    '| Of at least | 20 requests |',
    '| Opens at a ratio of slow answers | above 90% over 2 s *(ours)* |',
    'min(1 s × 3^n + uniform',
    '| Retry budget | none |',
  ]) {
    expect(fuller).toContain(line);
  }
});

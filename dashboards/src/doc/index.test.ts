import { neuraProfile, nimbusProfile, type ProviderContract } from '@evenkeel/toolkit/providers';
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

const profiles: readonly ProviderContract[] = [nimbusProfile, neuraProfile];

describe.each(profiles)('every number of the contract of $name is on the page', (contract) => {
  const page = buildProviderDoc(contract);

  test.each(numbersOf(contract))('$pointer', ({ changed }) => {
    expect(buildProviderDoc(changed)).not.toBe(page);
  });
});

const marks = (page: string) => page.split('*(ours)*').length - 1;

describe.each(profiles)('what is ours in the contract of $name is marked, and only that', ({ ours, ...guide }) => {
  const contract: ProviderContract = { ...guide, ours: [] };
  const explained = marks(buildProviderDoc(contract));

  test.each(ours)('%s', (pointer) => {
    expect(marks(buildProviderDoc({ ...contract, ours: [pointer] }))).toBeGreaterThan(explained);
  });
});

describe('marks', () => {
  const contract: ProviderContract = { ...nimbusProfile, ours: [] };
  const explained = marks(buildProviderDoc(contract));

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

test('what only some APIs have is on the page of one that has it', () => {
  const page = buildProviderDoc(neuraProfile);
  for (const line of [
    'It reaches the networks `solana` and `base`',
    '300 requests in 1 s, from its first request, per credential, network and group *(ours)*; every response counts; beyond it blocked for 5 s |',
    '| `discovery` | 60 s; asked again after 1 s at the earliest *(ours)* |',
    '| `200 to 299`, where `success` is `false` | relayed | yes | as below |',
    '| `500`, where `timestamp` is as in the response before | relayed | yes | uniform(10 s, 30 s) |',
    '| Opens at a failure ratio | above 50% |\n| Of at least | 10 calls |',
    '| Wait | n from 0: uniform(0, min(1 s × 2^n, 10 s)) |',
  ]) {
    expect(page).toContain(line);
  }
  expect(page).not.toContain('In flight at once');
  const nimbus = buildProviderDoc(nimbusProfile);
  for (const absent of ['Behind the API', 'networks', 'Route group', 'An answer is kept']) {
    expect(nimbus).not.toContain(absent);
  }
});

test('what an operation takes is in the singular where it takes one, and a repeat that may be harmful is told', () => {
  const contract: ProviderContract = structuredClone(nimbusProfile as ProviderContract);
  const { infer } = contract.operations;
  if (infer === undefined || 'via' in infer) throw new Error('There is no operation "infer".');
  Object.assign(infer, { costs: { requests: 1, tokens: 20, gas: 1 }, idempotency: 'none' });
  const page = buildProviderDoc(contract);
  expect(page).toContain('| 1 request, 20 tokens and 1 gas |');
  expect(page).toContain('| made only when it was throttled |');
});

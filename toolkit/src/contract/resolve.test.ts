import { describe, expect, it } from 'vitest';
import { contracts } from '../providers/index.ts';
import type { ProviderDefinition } from './definition.ts';
import { resolveDefinition } from './resolve.ts';
import { problemsOf } from './validate.ts';

const resolved = (definition: Partial<ProviderDefinition> = {}) => resolveDefinition({ name: 'any', ...definition });

it('makes a valid contract of a name alone', () => {
  const contract = resolved();
  expect(problemsOf(contract)).toEqual([]);
  expect(contract).toMatchSnapshot();
});

it.each(contracts)('leaves the long form of $name as it is', (contract) => {
  expect(resolveDefinition(contract)).toEqual(contract);
});

describe('what is given', () => {
  it('replaces the default, field by field where it has several', () => {
    const contract = resolved({
      title: 'Any API',
      authentication: { header: 'x-api-key', scheme: '' },
      retry: { maxAttempts: 2 },
      breaker: { openMs: 1 },
    });
    expect(contract).toMatchObject({
      title: 'Any API',
      authentication: { header: 'x-api-key', scheme: '', keyEnv: 'ANY_API_KEY' },
      retry: { maxAttempts: 2, hintMarginMs: 25 },
      breaker: { openMs: 1, probes: 1 },
    });
  });

  it('says where the default hints and rules come among its own', () => {
    const { rules, hints } = resolved({
      rules: [{ status: 420, class: 'throttled', retry: true }, 'defaults'],
      hints: ['defaults', { header: 'x-left', means: 'remaining', format: 'integer' }],
    });
    expect(rules[0]).toEqual({ status: 420, class: 'throttled', retry: true });
    expect(rules.slice(1)).toEqual(resolved().rules);
    expect(hints.slice(0, -1)).toEqual(resolved().hints);
    expect(hints.at(-1)).toMatchObject({ header: 'x-left', unit: 'requests', obeyedOn: [], sentOn: 'all' });
  });

  it('needs no key where there is no authentication', () => {
    expect(resolved({ authentication: null }).authentication).toBeNull();
  });

  it('holds for all operations where it is in their defaults, and for one where it is there', () => {
    const { operations } = resolved({
      operationDefaults: { deadlineMs: 7_000, attemptTimeoutMs: 5 },
      operations: { ask: { method: 'GET', path: '/ask' }, tell: { method: 'POST', path: '/tell', deadlineMs: 9_000 } },
    });
    expect(operations).toMatchObject({
      ask: { deadlineMs: 7_000, attemptTimeoutMs: 5, group: 'ask' },
      tell: { deadlineMs: 9_000, attemptTimeoutMs: 5, group: 'tell' },
    });
  });
});

describe('an operation', () => {
  it.each([
    ['GET', 'safe', 'none', 'json'],
    ['HEAD', 'safe', 'none', 'none'],
    ['OPTIONS', 'safe', 'none', 'json'],
    ['PUT', 'safe', 'json', 'json'],
    ['DELETE', 'safe', 'none', 'json'],
    ['POST', 'none', 'json', 'json'],
    ['PATCH', 'none', 'json', 'json'],
  ] as const)('%s is by RFC 9110 %s, sends %s and returns %s', (method, idempotency, sends, returns) => {
    const { operations } = resolved({ operations: { ask: { method, path: '/' } } });
    expect(operations.ask).toMatchObject({ idempotency, sends, returns });
  });
});

describe('limits', () => {
  const tier = (limits: ProviderDefinition['limits']) => resolved({ limits }).tiers.default;

  it('are named by their unit, each apart', () => {
    const names = tier([
      { kind: 'window', amount: 1, windowMs: 1 },
      { kind: 'bucket', amount: 1, refillPerSecond: 1 },
      { kind: 'window', amount: 1, windowMs: 1, unit: 'tokens' },
      { kind: 'concurrency', amount: 1 },
    ])?.limits.map(({ name }) => name);
    expect(names).toEqual(['requests', 'requests-2', 'tokens', 'concurrency']);
  });

  it('are of one credential, from the first request on', () => {
    expect(tier([{ kind: 'window', amount: 5, windowMs: 7 }])?.limits).toEqual([
      {
        kind: 'window',
        name: 'requests',
        unit: 'requests',
        amount: 5,
        windowMs: 7,
        scope: ['credential'],
        starts: 'first-request',
        counts: 'admitted',
        penaltyMs: 0,
      },
    ]);
  });

  it.each([
    [{ kind: 'concurrency', amount: 8 }, 8],
    [{ kind: 'concurrency', amount: 8, of: 'job' }, 26],
    [{ kind: 'window', amount: 8, windowMs: 1 }, 100],
  ] as const)('%j needs a pool of %d connections', (limit, connections) => {
    expect(tier([limit])?.pool.connections).toBe(connections);
  });
});

it('promises 1 % errors of all operations, unless objectives are given', () => {
  const operations = { ask: { method: 'GET', path: '/' } } as const;
  expect(resolved({ operations }).objectives).toEqual([
    {
      name: 'errors',
      sli: 'errors',
      operations: ['ask'],
      objective: 0.99,
      bad: ['error', 'rejected'],
      excluded: ['cancelled'],
      minSamples: 100,
      alert: { windowMs: 300_000, forMs: 60_000 },
    },
  ]);
  expect(resolved({ operations, objectives: [{ sli: 'latency', thresholdMs: 5 }] }).objectives).toMatchObject([
    { name: 'latency', of: 'call', outcomes: ['ok'], operations: ['ask'], thresholdMs: 5 },
  ]);
});

import { expect, it } from 'vitest';
import { ContractError } from './contract-error.ts';
import { defineProvider } from './define.ts';

const ask = { method: 'GET', path: '/ask' };
const limit = { kind: 'window', amount: 60, windowMs: 60_000 };
const hint = { header: 'retry-after', means: 'wait', format: 'retry-after' };
const rule = { status: 429, class: 'throttled', retry: true };

/** Mistakes as people make them, in the short form. */
const broken: readonly [what: string, definition: unknown][] = [
  ['no name', { title: 'Weather' }],
  ['a name for people', { name: 'Weather API' }],
  ['a contract of the first edition', { schema: 1, name: 'weather', keyEnv: 'KEY' }],
  ['limits and tiers', { name: 'weather', limits: [limit], tiers: { free: {} } }],
  ['a default tier that is none', { name: 'weather', tiers: { free: {} }, defaultTier: 'gold' }],
  ['a limit without a kind', { name: 'weather', limits: [{ amount: 60, windowMs: 60_000 }] }],
  ['a limit of an unknown kind', { name: 'weather', limits: [{ ...limit, kind: 'sliding' }] }],
  ['an amount of 0', { name: 'weather', limits: [{ ...limit, amount: 0 }] }],
  ['seconds for milliseconds', { name: 'weather', limits: [{ kind: 'window', amount: 60, windowSeconds: 60 }] }],
  ['a name that is a number', { name: 'weather', limits: [{ ...limit, name: 5 }, limit] }],
  ['an unknown start', { name: 'weather', limits: [{ ...limit, starts: 'first-hit' }] }],
  ['a zone that is none', { name: 'weather', limits: [{ kind: 'calendar', amount: 9, period: 'day', zone: 'PST8' }] }],
  ['a bucket that is never refilled', { name: 'weather', limits: [{ kind: 'bucket', amount: 9, refillPerSecond: 0 }] }],
  ['points that no operation costs', { name: 'weather', limits: [{ ...limit, unit: 'points' }] }],
  [
    'two limits of what is in flight',
    {
      name: 'weather',
      limits: [5, 9].map((amount) => ({ kind: 'concurrency', of: 'job', amount })),
      operations: { run: { method: 'POST', path: '/run', costs: { jobs: 1 } } },
    },
  ],
  [
    'a limit by a part of no path',
    { name: 'weather', limits: [{ ...limit, scope: ['credential', { param: 'city' }] }] },
  ],
  ['a scope that is none', { name: 'weather', limits: [{ ...limit, scope: ['key'] }] }],
  [
    'a pool that keeps more than it opens',
    { name: 'weather', tiers: { free: { pool: { connections: 1, keepAlive: 2 } } } },
  ],
  ['a method in small letters', { name: 'weather', operations: { ask: { ...ask, method: 'get' } } }],
  ['a path without a slash', { name: 'weather', operations: { ask: { ...ask, path: 'ask' } } }],
  ['a network that is not named', { name: 'weather', operations: { ask: { ...ask, path: '/{network}/ask' } } }],
  ['a path with a query', { name: 'weather', operations: { ask: { ...ask, path: '/ask?city={city}' } } }],
  ['a path that goes on behind all', { name: 'weather', operations: { ask: { ...ask, path: '/{+all}/ask' } } }],
  ['a parameter that is no name', { name: 'weather', operations: { ask: { ...ask, path: '/{city-id}' } } }],
  ['a GET with a body', { name: 'weather', operations: { ask: { ...ask, sends: 'json' } } }],
  ['an alias of nothing', { name: 'weather', operations: { ask, again: { via: 'aks' } } }],
  [
    'an attempt longer than its call',
    { name: 'weather', operations: { ask: { ...ask, attemptTimeoutMs: 9_000, deadlineMs: 5_000 } } },
  ],
  ['a stream that is settled at once', { name: 'weather', operations: { ask: { ...ask, settleAfterMs: 0 } } }],
  [
    'a stream that is never settled',
    { name: 'weather', operationDefaults: { settleAfterMs: Number.POSITIVE_INFINITY } },
  ],
  ['a timeout as text', { name: 'weather', operations: { ask: { ...ask, deadlineMs: '30s' } } }],
  [
    'a cost that is half of a unit',
    { name: 'weather', limits: [limit], operations: { ask: { ...ask, costs: { requests: 0.5 } } } },
  ],
  ['a misspelt field of an operation', { name: 'weather', operations: { ask: { ...ask, timeoutMs: 5_000 } } }],
  ['a header in capitals', { name: 'weather', hints: [{ ...hint, header: 'Retry-After' }] }],
  ['a hint from nowhere', { name: 'weather', hints: [{ means: 'wait', format: 'seconds' }] }],
  ['a hint in a format that it cannot have', { name: 'weather', hints: [{ ...hint, format: 'integer' }] }],
  ['a path that is none', { name: 'weather', hints: [{ body: 'error..wait', means: 'wait', format: 'seconds' }] }],
  ['a hint that can never act', { name: 'weather', hints: [{ ...hint, obeyedOn: ['nothing-left'] }] }],
  ['a status as text', { name: 'weather', hints: [{ ...hint, obeyedOn: ['429'] }] }],
  ['a class that is none', { name: 'weather', rules: [{ ...rule, class: 'rate-limited' }] }],
  ['a status that is none', { name: 'weather', rules: [{ ...rule, status: 4290 }] }],
  ['a range that ends before it begins', { name: 'weather', rules: [{ ...rule, status: [599, 500] }] }],
  ['a rule that does not say whether to retry', { name: 'weather', rules: [{ status: 429, class: 'throttled' }] }],
  ['a number in a header', { name: 'weather', rules: [{ ...rule, header: { name: 'x-left', equals: 0 } }] }],
  ['no retries, by a word', { name: 'weather', retry: false }],
  ['no key, by a word', { name: 'weather', authentication: false }],
  ['no attempt at all', { name: 'weather', retry: { maxAttempts: 0 } }],
  ['a backoff that is none', { name: 'weather', retry: { backoff: { kind: 'exponential', baseMs: 100 } } }],
  ['half a millisecond', { name: 'weather', breaker: { window: { sizeMs: 100.5, buckets: 10 } } }],
  ['a share in per cent', { name: 'weather', breaker: { errorRatio: 50 } }],
  ['an objective of nothing', { name: 'weather', objectives: [{ sli: 'errors', operations: ['train'] }] }],
  ['a variable that no environment can have', { name: 'weather', authentication: { keyEnv: 'weather key' } }],
];

it('are forty at least', () => {
  expect(broken.length).toBeGreaterThanOrEqual(40);
});

it.each(broken)('%s', (_what, definition) => {
  let thrown: unknown;
  try {
    defineProvider(definition as never);
  } catch (error) {
    thrown = error;
  }
  expect(thrown).toBeInstanceOf(ContractError);
  const { problems } = thrown as ContractError;
  // Each names a field and what to do about it.
  for (const problem of problems) expect(problem).toMatch(/^\/\S* (is|has) .+: .+\.$/);
  expect(problems).toMatchSnapshot();
});

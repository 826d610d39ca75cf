import { handleWhenResult, wrap } from 'cockatiel';
import { expect, it, vi } from 'vitest';
import { EvenkeelError, isEvenkeelError } from '../../errors/errors.ts';
import { FakeClock } from '../../testing/index.ts';
import { Deadline } from '../timeout/timeout.ts';
import { RetryBudget } from './retry-budget.ts';
import { broken, down, endOf, late, make, noJitter, script, second, throttled } from './retry-policy.fixture.ts';
import { RetryPolicy, type RetryPolicyOptions } from './retry-policy.ts';

it('asks its predicate of errors alone, and gives every result back', async () => {
  const handle = vi.fn(() => true);
  const { clock, policy } = make({ handle });
  const { attempts, fn } = script(clock, [down]);
  expect(await clock.runUntil(policy.execute(fn))).toBe('done');
  expect(attempts).toHaveLength(2);
  expect(new Set(handle.mock.calls.flat())).toEqual(new Set([down]));
  expect(await policy.execute(() => undefined)).toBeUndefined();
});

it.each<[string, Partial<RetryPolicyOptions>, number[]]>([
  ['its own predicate', { handle: () => true, handleResult: (status) => status === 500 }, [500, 501]],
  ['it, whatever a filter says', { handle: handleWhenResult(() => true), handleResult: () => false }, [500]],
  ['it where it throws', { handle: () => true, handleResult: broken }, [500]],
])('asks of results %s', async (_what, given, expected) => {
  const { clock, policy } = make(given);
  const statuses: number[] = [];
  const call = policy.execute(({ attempt }) => {
    statuses.push(499 + attempt);
    return 499 + attempt;
  });
  expect(await clock.runUntil(call)).toBe(expected.at(-1));
  expect(statuses).toEqual(expected);
});

it.each<[string, EvenkeelError[], number]>([
  ['the last of all', [late(), late(), late(), late()], 4],
  ['one that is not retried', [late(), new EvenkeelError('EVK_UPSTREAM_REFUSED', 'No.')], 2],
  ['a refusal that was not sent', [late(), late(), new EvenkeelError('EVK_CIRCUIT_OPEN', 'Open.')], 2],
  ['one that was cancelled inside', [late(), new EvenkeelError('EVK_CANCELLED', 'Cancelled.')], 2],
])('tells on the error how many attempts were sent: %s', async (_what, errors, attempts) => {
  const { clock, policy } = make({ handle: (error) => isEvenkeelError(error) && error.code === 'EVK_ATTEMPT_TIMEOUT' });
  expect(await clock.runUntil(endOf(policy.execute(script(clock, errors).fn)))).toMatchObject({ attempts });
});

it.each<[string, unknown, number]>([
  ['a 429', throttled(5), 2],
  ['a failure of the upstream', new EvenkeelError('EVK_UPSTREAM_ERROR', 'Down.'), 2],
  ['a lost connection', new EvenkeelError('EVK_NETWORK', 'Lost.'), 2],
  ['a time-out', late(), 2],
  ['any error that is not ours', down, 2],
  ['a request that was refused', new EvenkeelError('EVK_UPSTREAM_REFUSED', 'No.'), 1],
  ['a quota that is spent', new EvenkeelError('EVK_QUOTA_EXHAUSTED', 'Spent.'), 1],
  ['an answer that cannot be read', new EvenkeelError('EVK_RESPONSE_INVALID', 'Odd.'), 1],
])('if nobody says what is retried, decides by the error: %s', async (_what, error, attempts) => {
  const clock = new FakeClock(0);
  const policy = new RetryPolicy({ maxAttempts: 4, backoff: second, hintJitter: noJitter, clock });
  const made = script(clock, [error]);
  await clock.runUntil(endOf(policy.execute(made.fn)));
  expect(made.attempts).toHaveLength(attempts);
});

it.each<[string, unknown, number]>([
  ['not for a 429 that tells when to come back', throttled(5), 4],
  ['for a 429 that does not', throttled(), 2],
  ['for a failure that does', new EvenkeelError('EVK_UPSTREAM_ERROR', 'Down.', { retryAfterMs: 5 }), 2],
  ['for any other error', down, 2],
])('its budget pays %s', async (_what, error, attempts) => {
  const clock = new FakeClock(0);
  const budget = new RetryBudget({ ratio: 0, floorPerWindow: 1, windowMs: 60_000, clock });
  const { policy } = make({ clock, budget });
  const made = script(clock, [error, error, error, error]);
  await clock.runUntil(endOf(policy.execute(made.fn)));
  expect(made.attempts).toHaveLength(attempts);
});

it('tells its attempts on the error of a deadline around it', async () => {
  const clock = new FakeClock(0);
  const deadline = new Deadline({ deadlineMs: 2_500, clock });
  const { policy } = make({ clock });
  const call = wrap(deadline, policy).execute(() => Promise.reject(down));
  expect(await clock.runUntil(endOf(call))).toMatchObject({ code: 'EVK_DEADLINE_EXCEEDED', attempts: 3 });
});

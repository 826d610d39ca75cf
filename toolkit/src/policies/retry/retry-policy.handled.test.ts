import { handleWhenResult } from 'cockatiel';
import { expect, it, vi } from 'vitest';
import { EvenkeelError, isEvenkeelError } from '../../errors/errors.ts';
import { broken, down, endOf, late, make, script } from './retry-policy.fixture.ts';
import type { RetryPolicyOptions } from './retry-policy.ts';

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

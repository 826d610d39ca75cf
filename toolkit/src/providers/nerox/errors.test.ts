import { describe, expect, it } from 'vitest';
import { EvenkeelError, isEvenkeelError } from '../../errors/errors.ts';
import * as exported from './errors.ts';

// A copy, since names are looked up in it below, and a namespace should not be indexed.
const errors = { ...exported };

const facts = { jobId: 'job_1', billedGpuSeconds: 12.5 };
const budget = {
  budget: 'period',
  limitGpuSeconds: 100,
  committedGpuSeconds: 90,
  forecastGpuSeconds: 12,
} as const;
const made = {
  isRateLimitError: new errors.RateLimitError(new EvenkeelError('EVK_THROTTLED', 'Refused.', { retryAfterMs: 5 })),
  isJobFailedError: new errors.JobFailedError('preempted', 'It failed.', facts),
  isJobTimeoutError: new errors.JobTimeoutError('It took too long.', facts),
  isJobCancelledError: new errors.JobCancelledError('It was cancelled.', facts),
  isBudgetExceededError: new errors.BudgetExceededError(budget),
  isMissingScopeError: new errors.MissingScopeError([{ scope: 'jobs:write', operations: ['submit'] }], []),
};
type Guard = keyof typeof made;
const guards = Object.keys(made) as Guard[];

describe.each(guards)('%s', (name) => {
  it('takes its own kind and no other', () => {
    expect(guards.filter((other) => errors[name](made[other]))).toEqual([name]);
    expect(errors[name](new EvenkeelError('EVK_NETWORK', 'It broke.'))).toBe(false);
    expect(errors[name](undefined)).toBe(false);
  });

  it('takes one of another copy of this package', () => {
    const foreign = Object.assign(new Error(made[name].message), { ...made[name], name: 'EvenkeelError' });
    expect(isEvenkeelError(foreign) && errors[name](foreign)).toBe(true);
  });
});

it('tells a cancelled job from a cancelled call', () => {
  expect(errors.isJobCancelledError(new EvenkeelError('EVK_CANCELLED', 'The call was cancelled.'))).toBe(false);
});

it('keeps what the last refusal said', () => {
  const last = new EvenkeelError('EVK_THROTTLED', 'The upstream answered 429.', { status: 429, retryAfterMs: 7 });
  last.attempts = 5;
  const { message, status, retryAfterMs, attempts, cause } = new errors.RateLimitError(last);
  expect({ message, status, retryAfterMs, attempts, cause }).toEqual({
    message: last.message,
    status: 429,
    retryAfterMs: 7,
    attempts: 5,
    cause: last,
  });
});

it('says what a key has, and none where it has none', () => {
  expect(made.isMissingScopeError.message).toMatch(
    /^The key lacks the scope jobs:write, which submit needs; it has none\./,
  );
});

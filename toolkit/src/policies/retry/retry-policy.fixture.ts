import { handleAll } from 'cockatiel';
import { EvenkeelError } from '../../errors/errors.ts';
import { FakeClock } from '../../testing/index.ts';
import type { Backoff } from './backoff.ts';
import { type RetryContext, RetryPolicy, type RetryPolicyOptions } from './retry-policy.ts';

export const second = { kind: 'uniform', minMs: 1_000, maxMs: 1_000 } as const satisfies Backoff;
export const noJitter: Backoff = { kind: 'uniform', minMs: 0, maxMs: 0 };

export function make(given: Partial<RetryPolicyOptions> = {}) {
  const clock = new FakeClock(0);
  const options = { maxAttempts: 4, backoff: second, hintJitter: noJitter, handle: handleAll, clock, ...given };
  return { clock, policy: new RetryPolicy(options) };
}

/** A function that fails with `errors` one after the other, then succeeds; `attempts` tells when each attempt came. */
export function script(clock: FakeClock, errors: readonly unknown[]) {
  const attempts: { attempt: number; atMs: number }[] = [];
  const fn = async ({ attempt }: RetryContext): Promise<string> => {
    const at = attempts.push({ attempt, atMs: clock.now() }) - 1;
    if (at < errors.length) throw errors[at];
    return 'done';
  };
  return { attempts, fn };
}

export const late = () => new EvenkeelError('EVK_ATTEMPT_TIMEOUT', 'Late.');
export const down = new Error('down');
export const broken = (): never => {
  throw new Error('broken');
};
export const downs = (count: number): Error[] => Array.from({ length: count }, () => down);
export const endOf = (call: Promise<unknown>): Promise<unknown> => call.catch((error: unknown) => error);
export const throttled = (retryAfterMs?: number) =>
  new EvenkeelError('EVK_THROTTLED', 'Busy.', retryAfterMs === undefined ? {} : { retryAfterMs });

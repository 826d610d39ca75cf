import { FakeClock } from '../../testing/index.ts';
import { AdaptiveLimit, type AdaptiveLimitOptions } from './adaptive-limit.ts';

export const tiers = [10, 50, 200];
export const makeLimit = (options: AdaptiveLimitOptions = {}) =>
  new AdaptiveLimit({ clock: new FakeClock(0), ...options });

/** Settles `count` successes, each of an attempt that left when the limit was used up. */
export function succeed(limit: AdaptiveLimit, count: number): void {
  for (let sent = 0; sent < count; sent += 1) limit.settle(limit.start(limit.limit), 'success');
}

/** Settles successes until the limit is as high as `to`. */
export function climb(limit: AdaptiveLimit, to: number): void {
  for (let sent = 0; limit.limit < to; sent += 1) {
    if (sent > 10_000) throw new Error(`The limit stays at ${limit.limit}.`);
    succeed(limit, 1);
  }
}

/** Settles a refusal of an attempt at the limit; returns the limit after it. */
export function refuse(limit: AdaptiveLimit): number {
  limit.settle(limit.start(limit.limit), 'failure');
  return limit.limit;
}

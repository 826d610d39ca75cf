import { DelegateBackoff, IterableBackoff } from 'cockatiel';
import fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import { runs } from '../../../properties/runs.ts';
import { FakeClock, seededRandom } from '../../testing/index.ts';
import type { Backoff } from './backoff.ts';
import { broken, down, downs, endOf, make, script, second, throttled } from './retry-policy.fixture.ts';
import type { RetryPolicyOptions } from './retry-policy.ts';

describe('RetryPolicy: delays', () => {
  const delaysOf = async (given: Partial<RetryPolicyOptions>, errors: readonly unknown[]) => {
    const onRetry = vi.fn();
    const { clock, policy } = make({ onRetry, ...given });
    await clock.runUntil(endOf(policy.execute(script(clock, errors).fn)));
    return onRetry.mock.calls.map(([{ delayMs, hinted }]) => [delayMs, hinted]);
  };
  const plain = (...delays: number[]) => delays.map((delayMs) => [delayMs, false]);

  it('grow with the attempts', async () => {
    const backoff: Backoff = { kind: 'full-jitter', baseMs: 100, capMs: 300, firstExponent: 0 };
    expect(await delaysOf({ backoff, random: () => 0.5 }, downs(3))).toEqual(plain(50, 100, 150));
  });

  it('of decorrelated jitter depend on the one before', async () => {
    const backoff: Backoff = { kind: 'decorrelated-jitter', baseMs: 100, capMs: 400 };
    expect(await delaysOf({ backoff, random: () => 0.5 }, downs(3))).toEqual(plain(200, 350, 400));
  });

  it('of decorrelated jitter do not depend on a hint in between', async () => {
    const backoff: Backoff = { kind: 'decorrelated-jitter', baseMs: 100, capMs: 9_000 };
    const delays = await delaysOf({ backoff, random: () => 0.5 }, [down, throttled(50_000), down]);
    expect(delays).toEqual([
      [200, false],
      [50_025, true],
      [350, false],
    ]);
  });

  it("may be one of cockatiel's, asked for each call anew", async () => {
    const backoff = new IterableBackoff([5, 7]);
    expect(await delaysOf({ backoff }, downs(3))).toEqual(plain(5, 7, 7));
    expect(await delaysOf({ backoff }, downs(1))).toEqual(plain(5));
  });

  it("tell cockatiel's the attempt and what failed", async () => {
    const seen: unknown[] = [];
    const backoff = new DelegateBackoff<{ attempt: number; result: unknown }>(({ attempt, result }) => {
      seen.push([attempt, result]);
      return 1;
    });
    await delaysOf({ backoff }, downs(2));
    expect(seen).toEqual([
      [1, { error: down }],
      [2, { error: down }],
    ]);
  });

  it.each<[string, Partial<RetryPolicyOptions>, unknown, [number, boolean]]>([
    ['of an EvenkeelError', {}, throttled(7_000), [7_025, true]],
    ['by a function', { retryAfterMs: () => 300 }, down, [325, true]],
    ['with a margin', { retryAfterMs: () => 300, marginMs: 0 }, down, [300, true]],
    ['with jitter', { retryAfterMs: () => 300, hintJitter: second }, down, [1_325, true]],
    ['of 0', { retryAfterMs: () => 0 }, down, [25, true]],
    ['that is past', { retryAfterMs: () => -5 }, down, [25, true]],
    ['that is none', { retryAfterMs: () => undefined }, throttled(7_000), [1_000, false]],
    ['that is no number', { retryAfterMs: () => Number.NaN }, down, [1_000, false]],
    ['that cannot be read', { retryAfterMs: broken }, down, [1_000, false]],
    ['that never ends', { retryAfterMs: () => Number.POSITIVE_INFINITY }, down, [1_000, false]],
  ])('obey a hint %s', async (_what, given, error, delay) => {
    expect(await delaysOf(given, [error])).toEqual([delay]);
  });

  it('are never shorter than a hint and the margin, even where timers fire early', async () => {
    class HastyClock extends FakeClock {
      override setTimeout(fn: () => void, delayMs: number) {
        return super.setTimeout(fn, delayMs > 1 ? delayMs * 0.9 : delayMs);
      }
    }
    const hint = fc.oneof(fc.nat(100), fc.double({ min: 0, max: 1e5, noNaN: true }));
    await fc.assert(
      fc.asyncProperty(fc.array(hint, { minLength: 1, maxLength: 4 }), fc.nat(), async (hints, seed) => {
        const clock = new HastyClock();
        const { policy } = make({ clock, maxAttempts: 9, random: seededRandom(seed) });
        const { attempts, fn } = script(clock, hints.map(throttled));
        await clock.runUntil(policy.execute(fn));
        for (const [at, hintMs] of hints.entries()) {
          const gapMs = (attempts[at + 1]?.atMs ?? 0) - (attempts[at]?.atMs ?? 0);
          // The clock's own steps are fractions of a microsecond.
          expect(gapMs).toBeGreaterThanOrEqual(hintMs + 25 - 0.001);
        }
      }),
      runs({ numRuns: 50 }),
    );
  });
});

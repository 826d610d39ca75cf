import fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import { runs } from '../../../properties/runs.ts';
import { EvenkeelError, OptionError } from '../../errors/errors.ts';
import { FakeClock, seededRandom } from '../../testing/index.ts';
import type { Outcome } from '../outcome.ts';
import { AdaptiveThrottle, type AdaptiveThrottleOptions } from './adaptive-throttle.ts';

/** Sends `count` calls; returns how many were refused here. */
function send(throttle: AdaptiveThrottle, count: number, outcome: Outcome): number {
  let refused = 0;
  for (let sent = 0; sent < count; sent += 1) {
    try {
      throttle.admit();
      throttle.settle(outcome);
    } catch {
      refused += 1;
    }
  }
  return refused;
}

function setUp(options: AdaptiveThrottleOptions = {}) {
  const clock = new FakeClock();
  return { clock, throttle: new AdaptiveThrottle({ minimumRequests: 0, random: seededRandom(1), clock, ...options }) };
}

const lucky = () => 0.999_999;

describe('AdaptiveThrottle', () => {
  it.each([{ k: 1 }, { k: Number.NaN }, { k: Number.POSITIVE_INFINITY }, { windowMs: 0 }, { minimumRequests: -1 }])(
    'refuses %o',
    (options) => {
      expect(() => new AdaptiveThrottle(options)).toThrow(OptionError);
    },
  );

  it.each([
    { k: 2, accepted: 0, failed: 0, ratio: 0 },
    { k: 2, accepted: 0, failed: 1, ratio: 1 / 2 },
    { k: 2, accepted: 50, failed: 50, ratio: 0 },
    { k: 2, accepted: 20, failed: 79, ratio: 59 / 100 },
    { k: 1.5, accepted: 20, failed: 79, ratio: 69 / 100 },
    { k: 4, accepted: 20, failed: 79, ratio: 19 / 100 },
  ])('with k = $k, refuses $ratio after $accepted accepted and $failed not', ({ k, accepted, failed, ratio }) => {
    const { throttle } = setUp({ k, random: lucky });
    send(throttle, accepted, 'success');
    send(throttle, failed, 'failure');
    expect(throttle.rejectionRatio).toBeCloseTo(ratio, 10);
  });

  it('says in its refusal what it does, and that it was here', async () => {
    const { throttle } = setUp({ random: () => 0 });
    send(throttle, 1, 'failure');
    const fn = vi.fn();
    await expect(throttle.execute(fn)).rejects.toMatchObject({
      code: 'EVK_THROTTLED_LOCALLY',
      outcome: 'rejected',
      message: expect.stringMatching(/^The client refuses 50 % of the calls for now\. /),
    });
    expect(fn).not.toHaveBeenCalled();
  });

  it('refuses nothing below minimumRequests, by default 100', () => {
    const { throttle } = setUp({ minimumRequests: undefined as never, random: () => 0 });
    expect(send(throttle, 100, 'failure')).toBe(0);
    expect(send(throttle, 1, 'failure')).toBe(1);
  });

  it('counts what hangs, before it ends', () => {
    const { throttle } = setUp({ random: lucky });
    for (let sent = 0; sent < 99; sent += 1) throttle.admit();
    expect(throttle.rejectionRatio).toBe(0.99);
  });

  const isDown = (error: unknown): boolean => (error as Error).message === 'down';
  it.each([
    { name: 'any error', options: {}, error: new Error('down'), ratio: 1 / 2 },
    { name: 'an error that it handles', options: { handle: isDown }, error: new Error('down'), ratio: 1 / 2 },
    { name: 'an error that it leaves alone', options: { handle: isDown }, error: new Error('no'), ratio: 0 },
    { name: 'an upstream error', options: {}, error: new EvenkeelError('EVK_THROTTLED', 'x'), ratio: 1 / 2 },
    { name: 'a refusal inside', options: {}, error: new EvenkeelError('EVK_BULKHEAD_FULL', 'x'), ratio: 0 },
  ])('refuses $ratio after $name', async ({ options, error, ratio }) => {
    const { throttle } = setUp(options);
    await expect(throttle.execute(() => Promise.reject(error))).rejects.toBe(error);
    expect(throttle.rejectionRatio).toBe(ratio);
  });

  it('holds nothing against the upstream that a caller ended', async () => {
    const { throttle } = setUp();
    const controller = new AbortController();
    const ended = throttle.execute(async () => {
      controller.abort();
      throw new Error('aborted');
    }, controller.signal);
    await expect(ended).rejects.toThrow('aborted');
    await expect(throttle.execute(() => 1, controller.signal)).rejects.toMatchObject({ code: 'EVK_CANCELLED' });
    expect(throttle.rejectionRatio).toBe(0);
  });

  it('forgets what is older than its window, also while idle', async () => {
    const { clock, throttle } = setUp({ random: lucky });
    send(throttle, 99, 'failure');
    await clock.advance(107_000);
    expect(throttle.rejectionRatio).toBe(0.99);
    await clock.advance(13_000);
    expect(throttle.rejectionRatio).toBe(0);
  });

  it('refuses nothing while accepts * k >= requests', () => {
    const calls = fc.array(fc.boolean(), { maxLength: 300 });
    fc.assert(
      fc.property(calls, fc.double({ min: 1.01, max: 5, noNaN: true }), fc.nat(), (accepted, k, seed) => {
        const { throttle } = setUp({ k, random: seededRandom(seed) });
        const counts = { requests: 0, accepts: 0 };
        for (const isAccepted of accepted) {
          const mayRefuse = counts.accepts * k < counts.requests;
          const refused = send(throttle, 1, isAccepted ? 'success' : 'failure');
          if (!mayRefuse) expect(refused).toBe(0);
          counts.requests += 1;
          if (isAccepted && refused === 0) counts.accepts += 1;
        }
      }),
      runs(),
    );
  });

  it.each([1, 2, 3])('sends next to nothing to a dead upstream, and all once it is back (seed %d)', async (seed) => {
    const { clock, throttle } = setUp({ minimumRequests: 100, random: seededRandom(seed) });
    /** The share that is refused in so many seconds, at 10 calls a second. */
    const pass = async (seconds: number, outcome: Outcome): Promise<number> => {
      let refused = 0;
      for (let second = 0; second < seconds; second += 1) {
        refused += send(throttle, 10, outcome);
        await clock.advance(1_000);
      }
      return refused / (seconds * 10);
    };
    expect(await pass(240, 'success')).toBe(0);
    await pass(120, 'failure');
    expect(await pass(120, 'failure')).toBeGreaterThan(0.99);
    await pass(1_200, 'success');
    expect(await pass(120, 'success')).toBe(0);
  });
});

it('shows the caller what really failed where its judge throws', async () => {
  const throttle = new AdaptiveThrottle({
    handle: () => {
      throw new Error('bad judge');
    },
  });
  await expect(throttle.execute(() => Promise.reject(new Error('down')))).rejects.toThrow('down');
});

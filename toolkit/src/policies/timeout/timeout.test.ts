import { getEventListeners } from 'node:events';
import { ConstantBackoff, handleAll, isTaskCancelledError, retry, wrap } from 'cockatiel';
import fc from 'fast-check';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { runs } from '../../../properties/runs.ts';
import { OptionError } from '../../errors/errors.ts';
import { FakeClock } from '../../testing/index.ts';
import { AttemptTimeout, Deadline } from './timeout.ts';

const never = (): Promise<never> => new Promise(() => {});
const caught = (promise: Promise<unknown>) => promise.catch((error: unknown) => error);
const listeners = (signal: AbortSignal) => getEventListeners(signal, 'abort').length;

const limits = [
  {
    name: 'AttemptTimeout',
    code: 'EVK_ATTEMPT_TIMEOUT',
    make: (timeoutMs: number, clock?: FakeClock) => new AttemptTimeout({ timeoutMs, ...(clock && { clock }) }),
  },
  {
    name: 'Deadline',
    code: 'EVK_DEADLINE_EXCEEDED',
    make: (deadlineMs: number, clock?: FakeClock) => new Deadline({ deadlineMs, ...(clock && { clock }) }),
  },
];

afterEach(() => {
  vi.useRealTimers();
});

describe.each(limits)('$name', ({ code, make }) => {
  it.each([0, -1, 1.5, Number.NaN, Number.POSITIVE_INFINITY])('refuses a limit of %d', (limitMs) => {
    expect(() => make(limitMs)).toThrow(OptionError);
  });

  it('ends what ignores its signal at once when the time is up, and not before', async () => {
    const clock = new FakeClock();
    const settled = vi.fn();
    let given: AbortSignal | undefined;
    const call = make(1_000, clock).execute(({ signal }) => {
      given = signal;
      return never();
    });
    const error = caught(call.finally(settled));
    await clock.advance(999);
    expect([settled.mock.calls.length, given?.aborted]).toEqual([0, false]);
    await clock.advance(1);
    expect(await error).toMatchObject({ code, outcome: 'error', message: expect.stringContaining('1000 ms') });
    expect(isTaskCancelledError(await error)).toBe(true);
    expect(given?.reason).toBe(await error);
    expect(clock.pending).toBe(0);
  });

  it('stays a time-out if what it ended then fails in its own way', async () => {
    const clock = new FakeClock();
    const call = make(1_000, clock).execute(
      ({ signal }) => new Promise((_, reject) => signal.addEventListener('abort', () => reject(new Error('socket')))),
    );
    await expect(clock.runUntil(call)).rejects.toMatchObject({ code });
  });

  it.each([
    {
      how: 'while it runs',
      abort: (controller: AbortController) => void queueMicrotask(() => controller.abort('why')),
    },
    { how: 'in its first step', abort: (controller: AbortController) => controller.abort('why') },
  ])("shows a caller's abort $how as one, at once, and passes its reason on", async ({ abort }) => {
    const clock = new FakeClock();
    const controller = new AbortController();
    let given: AbortSignal | undefined;
    const call = make(1_000, clock).execute(({ signal }) => {
      given = signal;
      abort(controller);
      return never();
    }, controller.signal);
    await expect(call).rejects.toMatchObject({ code: 'EVK_CANCELLED', cause: 'why' });
    expect(given).toMatchObject({ aborted: true, reason: 'why' });
    expect([clock.pending, listeners(controller.signal)]).toEqual([0, 0]);
  });

  it('leaves the signal of a success alone, so that its body can be read later', async () => {
    const clock = new FakeClock();
    const controller = new AbortController();
    const given = await make(1_000, clock).execute(({ signal }) => signal, controller.signal);
    expect([clock.pending, listeners(controller.signal)]).toEqual([0, 0]);
    await clock.advance(10_000);
    expect(given.aborted).toBe(false);
  });

  it.each([
    ['rejects', () => Promise.reject(new Error('down'))],
    [
      'throws',
      () => {
        throw new Error('down');
      },
    ],
  ])('passes on the error of what %s, and leaves no timer', async (_how, fn) => {
    const clock = new FakeClock();
    await expect(make(1_000, clock).execute(fn)).rejects.toThrow('down');
    expect(clock.pending).toBe(0);
  });

  it('waits longer than a timer of the platform can', async () => {
    vi.useFakeTimers();
    const limitMs = 2 ** 31 + 10;
    const settled = vi.fn();
    const error = caught(make(limitMs).execute(never).finally(settled));
    await vi.advanceTimersByTimeAsync(limitMs - 1);
    expect(settled).not.toHaveBeenCalled();
    await vi.advanceTimersByTimeAsync(1);
    expect(await error).toMatchObject({ code });
    expect(vi.getTimerCount()).toBe(0);
  });

  it('ends by whichever comes first, and leaves nothing behind', async () => {
    const distinct = fc.uniqueArray(fc.integer({ min: 1, max: 100 }), { minLength: 3, maxLength: 3 });
    const run = fc.asyncProperty(distinct, async ([limitMs = 0, doneMs = 0, abortMs = 0]) => {
      const clock = new FakeClock();
      const controller = new AbortController();
      clock.setTimeout(() => controller.abort(), abortMs);
      const fn = () => new Promise<string>((resolve) => clock.setTimeout(() => resolve('done'), doneMs));
      const end = make(limitMs, clock)
        .execute(fn, controller.signal)
        .catch((error: { code: string }) => error.code);
      const first = Math.min(limitMs, doneMs, abortMs);
      await clock.advance(first);
      const expected = first === doneMs ? 'done' : first === limitMs ? code : 'EVK_CANCELLED';
      expect(await end).toBe(expected);
      // Only fn's own timer and the caller's may be left, if they are not due yet.
      expect(clock.pending).toBe([doneMs, abortMs].filter((ms) => ms > first).length);
      expect(listeners(controller.signal)).toBe(0);
    });
    await fc.assert(run, runs({ numRuns: 50 }));
  });
});

describe("in cockatiel's wrap()", () => {
  const attempts = retry(handleAll, { maxAttempts: 2, backoff: new ConstantBackoff(0) });

  it('each attempt has its own time', async () => {
    const clock = new FakeClock();
    const policy = wrap(attempts, new AttemptTimeout({ timeoutMs: 100, clock }));
    const fn = vi.fn((): Promise<string> => (fn.mock.calls.length < 3 ? never() : Promise.resolve('done')));
    const call = policy.execute(fn);
    await vi.waitFor(async () => {
      await clock.advance(100);
      expect(fn).toHaveBeenCalledTimes(3);
    });
    expect(await call).toBe('done');
    expect(new Set(fn.mock.calls.map((args: unknown[]) => (args[0] as { signal: AbortSignal }).signal)).size).toBe(3);
  });

  it('a deadline around it ends the attempt and shows as a deadline', async () => {
    const clock = new FakeClock();
    const policy = wrap(new Deadline({ deadlineMs: 50, clock }), new AttemptTimeout({ timeoutMs: 100, clock }));
    let given: AbortSignal | undefined;
    const call = policy.execute(({ signal }) => {
      given = signal;
      return never();
    });
    await expect(clock.runUntil(call)).rejects.toMatchObject({ code: 'EVK_DEADLINE_EXCEEDED' });
    expect(given?.aborted).toBe(true);
    expect(clock.pending).toBe(0);
  });

  it('nothing is sent after the deadline, though the retry sleeps on and tries again', async () => {
    vi.useFakeTimers();
    const inner = new AttemptTimeout({ timeoutMs: 1_000 });
    const sleepy = retry(handleAll, { maxAttempts: 2, backoff: new ConstantBackoff(100) });
    const fn = vi.fn(() => Promise.reject(new Error('down')));
    const error = caught(wrap(new Deadline({ deadlineMs: 50 }), sleepy, inner).execute(fn));
    const refused = vi.fn();
    inner.onFailure(({ reason }) => refused('error' in reason && reason.error));
    await vi.advanceTimersByTimeAsync(500);
    expect(await error).toMatchObject({ code: 'EVK_DEADLINE_EXCEEDED' });
    expect(fn).toHaveBeenCalledTimes(1);
    expect(refused).toHaveBeenLastCalledWith(expect.objectContaining({ code: 'EVK_CANCELLED' }));
  });
});

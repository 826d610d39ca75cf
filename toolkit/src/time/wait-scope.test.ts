import { describe, expect, it, vi } from 'vitest';
import { FakeClock } from '../testing/index.ts';
import { CallScope } from './wait-scope.ts';

const noDeadline = Number.POSITIVE_INFINITY;

describe('CallScope', () => {
  it('sleeps as long as it is told', async () => {
    const clock = new FakeClock();
    const scope = new CallScope(clock, 1_000, undefined);
    const woke = vi.fn();
    const sleep = scope.sleep(500).then(woke);
    await clock.advance(499);
    expect(woke).not.toHaveBeenCalled();
    await clock.advance(1);
    await sleep;
    scope.dispose();
    expect(clock.pending).toBe(0);
  });

  it.each([
    { by: 'its deadline', code: 'EVK_DEADLINE_EXCEEDED', end: (clock: FakeClock) => clock.advance(1_000) },
    {
      by: 'its signal',
      code: 'EVK_CANCELLED',
      end: async (_clock: FakeClock, controller: AbortController) => controller.abort('why'),
    },
  ])('ends a wait by $by, undoes what was armed and leaves nothing behind', async ({ code, end }) => {
    const clock = new FakeClock();
    const controller = new AbortController();
    const removed = vi.spyOn(controller.signal, 'removeEventListener');
    const scope = new CallScope(clock, 1_000, controller.signal);
    const disarm = vi.fn();
    const wait = scope.wait(() => disarm).catch((error: unknown) => error);
    await end(clock, controller);
    expect(await wait).toMatchObject({ code });
    expect(scope.ended).toMatchObject({ code });
    expect(disarm).toHaveBeenCalledTimes(1);
    expect(removed).toHaveBeenCalled();
    expect(clock.pending).toBe(0);
  });

  it('ends a wait whose arming ends the call, and undoes what was armed', async () => {
    const controller = new AbortController();
    const scope = new CallScope(new FakeClock(), noDeadline, controller.signal);
    const disarm = vi.fn();
    const wait = scope.wait(() => {
      controller.abort();
      return disarm;
    });
    await expect(wait).rejects.toMatchObject({ code: 'EVK_CANCELLED' });
    expect(disarm).toHaveBeenCalledTimes(1);
  });

  it('keeps the first reason to end', async () => {
    const clock = new FakeClock();
    const controller = new AbortController();
    const scope = new CallScope(clock, 1_000, controller.signal);
    controller.abort('first');
    scope.cancel('second');
    await clock.advance(5_000);
    expect(scope.ended).toMatchObject({ code: 'EVK_CANCELLED', cause: 'first' });
  });

  it('is over from the start with a signal that was aborted before, and arms nothing', async () => {
    const clock = new FakeClock();
    const scope = new CallScope(clock, 1_000, AbortSignal.abort('early'));
    const arm = vi.fn(() => () => {});
    await expect(scope.wait(arm)).rejects.toMatchObject({ code: 'EVK_CANCELLED', cause: 'early' });
    expect(arm).not.toHaveBeenCalled();
    expect(clock.pending).toBe(0);
  });

  it('does not undo a wait that was over before the call ended', async () => {
    const scope = new CallScope(new FakeClock(), noDeadline, undefined);
    const disarm = vi.fn();
    let done = (): void => {};
    const wait = scope.wait((finish) => {
      done = finish;
      return disarm;
    });
    done();
    scope.cancel('later');
    await expect(wait).resolves.toBeUndefined();
    expect(disarm).not.toHaveBeenCalled();
  });

  it('hears nothing of its signal once it is disposed', () => {
    const clock = new FakeClock();
    const controller = new AbortController();
    const scope = new CallScope(clock, 1_000, controller.signal);
    scope.dispose();
    controller.abort();
    expect(scope.ended).toBeUndefined();
    expect(clock.pending).toBe(0);
  });

  it('sets no timer without a deadline', () => {
    const clock = new FakeClock();
    expect(new CallScope(clock, noDeadline, undefined).deadlineAtMs).toBe(noDeadline);
    expect(clock.pending).toBe(0);
  });
});

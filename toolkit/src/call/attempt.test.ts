import { describe, expect, it, vi } from 'vitest';
import { FakeClock } from '../testing/index.ts';
import { CallScope } from '../time/wait-scope.ts';
import { sendInTime } from './attempt.ts';

/** An attempt whose transport is done when the test says so. */
function setUp({ obeysAbort = true }: { obeysAbort?: boolean } = {}) {
  const clock = new FakeClock();
  const controller = new AbortController();
  const scope = new CallScope(clock, 5_000, controller.signal);
  const settle = { resolve: (_value: string): void => {}, reject: (_error: unknown): void => {} };
  let signal: AbortSignal | undefined;
  const send = vi.fn((attemptSignal: AbortSignal) => {
    signal = attemptSignal;
    return new Promise<string>((resolve, reject) => {
      Object.assign(settle, { resolve, reject });
      if (obeysAbort) attemptSignal.addEventListener('abort', () => reject(attemptSignal.reason));
    });
  });
  const redact = (text: string): string => text.replaceAll('nmb_secret', '[key]');
  const attempt = () => sendInTime({ limitMs: 1_000, clock, scope, send, redact });
  return { clock, controller, scope, send, settle, attempt, redact, aborted: () => signal?.aborted };
}

describe('sendInTime', () => {
  it('brings the response, and leaves no timer', async () => {
    const s = setUp();
    const attempt = s.attempt();
    s.settle.resolve('hello');
    expect(await attempt).toEqual({ response: 'hello' });
    s.scope.dispose();
    await s.clock.advance(0);
    expect(s.clock.pending).toBe(0);
  });

  it.each([
    {
      what: 'an error with a code',
      cause: Object.assign(new Error('x'), { code: 'ECONNREFUSED' }),
      says: /\(ECONNREFUSED\)/,
    },
    { what: 'an error without one', cause: new Error('x'), says: /^The connection failed\. / },
    { what: 'nothing at all', cause: undefined, says: /^The connection failed\. / },
  ])('calls $what a network failure', async ({ cause, says }) => {
    const s = setUp();
    const attempt = s.attempt();
    s.settle.reject(cause);
    expect(await attempt).toMatchObject({
      failure: 'network',
      error: { code: 'EVK_NETWORK', message: expect.stringMatching(says) },
    });
  });

  it('takes a transport that throws for one that rejects', async () => {
    const s = setUp();
    s.send.mockImplementation(() => {
      throw new Error('broken');
    });
    expect(await s.attempt()).toMatchObject({ failure: 'network', error: { cause: { message: 'broken' } } });
  });

  it('gives up at the attempt timeout and aborts the transport', async () => {
    const s = setUp();
    const attempt = s.attempt();
    await s.clock.advance(999);
    expect(s.aborted()).toBe(false);
    await s.clock.advance(1);
    const result = await attempt;
    expect(result).toMatchObject({ failure: 'timeout', error: { code: 'EVK_ATTEMPT_TIMEOUT' } });
    expect(s.aborted()).toBe(true);
    await expect(result.transport).rejects.toMatchObject({ code: 'EVK_ATTEMPT_TIMEOUT' });
    expect(s.scope.ended).toBeUndefined();
  });

  it.each([
    { by: 'the signal', code: 'EVK_CANCELLED', end: async (s: ReturnType<typeof setUp>) => s.controller.abort() },
    {
      by: 'the deadline',
      code: 'EVK_DEADLINE_EXCEEDED',
      end: async (s: ReturnType<typeof setUp>) => s.clock.advance(5_000),
    },
  ])('is abandoned and aborted when $by ends the call', async ({ code, end }) => {
    const s = setUp();
    const { clock, scope, send, redact } = s;
    const attempt = sendInTime({ limitMs: 60_000, clock, scope, send, redact });
    await end(s);
    const result = await attempt;
    expect(result).toMatchObject({ abandoned: { code } });
    expect(s.aborted()).toBe(true);
    await expect(result.transport).rejects.toBeDefined();
    expect(s.clock.pending).toBe(0);
  });

  it('hands over a transport that takes no notice of aborts', async () => {
    const s = setUp({ obeysAbort: false });
    const attempt = s.attempt();
    s.controller.abort();
    const result = await attempt;
    expect(result).toMatchObject({ abandoned: {} });
    const onDone = vi.fn();
    void result.transport?.then(onDone);
    await s.clock.advance(10_000);
    expect(onDone).not.toHaveBeenCalled();
    s.settle.resolve('late');
    await s.clock.advance(0);
    expect(onDone).toHaveBeenCalledTimes(1);
  });

  it('sends nothing for a call that is over, and has no transport', async () => {
    const s = setUp();
    s.controller.abort();
    expect(await s.attempt()).toEqual({
      abandoned: expect.objectContaining({ code: 'EVK_CANCELLED' }),
      transport: undefined,
    });
    expect(s.send).not.toHaveBeenCalled();
  });
});

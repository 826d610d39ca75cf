import { describe, expect, expectTypeOf, it } from 'vitest';
import { defineProvider } from '../contract/define.ts';
import type { ProviderDefinition } from '../contract/definition.ts';
import { createMemoryCoordinator } from '../coordination/memory.ts';
import { EventRecorder, FakeClock } from '../testing/index.ts';
import { type FunctionAttempt, type FunctionPipelineOptions, pipeline } from './function-pipeline.ts';

function setUp(definition: Omit<ProviderDefinition, 'name'> = {}, options: FunctionPipelineOptions = {}) {
  const clock = new FakeClock();
  const recorder = new EventRecorder();
  const contract = defineProvider({ name: 'sdk', ...definition });
  const made = pipeline(contract, { clock, random: () => 0, onEvent: recorder.sink, ...options });
  return { clock, recorder, made };
}

/** Fails so often, and then returns its attempt. */
const failing = (times: number, error: unknown) => {
  const startedAtMs: number[] = [];
  const fn = (clock: FakeClock) => (context: FunctionAttempt) => {
    startedAtMs.push(clock.now());
    if (context.attempt <= times) throw error;
    return context.attempt;
  };
  return { startedAtMs, fn };
};

describe('execute()', () => {
  it('returns what the function returns, and tells it of its attempt', async () => {
    const s = setUp();
    const seen: FunctionAttempt[] = [];
    const value = await s.clock.runUntil(
      s.made.execute(
        async (attempt) => {
          seen.push(attempt);
          return { answer: 42 };
        },
        { callId: 'mine' },
      ),
    );
    expectTypeOf(value).toEqualTypeOf<{ answer: number }>();
    expect(value).toEqual({ answer: 42 });
    expect(seen).toEqual([{ attempt: 1, callId: 'mine', idempotencyKey: undefined, signal: expect.any(AbortSignal) }]);
    expect(s.recorder.ofType('call-ended')).toMatchObject([{ operation: 'post', outcome: 'ok', attempts: 1 }]);
  });

  it('waits as long as the error’s own headers ask, and goes by the contract’s rules', async () => {
    const s = setUp({ rules: [{ status: 420, class: 'throttled', retry: true }, 'defaults'] });
    const { fn, startedAtMs } = failing(
      1,
      Object.assign(new Error('calm'), { status: 420, headers: { 'Retry-After': '3' } }),
    );
    expect(await s.clock.runUntil(s.made.execute(fn(s.clock)))).toBe(2);
    expect(Number(startedAtMs[1]) - Number(startedAtMs[0])).toBeGreaterThanOrEqual(3_000);
    expect(s.recorder.ofType('rate-limited')).toMatchObject([{ source: 'upstream' }]);
  });

  it('waits as long as a classifier says; the call’s own comes first, and undefined leaves it to the next', async () => {
    const s = setUp(
      {},
      { classify: (end) => ('error' in end ? { class: 'throttled', retryAfterMs: 2_000 } : undefined) },
    );
    const first = failing(1, new Error('slow down'));
    await s.clock.runUntil(s.made.execute(first.fn(s.clock)));
    expect(Number(first.startedAtMs[1]) - Number(first.startedAtMs[0])).toBeGreaterThanOrEqual(2_000);
    const second = failing(1, new Error('slow down'));
    const execute = s.made.execute(second.fn(s.clock), { classify: () => ({ class: 'permanent' }) });
    await expect(s.clock.runUntil(execute)).rejects.toThrow('slow down');
    const third = failing(1, new Error('slow down'));
    expect(await s.clock.runUntil(s.made.execute(third.fn(s.clock), { classify: () => undefined }))).toBe(2);
  });

  it('throws the function’s last error, unchanged, and returns its last result', async () => {
    const s = setUp();
    class SdkError extends Error {
      status = 400;
    }
    const error = new SdkError('bad request');
    await expect(s.clock.runUntil(s.made.execute(failing(9, error).fn(s.clock)))).rejects.toBe(error);
    const refused = { ok: false };
    const classify = () => ({ class: 'quota' }) as const;
    expect(await s.clock.runUntil(s.made.execute(() => refused, { classify }))).toBe(refused);
    expect(s.recorder.ofType('call-ended').map(({ outcome, code }) => [outcome, code])).toEqual([
      ['error', 'EVK_UPSTREAM_REFUSED'],
      ['error', 'EVK_QUOTA_EXHAUSTED'],
    ]);
  });

  it('repeats what was lost only where the operation may be repeated', async () => {
    const lost = Object.assign(new Error('reset'), { code: 'ECONNRESET' });
    const s = setUp();
    const once = failing(1, lost);
    await expect(s.clock.runUntil(s.made.execute(once.fn(s.clock)))).rejects.toBe(lost);
    expect(await s.clock.runUntil(s.made.execute(failing(1, lost).fn(s.clock), { operation: 'get' }))).toBe(2);
  });

  it('ends at once on an abort, and tells the function', async () => {
    const s = setUp();
    const controller = new AbortController();
    let told: AbortSignal | undefined;
    const call = s.made.execute(
      ({ signal }) => {
        told = signal;
        return new Promise(() => {});
      },
      { signal: controller.signal },
    );
    await s.clock.advance(10);
    controller.abort();
    await expect(call).rejects.toMatchObject({ code: 'EVK_CANCELLED' });
    expect(told?.aborted).toBe(true);
  });

  it('keeps to the limits, by what each call costs', async () => {
    const limits = [{ kind: 'bucket', unit: 'points', amount: 10, refillPerSecond: 1 }] as const;
    const operations = { ask: { method: 'POST', path: '/ask', costs: { points: 1 } } } as const;
    const s = setUp({ limits, operations });
    const startedAtMs: number[] = [];
    const note = (): unknown => startedAtMs.push(s.clock.now());
    const calls = Promise.all([8, 4].map((points) => s.made.execute(note, { cost: { points } })));
    await s.clock.advance(1);
    expect(startedAtMs).toHaveLength(1);
    await s.clock.runUntil(calls);
    expect(Number(startedAtMs[1]) - Number(startedAtMs[0])).toBeGreaterThanOrEqual(1_900);
  });

  it('settles what a call has cost by what the function returns', async () => {
    const limits = [{ kind: 'window', unit: 'tokens', amount: 1_000, windowMs: 60_000 }] as const;
    const s = setUp({ limits });
    const used = (): number | null | undefined => s.made.state().limits.find(({ unit }) => unit === 'tokens')?.used;
    const payload = { max_tokens: 400, prompt: 'x' };
    const call = s.made.execute(async () => ({ usage: { total_tokens: 30 } }), { payload });
    expect(used()).toBeGreaterThanOrEqual(400);
    await s.clock.runUntil(call);
    expect(used()).toBe(30);
  });

  it('ends with what a classifier throws', async () => {
    const s = setUp();
    const classify = (): never => {
      throw new Error('a bug of the classifier');
    };
    await expect(s.clock.runUntil(s.made.execute(() => 1, { classify }))).rejects.toThrow('a bug of the classifier');
  });

  it('gives up the body of a response that is tried again, and returns the last one whole', async () => {
    const s = setUp();
    const cancelled: number[] = [];
    const responses = [429, 200].map((status, at) => {
      const body = new ReadableStream({
        cancel: () => void cancelled.push(at),
        start: (c) => c.enqueue(new Uint8Array(1)),
      });
      return new Response(body, { status });
    });
    const response = await s.clock.runUntil(s.made.execute(({ attempt }) => responses[attempt - 1] as Response));
    expect([response, cancelled]).toEqual([responses[1], [0]]);
  });

  it('opens the breaker, and then calls nothing', async () => {
    const s = setUp();
    const down = Object.assign(new Error('down'), { status: 500 });
    const fail = () => s.made.execute(() => Promise.reject(down)).catch((error: unknown) => error);
    await s.clock.runUntil(Promise.all(Array.from({ length: 25 }, fail)));
    expect(s.made.state().breakers).toMatchObject([{ state: 'open' }]);
    expect(await s.clock.runUntil(fail())).toMatchObject({ code: 'EVK_CIRCUIT_OPEN' });
  });

  it('does without it after the end', async () => {
    const s = setUp();
    await s.clock.runUntil(s.made.close());
    await expect(s.made.execute(() => 1)).rejects.toMatchObject({ code: 'EVK_CLIENT_CLOSED' });
    expect(s.made.state().closing).toBe(true);
  });
});

describe('pipeline()', () => {
  it.each([
    [{ cost: -1 }, 'cost.requests'],
    [{ cost: { tokens: 5 } }, 'cost.tokens'],
    [{ operation: 'gone' }, 'operation'],
  ])('refuses %j', async (options, option) => {
    await expect(setUp().made.execute(() => 1, options)).rejects.toMatchObject({ code: 'EVK_OPTION_INVALID', option });
  });

  it('needs an account where limits are shared', async () => {
    const contract = defineProvider({ name: 'sdk' });
    const coordinator = createMemoryCoordinator();
    expect(() => pipeline(contract, { coordinator })).toThrow('Option account');
    await pipeline(contract, { coordinator, account: 'a' }).close();
  });
});

import { describe, expect, it } from 'vitest';
import type { EvenkeelError } from '../../errors/errors.ts';
import { FakeClock } from '../../testing/index.ts';
import { CallScope } from '../../time/wait-scope.ts';
import { TokenCycle } from './token-cycle.ts';
import type { TokenCycleOptions } from './token-cycle-options.ts';
import type { CyclePermit } from './token-ledger.ts';

const WINDOW_MS = 1_000;
const MARGIN_MS = 3;
const REST_MS = WINDOW_MS + MARGIN_MS;
const FLIGHT_MS = 1_000;

function setUp(options: Partial<TokenCycleOptions> = {}) {
  const clock = new FakeClock();
  const tokens = new TokenCycle({ limit: 2, windowMs: WINDOW_MS, clock, ...options });
  const scopes: CallScope[] = [];
  /** Waits for a token; returns when it came, or the code of the error that came instead. */
  const wait = (deadlineMs = Number.POSITIVE_INFINITY, signal?: AbortSignal): Promise<number | string> => {
    const scope = new CallScope(clock, deadlineMs, signal);
    scopes.push(scope);
    return tokens.acquire(scope).then(
      () => clock.now() - startMs,
      (error: EvenkeelError) => error.code,
    );
  };
  const startMs = clock.now();
  return { clock, tokens, wait };
}

function take(tokens: TokenCycle, count: number): void {
  for (let n = 0; n < count; n += 1) expect(tokens.tryAcquire()).toBe(true);
}

function send(tokens: TokenCycle, count: number): CyclePermit[] {
  take(tokens, count);
  return Array.from({ length: count }, () => tokens.send());
}

describe('TokenCycle', () => {
  it('lets through as many as there are tokens', () => {
    const { tokens } = setUp({ limit: 3 });
    send(tokens, 3);
    expect(tokens.tryAcquire()).toBe(false);
    expect([tokens.held, tokens.inUse, tokens.idle]).toEqual([3, 3, 0]);
  });

  it.each([
    ['at once', 0, 0 + REST_MS],
    ['after a while', 250, 250 + REST_MS],
    ['just before its time in flight is over', FLIGHT_MS - 1, FLIGHT_MS - 1 + REST_MS],
    ['never', undefined, FLIGHT_MS + REST_MS],
    ['after its time in flight', FLIGHT_MS + 500, FLIGHT_MS + REST_MS],
    ['when its token is free again', FLIGHT_MS + REST_MS + 500, FLIGHT_MS + REST_MS],
  ])('sets a token free a window after the response that comes %s', async (_when, answeredAfterMs, freeAfterMs) => {
    const { clock, tokens, wait } = setUp({ limit: 1 });
    const [permit] = send(tokens, 1);
    const next = wait();
    if (answeredAfterMs !== undefined) {
      clock.setTimeout(() => {
        tokens.answered(permit as CyclePermit);
        tokens.release(permit);
      }, answeredAfterMs);
    }
    expect(await clock.runUntil(next)).toBe(freeAfterMs);
    expect(tokens.held).toBe(1);
    await clock.advance(2 * FLIGHT_MS);
    expect([tokens.held, tokens.inUse]).toEqual([1, 1]);
  });

  it('serves who waited already when a request was sent whose response never comes', async () => {
    const { clock, tokens, wait } = setUp({ limit: 1 });
    take(tokens, 1);
    const next = wait();
    tokens.send();
    expect(await clock.runUntil(next)).toBe(FLIGHT_MS + REST_MS);
  });

  it('counts from the end of its time in flight, too, where nobody looked until the response', async () => {
    const { clock, tokens } = setUp({ limit: 1 });
    const [permit] = send(tokens, 1);
    await clock.advance(FLIGHT_MS + 100);
    tokens.answered(permit as CyclePermit);
    await clock.advance(REST_MS - 101);
    expect(tokens.tryAcquire()).toBe(false);
    await clock.advance(1);
    expect(tokens.tryAcquire()).toBe(true);
  });

  it.each([
    ['its default', {}, 1_003],
    ['its own', { marginMs: 50 }, 1_050],
    ['none', { marginMs: 0 }, 1_000],
  ])('adds a margin to the window: %s', async (_which, options, restMs) => {
    const { clock, tokens } = setUp({ limit: 1, ...options });
    const [permit] = send(tokens, 1);
    tokens.answered(permit as CyclePermit);
    await clock.advance(restMs - 1);
    expect(tokens.tryAcquire()).toBe(false);
    await clock.advance(1);
    expect(tokens.tryAcquire()).toBe(true);
  });

  it('takes back at once what was not sent', async () => {
    const { clock, tokens, wait } = setUp({ limit: 1 });
    take(tokens, 1);
    const next = wait();
    clock.setTimeout(() => tokens.release(), 10);
    expect(await clock.runUntil(next)).toBe(10);
  });

  it('serves those who wait in the order in which they came, and nobody before them', async () => {
    const { clock, tokens, wait } = setUp({ limit: 1 });
    take(tokens, 1);
    const served: string[] = [];
    const waiting = ['first', 'second', 'third'].map((name) => wait().then(() => served.push(name)));
    expect(tokens.waiting).toBe(3);
    tokens.release();
    // The token is the first call's, though that has not gone on yet.
    expect(tokens.tryAcquire()).toBe(false);
    await clock.advance(0);
    for (let n = 0; n < 2; n += 1) {
      tokens.release();
      await clock.advance(0);
    }
    await Promise.all(waiting);
    expect(served).toEqual(['first', 'second', 'third']);
  });

  it('serves all that wait for one token, each a window after the response of the one before', async () => {
    const { clock, tokens, wait } = setUp({ limit: 1 });
    const times: number[] = [];
    const workers = Array.from({ length: 4 }, async () => {
      times.push((await wait()) as number);
      const permit = tokens.send();
      clock.setTimeout(() => tokens.answered(permit), 40);
    });
    await clock.runUntil(Promise.all(workers));
    expect(times).toEqual([0, 1, 2, 3].map((n) => n * (40 + REST_MS)));
  });

  describe('who gives up', () => {
    it.each([
      ['by its deadline', 'EVK_DEADLINE_EXCEEDED', 300],
      ['by its caller', 'EVK_CANCELLED', Number.POSITIVE_INFINITY],
    ])('leaves its place to the next %s', async (_how, code, deadlineMs) => {
      const { clock, tokens, wait } = setUp({ limit: 1 });
      const [permit] = send(tokens, 1);
      tokens.answered(permit as CyclePermit);
      const controller = new AbortController();
      const gone = wait(deadlineMs, controller.signal);
      const next = wait();
      clock.setTimeout(() => controller.abort(), 300);
      expect(await clock.runUntil(gone)).toBe(code);
      expect(await clock.runUntil(next)).toBe(REST_MS);
      expect(tokens.tryAcquire()).toBe(false);
    });

    it('leaves no timer behind', async () => {
      const { clock, tokens, wait } = setUp({ limit: 1 });
      const [permit] = send(tokens, 1);
      tokens.answered(permit as CyclePermit);
      const controller = new AbortController();
      const gone = wait(Number.POSITIVE_INFINITY, controller.signal);
      expect(clock.pending).toBe(1);
      controller.abort();
      expect(await gone).toBe('EVK_CANCELLED');
      expect([clock.pending, tokens.waiting]).toEqual([0, 0]);
    });
  });

  it('has a timer only while somebody waits', async () => {
    const { clock, tokens, wait } = setUp({ limit: 1 });
    send(tokens, 1);
    expect(clock.pending).toBe(0);
    const next = wait();
    expect(clock.pending).toBe(1);
    await clock.runUntil(next);
    expect(clock.pending).toBe(0);
    void wait();
    tokens.dispose();
    expect(clock.pending).toBe(0);
  });

  it('lets nothing through while it may not, and whoever waits once it may', async () => {
    let allowed = false;
    const { clock, tokens, wait } = setUp({ limit: 2, mayUse: () => allowed });
    expect([tokens.tryAcquire(), tokens.mayStillSend]).toEqual([false, false]);
    const waiting = [wait(), wait(), wait()];
    await clock.advance(5_000);
    expect([tokens.waiting, clock.pending]).toEqual([3, 0]);
    allowed = true;
    tokens.reset();
    expect(tokens.waiting).toBe(1);
    expect(await Promise.all(waiting.slice(0, 2))).toEqual([5_000, 5_000]);
    expect(tokens.mayStillSend).toBe(true);
    allowed = false;
    expect(tokens.mayStillSend).toBe(false);
  });

  it('does not look again and again at tokens that are free and may not be used', async () => {
    let allowed = true;
    const { clock, tokens, wait } = setUp({ limit: 1, mayUse: () => allowed });
    const [permit] = send(tokens, 1);
    tokens.answered(permit as CyclePermit);
    const next = wait();
    allowed = false;
    await clock.advance(REST_MS);
    expect([clock.pending, tokens.waiting]).toEqual([0, 1]);
    allowed = true;
    tokens.reset();
    expect(await next).toBe(REST_MS);
  });

  it.each<[string, Partial<TokenCycleOptions>]>([
    ['limit', { limit: 1.5 }],
    ['limit', { limit: -1 }],
    ['windowMs', { windowMs: -1 }],
    ['windowMs', { windowMs: Number.NaN }],
    ['marginMs', { marginMs: Number.POSITIVE_INFINITY }],
    ['flightMs', { flightMs: -0.5 }],
  ])('refuses a %s out of its range', (name, options) => {
    expect(() => setUp(options)).toThrow(new RegExp(`${name}`));
  });
});

describe('calls of several costs', () => {
  it('take as many tokens as they cost, or none', async () => {
    const { clock, tokens } = setUp({ limit: 5 });
    expect([tokens.tryAcquire(3), tokens.tryAcquire(3), tokens.tryAcquire(2)]).toEqual([true, false, true]);
    tokens.release(undefined, 2);
    tokens.answered(tokens.send(3));
    expect([tokens.held, tokens.inUse, tokens.idle]).toEqual([5, 3, 2]);
    await clock.advance(REST_MS);
    expect(tokens.tryAcquire(5)).toBe(true);
  });

  it('are served in turn: what comes back is kept for one that needs more', async () => {
    const { clock, tokens } = setUp({ limit: 4, burst: 0.25 });
    const startMs = clock.now();
    const ends: [cost: number, atMs: number][] = [];
    const call = async (cost: number): Promise<void> => {
      await tokens.acquire(new CallScope(clock, Number.POSITIVE_INFINITY, undefined), cost);
      ends.push([cost, clock.now() - startMs]);
      tokens.answered(tokens.send(cost));
    };
    for (let n = 0; n < 4; n += 1) {
      if (tokens.tryAcquire()) tokens.answered(tokens.send());
      await clock.advance(300);
    }
    await clock.runUntil(Promise.all([call(4), call(1)]));
    // The last of the four came back then, and its token waits for no burst.
    expect(ends).toEqual([
      [4, 900 + REST_MS],
      [1, 900 + 2 * REST_MS],
    ]);
    expect(clock.pending).toBe(0);
  });

  it('do not wait behind one that has given up', async () => {
    const { clock, tokens } = setUp({ limit: 3 });
    take(tokens, 1);
    const given = new AbortController();
    const large = tokens.acquire(new CallScope(clock, Number.POSITIVE_INFINITY, given.signal), 3);
    const small = tokens.acquire(new CallScope(clock, Number.POSITIVE_INFINITY, undefined), 2);
    expect([tokens.waiting, tokens.waitingCost, tokens.next]).toEqual([2, 5, { cost: 3, turn: 0 }]);
    given.abort();
    await expect(large).rejects.toMatchObject({ code: 'EVK_CANCELLED' });
    await small;
    expect([tokens.waiting, tokens.waitingCost, tokens.next, tokens.idle]).toEqual([0, 0, { cost: 0, turn: 2 }, 0]);
  });
});

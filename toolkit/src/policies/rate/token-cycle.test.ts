import { describe, expect, it } from 'vitest';
import type { EvenkeelError } from '../../errors/errors.ts';
import { FakeClock } from '../../testing/index.ts';
import { CallScope } from '../../time/wait-scope.ts';
import { LimiterLine } from './limiter-line.fixture.ts';
import { noDemand } from './permit-limiter.ts';
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
  const line = new LimiterLine(tokens, clock);
  const startMs = clock.now();
  /** Waits for a token and sends with it; returns when, or the code of the error that came instead. */
  const wait = (deadlineMs = Number.POSITIVE_INFINITY, signal?: AbortSignal): Promise<number | string> =>
    line.send(new CallScope(clock, deadlineMs, signal)).then(
      () => clock.now() - startMs,
      (error: EvenkeelError) => error.code,
    );
  return { clock, tokens, line, wait, startMs };
}

function send(tokens: TokenCycle, count: number): CyclePermit[] {
  return Array.from({ length: count }, () => {
    expect(tokens.hasRoom()).toBe(true);
    return tokens.send();
  });
}

/** Sends with a token whose response comes at once. */
function use(tokens: TokenCycle): void {
  for (const permit of send(tokens, 1)) tokens.answered(permit);
}

const patient = (clock: FakeClock, signal?: AbortSignal): CallScope =>
  new CallScope(clock, Number.POSITIVE_INFINITY, signal);

describe('TokenCycle', () => {
  it('lets through as many as there are tokens', () => {
    const { tokens } = setUp({ limit: 3 });
    send(tokens, 3);
    expect([tokens.hasRoom(), tokens.unanswered]).toEqual([false, 3]);
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
        tokens.release(permit as CyclePermit);
      }, answeredAfterMs);
    }
    expect(await clock.runUntil(next)).toBe(freeAfterMs);
    expect(tokens.held).toBe(1);
    await clock.advance(2 * FLIGHT_MS);
    // The next one's response has not come, and a late one frees nothing a second time.
    expect([tokens.idle, tokens.held, tokens.inUse]).toEqual([0, 1, 1]);
  });

  it('serves who waited already when a request was sent whose response never comes', async () => {
    const { clock, tokens, wait } = setUp({ limit: 1 });
    use(tokens);
    const waiting = [wait(), wait()];
    expect(await clock.runUntil(Promise.all(waiting))).toEqual([REST_MS, REST_MS + FLIGHT_MS + REST_MS]);
  });

  it('counts from the end of its time in flight, too, where nobody looked until the response', async () => {
    const { clock, tokens } = setUp({ limit: 1 });
    const [permit] = send(tokens, 1);
    await clock.advance(FLIGHT_MS + 100);
    tokens.answered(permit as CyclePermit);
    await clock.advance(REST_MS - 101);
    expect(tokens.hasRoom()).toBe(false);
    await clock.advance(1);
    expect(tokens.hasRoom()).toBe(true);
  });

  it.each([
    ['its default', {}, 1_003],
    ['its own', { marginMs: 50 }, 1_050],
    ['none', { marginMs: 0 }, 1_000],
  ])('adds a margin to the window: %s', async (_which, options, restMs) => {
    const { clock, tokens } = setUp({ limit: 1, ...options });
    use(tokens);
    await clock.advance(restMs - 1);
    expect(tokens.hasRoom()).toBe(false);
    await clock.advance(1);
    expect(tokens.hasRoom()).toBe(true);
  });

  it('serves those who wait in the order in which they came, and nobody before them', async () => {
    const { clock, tokens, line, wait } = setUp({ limit: 1 });
    use(tokens);
    const served: string[] = [];
    const waiting = ['first', 'second', 'third'].map((name) => wait().then(() => served.push(name)));
    expect([line.size, line.trySend(), tokens.wanted]).toEqual([
      3,
      undefined,
      { waiting: 3, cost: 3, next: 1, turn: 1 },
    ]);
    clock.tick(REST_MS);
    // The token has left with the first call, though that has not gone on yet.
    expect([tokens.hasRoom(), tokens.unanswered, served]).toEqual([false, 1, []]);
    await clock.runUntil(Promise.all(waiting));
    expect(served).toEqual(['first', 'second', 'third']);
  });

  it('serves all that wait for one token, each a window after the response of the one before', async () => {
    const { clock, tokens, line, startMs } = setUp({ limit: 1 });
    const times: number[] = [];
    const workers = Array.from({ length: 4 }, async () => {
      const permit = await line.send(patient(clock));
      times.push(clock.now() - startMs);
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
      use(tokens);
      const controller = new AbortController();
      const gone = wait(deadlineMs, controller.signal);
      const next = wait();
      clock.setTimeout(() => controller.abort(), 300);
      expect(await clock.runUntil(gone)).toBe(code);
      expect(await clock.runUntil(next)).toBe(REST_MS);
      expect(tokens.hasRoom()).toBe(false);
    });

    it('leaves no timer behind, and no demand', async () => {
      const { clock, tokens, line, wait } = setUp({ limit: 1 });
      use(tokens);
      const controller = new AbortController();
      const gone = wait(Number.POSITIVE_INFINITY, controller.signal);
      expect(clock.pending).toBe(1);
      controller.abort();
      expect(await gone).toBe('EVK_CANCELLED');
      expect([clock.pending, line.size, tokens.wanted]).toEqual([0, 0, noDemand]);
    });
  });

  it('says when there is room only while somebody waits', async () => {
    const { clock, tokens } = setUp({ limit: 1 });
    let told = 0;
    tokens.onRoom = () => {
      told += 1;
    };
    const [permit] = send(tokens, 1);
    tokens.reset();
    tokens.demand({ waiting: 1, cost: 1, next: 1, turn: 1 });
    expect([told, clock.pending, tokens.roomAtMs(1) - clock.now()]).toEqual([0, 0, FLIGHT_MS + REST_MS]);
    // The response says that there is room sooner.
    for (let n = 0; n < 2; n += 1) tokens.answered(permit as CyclePermit);
    expect([told, clock.pending, tokens.roomAtMs(1) - clock.now()]).toEqual([1, 0, REST_MS]);
    tokens.setLimit(3);
    expect([told, tokens.roomAtMs(2), tokens.refillMs(2)]).toEqual([2, clock.now(), (2 / 3) * REST_MS]);
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

describe('a small burst', () => {
  it('does not hold back what comes back while somebody waits', async () => {
    const { clock, tokens, wait } = setUp({ limit: 4, burst: 0.25 });
    use(tokens);
    await clock.advance(1_000);
    use(tokens);
    // Two tokens are idle, but the next burst is at about 1,288.
    expect(await clock.runUntil(wait())).toBe(REST_MS);
  });

  it('is not used up by tokens that were waited for, though nobody waits any more when one leaves', async () => {
    const { clock, tokens } = setUp({ limit: 1, burst: 0.05 });
    use(tokens);
    for (let n = 0; n < 100; n += 1) {
      tokens.demand({ waiting: 1, cost: 1, next: 1, turn: n });
      await clock.advance(REST_MS);
      expect(tokens.hasRoom()).toBe(true);
      tokens.answered(tokens.send());
      tokens.demand(noDemand);
    }
    await clock.advance(1.15 * REST_MS);
    expect(tokens.hasRoom()).toBe(true);
  });
});

describe('calls of several costs', () => {
  it('take as many tokens as they cost, or none', async () => {
    const { clock, tokens, line } = setUp({ limit: 5 });
    const permit = line.trySend(3) as CyclePermit;
    expect([line.trySend(3), tokens.hasRoom(3), tokens.hasRoom(2)]).toEqual([undefined, false, true]);
    tokens.answered(permit);
    expect([permit.cost, tokens.held, tokens.inUse, tokens.idle]).toEqual([3, 5, 3, 2]);
    await clock.advance(REST_MS);
    expect(tokens.hasRoom(5)).toBe(true);
  });

  it('are served in turn: what comes back is kept for one that needs more', async () => {
    const { clock, tokens, line, startMs } = setUp({ limit: 4, burst: 0.25 });
    const ends: [cost: number, atMs: number][] = [];
    const call = async (cost: number): Promise<void> => {
      const permit = await line.send(patient(clock), cost);
      ends.push([cost, clock.now() - startMs]);
      tokens.answered(permit);
    };
    for (let n = 0; n < 4; n += 1) {
      use(tokens);
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
    const { clock, tokens, line } = setUp({ limit: 3 });
    send(tokens, 1);
    const given = new AbortController();
    const large = line.send(patient(clock, given.signal), 3);
    const small = line.send(patient(clock), 2);
    expect(tokens.wanted).toEqual({ waiting: 2, cost: 5, next: 3, turn: 1 });
    given.abort();
    await expect(large).rejects.toMatchObject({ code: 'EVK_CANCELLED' });
    expect((await small).cost).toBe(2);
    expect([line.size, tokens.wanted, tokens.idle]).toEqual([0, noDemand, 0]);
  });
});

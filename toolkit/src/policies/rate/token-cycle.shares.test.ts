import { describe, expect, it } from 'vitest';
import { FakeClock } from '../../testing/index.ts';
import { CallScope } from '../../time/wait-scope.ts';
import { LimiterLine } from './limiter-line.fixture.ts';
import { TokenCycle } from './token-cycle.ts';
import type { TokenCycleOptions } from './token-cycle-options.ts';
import type { CyclePermit } from './token-ledger.ts';

/* Tokens that come and go, or may not be used: by another limit, or since others need them. */

const REST_MS = 1_003;

function setUp(limit: number, options: Partial<TokenCycleOptions> = {}) {
  const clock = new FakeClock();
  const tokens = new TokenCycle({ limit, windowMs: 1_000, clock, ...options });
  const line = new LimiterLine(tokens, clock);
  const startMs = clock.now();
  /** Waits for a token and sends with it; returns when. */
  const wait = async (): Promise<number> => {
    await line.send(new CallScope(clock, Number.POSITIVE_INFINITY, undefined));
    return clock.now() - startMs;
  };
  return { clock, tokens, line, wait };
}

function send(tokens: TokenCycle, count: number): CyclePermit[] {
  return Array.from({ length: count }, () => {
    expect(tokens.hasRoom()).toBe(true);
    return tokens.send();
  });
}

/** Sends with all idle tokens; returns how many there were. */
function drain(tokens: TokenCycle): number {
  let count = 0;
  for (; tokens.hasRoom(); count += 1) tokens.send();
  return count;
}

describe('TokenCycle.setLimit', () => {
  it('raises at once what was never used', () => {
    const { tokens } = setUp(2);
    send(tokens, 2);
    tokens.setLimit(5);
    expect([tokens.held, drain(tokens)]).toEqual([5, 3]);
  });

  it('lowers the free ones at once, and those on their way as they come back', async () => {
    const { clock, tokens } = setUp(5);
    const permits = send(tokens, 4);
    tokens.setLimit(2);
    expect([tokens.held, tokens.idle]).toEqual([2, 0]);
    for (const permit of permits) tokens.answered(permit);
    await clock.advance(REST_MS);
    expect([tokens.held, drain(tokens)]).toEqual([2, 2]);
  });

  it.each([
    ['that rested', 0],
    ['that were on their way', 1],
    ['half and half', 0.5],
  ])('does not forget the tokens %s when it is lowered and raised again', async (_which, partFlying) => {
    const { clock, tokens } = setUp(10);
    const permits = send(tokens, 10);
    const flying = permits.splice(0, partFlying * 10);
    for (const permit of permits) tokens.answered(permit);
    await clock.advance(100);
    tokens.setLimit(0);
    expect(tokens.held).toBe(0);
    await clock.advance(100);
    tokens.setLimit(10);
    expect([tokens.held, drain(tokens)]).toEqual([10, 0]);
    for (const permit of flying) tokens.answered(permit);
    await clock.advance(REST_MS - 201);
    expect(drain(tokens)).toBe(0);
    await clock.advance(201);
    expect(drain(tokens)).toBe(10);
  });

  it('adds what is fresh where it is raised above what was taken away', async () => {
    const { clock, tokens } = setUp(4);
    for (const permit of send(tokens, 4)) tokens.answered(permit);
    await clock.advance(100);
    tokens.setLimit(1);
    tokens.setLimit(6);
    expect([tokens.held, drain(tokens)]).toEqual([6, 2]);
    await clock.advance(REST_MS);
    expect(drain(tokens)).toBe(4);
    tokens.setLimit(2);
    tokens.setLimit(2);
    expect(tokens.held).toBe(2);
  });

  it('lets nothing through by a token that comes back, as long as there are more than the lower limit', async () => {
    const { clock, tokens } = setUp(3);
    const [first, second] = send(tokens, 3);
    tokens.setLimit(2);
    tokens.answered(first as CyclePermit);
    await clock.advance(400);
    tokens.answered(second as CyclePermit);
    await clock.advance(REST_MS - 400);
    expect([tokens.idle, tokens.hasRoom(), tokens.held, tokens.inUse]).toEqual([0, false, 2, 2]);
    await clock.advance(400);
    expect([tokens.idle, tokens.hasRoom(), tokens.held, tokens.inUse]).toEqual([1, true, 2, 1]);
  });

  it('wakes those who wait when it is raised', async () => {
    const { clock, tokens, line, wait } = setUp(0);
    const served = wait();
    await clock.advance(10_000);
    expect(line.size).toBe(1);
    tokens.setLimit(1);
    expect(await served).toBe(10_000);
    expect([line.size, tokens.inUse]).toEqual([0, 1]);
  });

  it.each([-1, 2.5, Number.NaN])('refuses %d', (limit) => {
    const { tokens } = setUp(3);
    expect(() => tokens.setLimit(limit)).toThrow(/limit/);
    expect(tokens.held).toBe(3);
  });
});

describe('TokenCycle.surrender', () => {
  it('gives the free ones first, then those that are free soonest, and none that is on its way', async () => {
    const { clock, tokens } = setUp(6);
    const [early, late] = send(tokens, 4);
    tokens.answered(early as CyclePermit);
    await clock.advance(400);
    tokens.answered(late as CyclePermit);
    expect(tokens.surrender(1)).toEqual([[0, 1]]);
    expect(tokens.surrender(2)).toEqual([
      [0, 1],
      [603, 1],
    ]);
    expect(tokens.surrender(9)).toEqual([[1_003, 1]]);
    expect(tokens.surrender(9)).toEqual([]);
    // Two tokens are on their way.
    expect([tokens.held, tokens.inUse]).toEqual([2, 2]);
  });

  it('gives a lost one once it is taken for counted', async () => {
    const { clock, tokens } = setUp(1);
    send(tokens, 1);
    await clock.advance(999);
    expect(tokens.surrender(1)).toEqual([]);
    await clock.advance(1);
    expect(tokens.surrender(1)).toEqual([[REST_MS, 1]]);
  });
});

describe('TokenCycle.grant', () => {
  it('has further tokens when each is free', async () => {
    const { clock, tokens } = setUp(0);
    tokens.grant([
      [0, 1],
      [500, 1],
      [200, 1],
    ]);
    expect([tokens.held, drain(tokens)]).toEqual([3, 1]);
    await clock.advance(200);
    expect(drain(tokens)).toBe(1);
    await clock.advance(299);
    expect(drain(tokens)).toBe(0);
    await clock.advance(1);
    expect(drain(tokens)).toBe(1);
  });

  it('serves who waits at that moment, though another one was to be free later', async () => {
    const { clock, tokens, wait } = setUp(1);
    const [permit] = send(tokens, 1);
    tokens.answered(permit as CyclePermit);
    const served = wait();
    tokens.grant([[300, 1]]);
    expect(await clock.runUntil(served)).toBe(300);
  });
});

describe('TokenCycle.revoke', () => {
  it('leaves nothing, whether it was free, rested or was on its way', async () => {
    const { clock, tokens } = setUp(3);
    const [rested, flying] = send(tokens, 2);
    tokens.answered(rested as CyclePermit);
    tokens.revoke();
    expect([tokens.held, tokens.idle, tokens.hasRoom(), tokens.roomAtMs(1)]).toEqual([
      0,
      0,
      false,
      Number.POSITIVE_INFINITY,
    ]);
    tokens.answered(flying as CyclePermit);
    tokens.release(flying as CyclePermit);
    await clock.advance(10_000);
    expect([tokens.held, tokens.inUse, tokens.idle, tokens.unanswered]).toEqual([0, 0, 0, 0]);
  });

  it('lets through what is granted after it, when that is free, whatever comes back late', async () => {
    const { clock, tokens, line, wait } = setUp(2);
    const permits = send(tokens, 2);
    const waiting = [wait(), wait(), wait()];
    tokens.revoke();
    tokens.grant([
      [0, 1],
      [700, 1],
    ]);
    for (const permit of permits) tokens.answered(permit);
    expect(await Promise.all(waiting.slice(0, 1))).toEqual([0]);
    await clock.advance(699);
    expect([tokens.held, line.size]).toEqual([2, 2]);
    expect(await clock.runUntil(Promise.all(waiting.slice(0, 2)))).toEqual([0, 700]);
    expect([tokens.held, line.size, tokens.unanswered]).toEqual([2, 1, 2]);
  });
});

describe('TokenCycle.mayUse', () => {
  it('lets nothing through while it may not, and whoever waits once it may', async () => {
    let allowed = false;
    const { clock, tokens, line, wait } = setUp(2, { mayUse: () => allowed });
    expect([tokens.hasRoom(), tokens.roomAtMs(1)]).toEqual([false, Number.POSITIVE_INFINITY]);
    const waiting = [wait(), wait(), wait()];
    await clock.advance(5_000);
    expect([line.size, clock.pending]).toEqual([3, 0]);
    allowed = true;
    tokens.reset();
    expect(line.size).toBe(1);
    expect(await Promise.all(waiting.slice(0, 2))).toEqual([5_000, 5_000]);
    allowed = false;
    tokens.grant([[0, 1]]);
    expect([line.size, tokens.idle, tokens.hasRoom()]).toEqual([1, 1, false]);
    allowed = true;
    expect(tokens.hasRoom()).toBe(true);
  });

  it('does not look again and again at tokens that are free and may not be used', async () => {
    let allowed = true;
    const { clock, tokens, line, wait } = setUp(1, { mayUse: () => allowed });
    const [permit] = send(tokens, 1);
    tokens.answered(permit as CyclePermit);
    const next = wait();
    allowed = false;
    await clock.advance(REST_MS);
    expect([clock.pending, line.size]).toEqual([0, 1]);
    allowed = true;
    tokens.reset();
    expect(await next).toBe(REST_MS);
  });

  it('lets no more through than a burst after a time in which it might not', async () => {
    let allowed = true;
    const { clock, tokens, wait } = setUp(4, { burst: 0.25, mayUse: () => allowed });
    for (let n = 0; n < 4; n += 1) {
      for (const permit of send(tokens, 1)) tokens.answered(permit);
      await clock.advance(300);
    }
    allowed = false;
    const waiting = Array.from({ length: 4 }, () => wait());
    await clock.advance(1_800);
    allowed = true;
    tokens.reset();
    const times = await clock.runUntil(Promise.all(waiting));
    // Four idle tokens in a little more than their rest.
    const apartMs = (1.15 * REST_MS) / 4;
    expect(times.map((atMs, n) => Math.round(atMs - n * apartMs))).toEqual([3_000, 3_000, 3_000, 3_000]);
  });
});

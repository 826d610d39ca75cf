import { describe, expect, it } from 'vitest';
import { FakeClock } from '../../testing/index.ts';
import { CallScope } from '../../time/wait-scope.ts';
import { TokenCycle } from './token-cycle.ts';
import type { CyclePermit } from './token-ledger.ts';

/* Tokens that come and go: by another limit, or since others need them. */

const REST_MS = 1_003;

function setUp(limit: number) {
  const clock = new FakeClock();
  const tokens = new TokenCycle({ limit, windowMs: 1_000, clock });
  return { clock, tokens };
}

function take(tokens: TokenCycle, count: number): void {
  for (let n = 0; n < count; n += 1) expect(tokens.tryAcquire()).toBe(true);
}

function send(tokens: TokenCycle, count: number): CyclePermit[] {
  take(tokens, count);
  return Array.from({ length: count }, () => tokens.send());
}

/** Takes all idle tokens; returns how many there were. */
function drain(tokens: TokenCycle): number {
  let count = 0;
  while (tokens.tryAcquire()) count += 1;
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

  it('lets nothing be sent that was taken under the higher limit, as long as it is above the lower one', () => {
    const { tokens } = setUp(3);
    take(tokens, 3);
    tokens.setLimit(2);
    expect(tokens.mayStillSend).toBe(false);
    tokens.release();
    expect([tokens.mayStillSend, tokens.held, tokens.idle]).toEqual([true, 2, 0]);
  });

  it('wakes those who wait when it is raised', async () => {
    const { clock, tokens } = setUp(0);
    const served = tokens.acquire(new CallScope(clock, Number.POSITIVE_INFINITY, undefined));
    await clock.advance(10_000);
    expect(tokens.waiting).toBe(1);
    tokens.setLimit(1);
    await served;
    expect([tokens.waiting, tokens.inUse]).toEqual([0, 1]);
  });

  it.each([-1, 2.5, Number.NaN])('refuses %d', (limit) => {
    const { tokens } = setUp(3);
    expect(() => tokens.setLimit(limit)).toThrow(/limit/);
    expect(tokens.held).toBe(3);
  });
});

describe('TokenCycle.surrender', () => {
  it('gives the free ones first, then those that are free soonest, and none that is on its way or taken', async () => {
    const { clock, tokens } = setUp(6);
    const [early, late] = send(tokens, 3);
    tokens.answered(early as CyclePermit);
    await clock.advance(400);
    tokens.answered(late as CyclePermit);
    take(tokens, 1);
    expect(tokens.surrender(1)).toEqual([[0, 1]]);
    expect(tokens.surrender(2)).toEqual([
      [0, 1],
      [603, 1],
    ]);
    expect(tokens.surrender(9)).toEqual([[1_003, 1]]);
    expect(tokens.surrender(9)).toEqual([]);
    // One token is on its way, and one is taken.
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

describe('TokenCycle.add', () => {
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
    const { clock, tokens } = setUp(1);
    const [permit] = send(tokens, 1);
    tokens.answered(permit as CyclePermit);
    const served = tokens.acquire(new CallScope(clock, Number.POSITIVE_INFINITY, undefined));
    const startMs = clock.now();
    tokens.grant([[300, 1]]);
    await clock.runUntil(served);
    expect(clock.now() - startMs).toBe(300);
  });
});

describe('TokenCycle.revoke', () => {
  it('leaves nothing, whether it was free, rested, was on its way, or taken', async () => {
    const { clock, tokens } = setUp(4);
    const [rested, flying] = send(tokens, 2);
    tokens.answered(rested as CyclePermit);
    take(tokens, 1);
    tokens.revoke();
    expect([tokens.held, tokens.idle, tokens.mayStillSend]).toEqual([0, 0, false]);
    tokens.answered(flying as CyclePermit);
    tokens.release(flying);
    tokens.release();
    await clock.advance(10_000);
    expect([tokens.held, tokens.inUse, tokens.idle, tokens.mayStillSend]).toEqual([0, 0, 0, true]);
  });

  it('does not let what was taken leave by a token that is not free yet', async () => {
    const { clock, tokens } = setUp(2);
    take(tokens, 2);
    tokens.revoke();
    tokens.grant([
      [700, 1],
      [900, 1],
    ]);
    expect([tokens.held, tokens.mayStillSend]).toEqual([2, false]);
    tokens.release();
    tokens.release();
    await clock.advance(699);
    expect([tokens.mayStillSend, drain(tokens)]).toEqual([true, 0]);
    await clock.advance(201);
    expect([tokens.held, drain(tokens)]).toEqual([2, 2]);
  });

  it('lets it leave by tokens that are free', () => {
    const { tokens } = setUp(2);
    take(tokens, 2);
    tokens.revoke();
    tokens.grant([[0, 1]]);
    expect(tokens.mayStillSend).toBe(false);
    tokens.grant([
      [0, 1],
      [0, 1],
    ]);
    expect([tokens.mayStillSend, tokens.held, drain(tokens)]).toEqual([true, 3, 1]);
  });
});

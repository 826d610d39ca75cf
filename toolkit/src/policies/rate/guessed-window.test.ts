import { describe, expect, it } from 'vitest';
import { FakeClock } from '../../testing/index.ts';
import { GuessedWindow, type GuessPermit } from './guessed-window.ts';

type Server = (nowMs: number) => boolean;

/** Admits so many in a window that begins with its first request. */
function fixedWindow(limit: number, windowMs: number): Server {
  let endsAtMs = 0;
  let left = 0;
  return (nowMs) => {
    if (nowMs >= endsAtMs) [endsAtMs, left] = [nowMs + windowMs, limit];
    left -= 1;
    return left >= 0;
  };
}

/** The same, in windows that begin at multiples of their length. */
function alignedWindow(limit: number, windowMs: number): Server {
  let window = 0;
  let left = 0;
  return (nowMs) => {
    const now = Math.floor(nowMs / windowMs);
    if (now !== window) [window, left] = [now, limit];
    left -= 1;
    return left >= 0;
  };
}

function rollingWindow(limit: number, windowMs: number): Server {
  let admitted: number[] = [];
  return (nowMs) => {
    admitted = admitted.filter((atMs) => atMs > nowMs - windowMs);
    if (admitted.length >= limit) return false;
    admitted.push(nowMs);
    return true;
  };
}

function bucket(limit: number, perSecond: number): Server {
  let [level, atMs] = [limit, 0];
  return (nowMs) => {
    level = Math.min(limit, level + ((nowMs - (atMs || nowMs)) / 1_000) * perSecond);
    atMs = nowMs;
    if (level < 1) return false;
    level -= 1;
    return true;
  };
}

/** Sends `calls` through a limiter as fast as it lets them, each until it is accepted. Answers take `flightMs`. */
async function drain(admits: Server, calls: number, flightMs = 2, startMs = 1_767_225_600_000) {
  const clock = new FakeClock(startMs);
  const limiter = new GuessedWindow(clock);
  const refusedAtMs: number[] = [];
  let [left, done, mostInFlight, inFlight] = [calls, 0, 0, 0];
  const answer = (permit: GuessPermit, accepted: boolean): void => {
    inFlight -= 1;
    if (accepted) {
      done += 1;
      limiter.accepted(permit);
    } else {
      left += 1;
      refusedAtMs.push(permit.sentAtMs - startMs);
      limiter.refused(permit);
    }
    limiter.release(permit);
  };
  for (let turns = 0; done < calls && turns < 200_000; turns += 1) {
    while (left > 0 && limiter.hasRoom()) {
      left -= 1;
      inFlight += 1;
      mostInFlight = Math.max(mostInFlight, inFlight);
      const permit = limiter.send();
      clock.setTimeout(() => {
        const accepted = admits(clock.now());
        clock.setTimeout(() => answer(permit, accepted), flightMs / 2);
      }, flightMs / 2);
    }
    clock.tick(1);
  }
  return { tookMs: clock.now() - startMs, refusedAtMs, done, mostInFlight };
}

describe('GuessedWindow', () => {
  it('refuses nobody while nothing is refused', async () => {
    const { done, tookMs, refusedAtMs } = await drain(() => true, 1_000);
    expect([done, refusedAtMs.length]).toEqual([1_000, 0]);
    // Each way there and back takes 2 ms, and lets three times as many go.
    expect(tookMs).toBeLessThan(20);
  });

  describe('while nothing is refused', () => {
    /** Sends as many as have room. */
    const fill = (limiter: GuessedWindow): GuessPermit[] => {
      const sent: GuessPermit[] = [];
      while (sent.length < 1_000 && limiter.hasRoom()) sent.push(limiter.send());
      return sent;
    };

    it('lets three times as many go as were accepted, and remembers that', async () => {
      const clock = new FakeClock();
      const limiter = new GuessedWindow(clock);
      const first = fill(limiter);
      for (const permit of first) limiter.accepted(permit);
      const then = fill(limiter);
      expect([first.length, then.length]).toEqual([12, 24]);
      for (const permit of then) limiter.accepted(permit);
      await clock.advance(10_000);
      expect(fill(limiter).length).toBe(108);
    });

    it('lets all go where an answer takes long, or costs are high', async () => {
      const clock = new FakeClock();
      const limiter = new GuessedWindow(clock);
      expect(limiter.hasRoom(1_000)).toBe(true);
      fill(limiter);
      await clock.advance(limiter.roomAtMs(1) - clock.now() - 1);
      expect(limiter.hasRoom()).toBe(false);
      await clock.advance(1);
      expect(fill(limiter).length).toBe(1_000);
    });
  });

  it('does not take a refusal that comes late for an acceptance', async () => {
    const clock = new FakeClock();
    const limiter = new GuessedWindow(clock);
    const permits = Array.from({ length: 20 }, () => limiter.send());
    for (const permit of permits.slice(0, 10)) limiter.accepted(permit);
    await clock.advance(5);
    limiter.refused(permits[10] as GuessPermit);
    await clock.advance(80);
    expect(limiter.hasRoom()).toBe(false);
    for (const permit of permits.slice(11)) limiter.refused(permit);
    await clock.advance(limiter.roomAtMs(1) - clock.now());
    limiter.accepted(limiter.send());
    expect(limiter.refillMs(10)).toBe(212);
  });

  it.each<[string, () => Server]>([
    ['of a fixed window', () => fixedWindow(60, 2_000)],
    ['of a rolling window', () => rollingWindow(60, 2_000)],
  ])('has refusals of the first window only, %s', async (_what, server) => {
    const { done, tookMs, refusedAtMs } = await drain(server(), 200);
    expect(done).toBe(200);
    expect(Math.max(...refusedAtMs)).toBeLessThan(2_000);
    expect(refusedAtMs.length).toBeLessThan(140 + 15);
    // Three windows must end.
    expect(tookMs).toBeLessThan(1.1 * 6_000);
  });

  it('finds a window that had begun before it', async () => {
    const { done, tookMs, refusedAtMs } = await drain(alignedWindow(60, 2_000), 400, 2, 1_767_225_601_500);
    expect(done).toBe(400);
    expect(refusedAtMs.filter((atMs) => atMs > 600).length).toBeLessThan(20);
    expect(tookMs).toBeLessThan(1.15 * 12_500);
  });

  it.each([2, 60, 300])('keeps up with a bucket over a way of %d ms', async (flightMs) => {
    const { done, tookMs, refusedAtMs } = await drain(bucket(60, 30), 360, flightMs);
    expect(done).toBe(360);
    // Ten seconds are the least.
    expect(tookMs).toBeLessThan(2 * 10_000);
    expect(refusedAtMs.filter((atMs) => atMs > 1_000).length).toBeLessThan(60);
  });

  it.each([0.7, 1, 3.7, 10, 30])('finds a window of %d s', async (seconds) => {
    const { done, tookMs, refusedAtMs } = await drain(fixedWindow(20, seconds * 1_000), 100);
    expect(done).toBe(100);
    expect(Math.max(...refusedAtMs)).toBeLessThan(seconds * 1_000 + 10);
    expect(tookMs).toBeLessThan(1.5 * 4 * seconds * 1_000 + 200);
  });

  it('does not wait for answers that take longer than refusals', async () => {
    const clock = new FakeClock();
    const limiter = new GuessedWindow(clock);
    const permits = Array.from({ length: 5 }, () => limiter.send());
    await clock.advance(10);
    for (const permit of permits.slice(3)) limiter.refused(permit);
    expect(limiter.hasRoom()).toBe(false);
    await clock.advance(200);
    expect(limiter.hasRoom()).toBe(true);
    const leader = limiter.send();
    expect(limiter.hasRoom()).toBe(false);
    expect(limiter.roomAtMs(1)).toBe(clock.now() + 70);
    await clock.advance(70);
    expect(limiter.hasRoom()).toBe(true);
    limiter.release(leader);
  });

  it('obeys what a refusal asks to wait', async () => {
    const clock = new FakeClock();
    const limiter = new GuessedWindow(clock);
    limiter.accepted(limiter.send());
    limiter.refused(limiter.send(), 5_000);
    await clock.advance(4_999);
    expect(limiter.hasRoom()).toBe(false);
    expect(limiter.untilFreeMs(1, clock.now())).toBe(1);
    await clock.advance(1);
    expect(limiter.hasRoom()).toBe(true);
  });

  it('obeys the longest wait that is asked for, and takes the shortest for the length of a window', async () => {
    const clock = new FakeClock();
    const limiter = new GuessedWindow(clock);
    for (let accepted = 0; accepted < 10; accepted += 1) limiter.accepted(limiter.send());
    const [early, late] = [limiter.send(), limiter.send()];
    limiter.refused(early, 2_000);
    await clock.advance(900);
    limiter.refused(late, 2_000);
    await clock.advance(1_999);
    expect(limiter.hasRoom()).toBe(false);
    await clock.advance(1);
    limiter.accepted(limiter.send());
    // Of the next one, ten are there after 2 s.
    expect([limiter.refillMs(10), limiter.untilFreeMs(10, 0)]).toEqual([2_000, 2_000]);
  });

  it.each([
    ['in whole seconds, for whole seconds', 100, 2_000, true, 2_030],
    ['exactly, for what is left of it', 100, 2_000, false, 2_100],
    ['in whole seconds, for no longer than it asks', 10, 2_000, true, 2_010],
    ['in whole seconds, for no less than one', 300, 0, true, 300],
  ])('takes a wait that is said %s', async (_what, sinceMs, waitMs, isWhole, lengthMs) => {
    const clock = new FakeClock();
    const limiter = new GuessedWindow(clock);
    for (let accepted = 0; accepted < 10; accepted += 1) limiter.accepted(limiter.send());
    await clock.advance(sinceMs);
    limiter.refused(limiter.send(), waitMs, isWhole);
    await clock.advance(waitMs);
    limiter.accepted(limiter.send());
    expect(limiter.refillMs(10)).toBe(lengthMs);
  });

  it('forgets what it guessed when it was of no use for long', async () => {
    const clock = new FakeClock();
    const limiter = new GuessedWindow(clock);
    limiter.accepted(limiter.send());
    limiter.refused(limiter.send());
    await clock.advance(61_000);
    expect(limiter.hasRoom(1_000)).toBe(true);
    limiter.send();
    expect(limiter.hasRoom(10)).toBe(true);
  });

  it('sends another one to find out where the one that was to tell tells nothing', async () => {
    const clock = new FakeClock();
    const limiter = new GuessedWindow(clock);
    limiter.accepted(limiter.send());
    limiter.refused(limiter.send());
    await clock.advance(200);
    const leader = limiter.send();
    expect(limiter.hasRoom()).toBe(false);
    limiter.release(leader);
    expect(limiter.hasRoom()).toBe(true);
  });
});

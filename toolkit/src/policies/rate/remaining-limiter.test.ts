import { describe, expect, it } from 'vitest';
import { FakeClock } from '../../testing/index.ts';
import { CallScope } from '../../time/wait-scope.ts';
import { LimiterLine } from './limiter-line.fixture.ts';
import { RemainingLimiter, type RemainingPermit } from './remaining-limiter.ts';

/** Sends `count` attempts, each while there is room. */
function send(limiter: RemainingLimiter, count: number): RemainingPermit[] {
  return Array.from({ length: count }, () => {
    expect(limiter.hasRoom()).toBe(true);
    return limiter.send();
  });
}

function answer(limiter: RemainingLimiter, permit: RemainingPermit | undefined, remaining: number): void {
  limiter.answered();
  limiter.observe(permit as RemainingPermit, remaining);
  limiter.release(permit as RemainingPermit);
}

describe('RemainingLimiter', () => {
  it('sends only while R - F > 0', () => {
    const limiter = new RemainingLimiter(3);
    const [uncounted] = send(limiter, 3) as [RemainingPermit];
    expect(limiter.hasRoom()).toBe(false);
    limiter.observe(uncounted, 3);
    expect([limiter.remaining, limiter.inFlight, limiter.hasRoom()]).toEqual([3, 3, false]);
    limiter.release(uncounted);
    expect([limiter.remaining, limiter.inFlight, limiter.hasRoom()]).toEqual([3, 2, true]);
  });

  it('holds on to the smallest count, whatever the order of the responses', () => {
    const limiter = new RemainingLimiter(10);
    const [first, second, third] = send(limiter, 3);
    answer(limiter, third, 7);
    answer(limiter, first, 9);
    answer(limiter, second, 8);
    expect(limiter.remaining).toBe(7);
  });

  it('takes a larger count for a new window only from a request sent after the smallest was seen', () => {
    const limiter = new RemainingLimiter(10);
    const [first, early] = send(limiter, 2);
    answer(limiter, first, 3);
    answer(limiter, early, 9);
    expect(limiter.remaining).toBe(3);
    const [late] = send(limiter, 1);
    answer(limiter, late, 9);
    expect(limiter.remaining).toBe(9);
  });

  it('takes a request without an answer for counted, but leaves it to the server to say that nothing remains', () => {
    const limiter = new RemainingLimiter(3);
    for (const expected of [2, 1, 1]) {
      const [lost] = send(limiter, 1);
      limiter.release(lost as RemainingPermit);
      expect(limiter.remaining).toBe(expected);
    }
    expect(limiter.inFlight).toBe(0);
  });

  it('does not forget it for an answer that may have been counted before it', () => {
    const limiter = new RemainingLimiter(3);
    const [first, ...lost] = send(limiter, 3);
    for (const permit of lost) limiter.release(permit);
    answer(limiter, first, 2);
    expect(limiter.remaining).toBe(1);
    const [next] = send(limiter, 1);
    answer(limiter, next, 2);
    expect(limiter.remaining).toBe(2);
  });

  it('lowers by it the answers that came since, too, of which one may open the new window', () => {
    const limiter = new RemainingLimiter(10);
    const [first, crossing, lost] = send(limiter, 3);
    answer(limiter, first, 3);
    const [tells] = send(limiter, 1);
    answer(limiter, crossing, 8);
    limiter.release(lost as RemainingPermit);
    answer(limiter, tells, 10);
    expect(limiter.remaining).toBe(7);
  });

  it('lowers by it the whole window that a pause ends with', () => {
    const limiter = new RemainingLimiter(5);
    const [last, lost] = send(limiter, 2);
    answer(limiter, last, 0);
    limiter.release(lost as RemainingPermit);
    limiter.reset();
    expect(limiter.remaining).toBe(4);
  });

  it('counts the answers that may belong to the new window when the pause is over', () => {
    const limiter = new RemainingLimiter(5);
    const [last, straggler] = send(limiter, 2);
    answer(limiter, last, 0);
    answer(limiter, straggler, 4);
    expect(limiter.hasRoom()).toBe(false);
    limiter.reset();
    expect(limiter.remaining).toBe(4);
  });

  it('heeds an answer of the new window that came before the one that tells of it', () => {
    const limiter = new RemainingLimiter(10);
    const [first, crossing] = send(limiter, 2);
    answer(limiter, first, 3);
    const [tells] = send(limiter, 1);
    answer(limiter, crossing, 8);
    answer(limiter, tells, 10);
    expect(limiter.remaining).toBe(8);
  });

  it('keeps its count at the end of a pause that was not about the window', () => {
    const limiter = new RemainingLimiter(100);
    const [first] = send(limiter, 1);
    answer(limiter, first, 5);
    const [second] = send(limiter, 1);
    answer(limiter, second, 50);
    limiter.reset();
    expect(limiter.remaining).toBe(50);
  });

  it('has no room from the moment at which a response tells that too little is left', () => {
    const limiter = new RemainingLimiter(5);
    const [first, second] = send(limiter, 2) as [RemainingPermit, RemainingPermit];
    expect(limiter.hasRoom()).toBe(true);
    limiter.observe(first, 2);
    expect(limiter.hasRoom()).toBe(false);
    limiter.release(first);
    expect(limiter.hasRoom()).toBe(true);
    answer(limiter, second, 0);
    expect([limiter.hasRoom(), limiter.inFlight]).toEqual([false, 0]);
  });

  it('can name no time at which there is room, but says when there may be', () => {
    const limiter = new RemainingLimiter(2);
    const told: boolean[] = [];
    limiter.demand({ waiting: 1, cost: 1, next: 1, turn: 1 });
    limiter.onRoom = () => told.push(limiter.hasRoom());
    const [first, second] = send(limiter, 2) as [RemainingPermit, RemainingPermit];
    expect([limiter.roomAtMs(), limiter.refillMs(), told]).toEqual([Number.POSITIVE_INFINITY, 0, []]);
    answer(limiter, first, 0);
    limiter.release(second);
    expect(told).toEqual([false, false, false]);
    limiter.reset();
    limiter.setLimit(3);
    expect(told.slice(3)).toEqual([true, true]);
  });

  it('serves who waits in order, lets nobody overtake, and forgets who gave up', async () => {
    const clock = new FakeClock();
    const limiter = new RemainingLimiter(1);
    const line = new LimiterLine(limiter, clock);
    const [first] = send(limiter, 1);
    const order: string[] = [];
    const sent: RemainingPermit[] = [];
    const controller = new AbortController();
    const wait = (name: string, signal?: AbortSignal) =>
      line.send(new CallScope(clock, 1_000, signal)).then(
        (permit) => {
          sent.push(permit);
          order.push(name);
        },
        () => order.push(`${name} left`),
      );
    const all = [wait('a', controller.signal), wait('b'), wait('c')];
    controller.abort();
    answer(limiter, first, 1);
    // The room is b's, though that has not gone on yet.
    expect([limiter.hasRoom(), line.trySend(), order]).toEqual([false, undefined, []]);
    await clock.advance(0);
    expect(order).toEqual(['a left', 'b']);
    answer(limiter, sent[0], 1);
    await Promise.all(all);
    expect(order).toEqual(['a left', 'b', 'c']);
    expect([limiter.inFlight, line.size]).toEqual([1, 0]);
  });
});

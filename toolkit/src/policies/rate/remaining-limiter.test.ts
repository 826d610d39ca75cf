import { describe, expect, it } from 'vitest';
import { FakeClock } from '../../testing/index.ts';
import { CallScope } from '../../time/wait-scope.ts';
import { RemainingLimiter } from './remaining-limiter.ts';

/** Takes and sends `count` permits. */
function send(limiter: RemainingLimiter, count: number) {
  return Array.from({ length: count }, () => {
    expect(limiter.tryAcquire()).toBe(true);
    return limiter.send();
  });
}

type Permit = ReturnType<RemainingLimiter['send']>;

function answer(limiter: RemainingLimiter, permit: Permit | undefined, remaining: number): void {
  limiter.observe(permit as Permit, remaining);
  limiter.release();
}

describe('RemainingLimiter', () => {
  it('sends only while R - F > 0', () => {
    const limiter = new RemainingLimiter(3);
    send(limiter, 3);
    expect(limiter.tryAcquire()).toBe(false);
    limiter.release();
    expect(limiter.tryAcquire()).toBe(true);
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
      limiter.release(lost);
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
    limiter.release(lost);
    answer(limiter, tells, 10);
    expect(limiter.remaining).toBe(7);
  });

  it('lowers by it the whole window that a pause ends with', () => {
    const limiter = new RemainingLimiter(5);
    const [last, lost] = send(limiter, 2);
    answer(limiter, last, 0);
    limiter.release(lost);
    limiter.reset();
    expect(limiter.remaining).toBe(4);
  });

  it('counts the answers that may belong to the new window when the pause is over', () => {
    const limiter = new RemainingLimiter(5);
    const [last, straggler] = send(limiter, 2);
    answer(limiter, last, 0);
    answer(limiter, straggler, 4);
    expect(limiter.tryAcquire()).toBe(false);
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

  it('says so when a permit that waited elsewhere is worth nothing any more', () => {
    const limiter = new RemainingLimiter(5);
    const [sent] = send(limiter, 1);
    expect(limiter.tryAcquire()).toBe(true);
    answer(limiter, sent, 1);
    expect(limiter.mayStillSend).toBe(true);
    limiter.observe(sent as Permit, 0);
    expect(limiter.mayStillSend).toBe(false);
  });

  it('serves waiters in order, lets nobody overtake, and forgets who gave up', async () => {
    const clock = new FakeClock();
    const limiter = new RemainingLimiter(1);
    send(limiter, 1);
    const order: string[] = [];
    const controller = new AbortController();
    const wait = (name: string, signal?: AbortSignal) =>
      limiter.acquire(new CallScope(clock, 1_000, signal)).then(
        () => order.push(name),
        () => order.push(`${name} left`),
      );
    const all = [wait('a', controller.signal), wait('b'), wait('c')];
    controller.abort();
    limiter.release();
    expect(limiter.tryAcquire()).toBe(false);
    await clock.advance(0);
    expect(order).toEqual(['a left', 'b']);
    limiter.release();
    await Promise.all(all);
    expect(order).toEqual(['a left', 'b', 'c']);
    expect(limiter.inFlight).toBe(1);
  });
});

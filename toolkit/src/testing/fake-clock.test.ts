import { describe, expect, it } from 'vitest';
import { FakeClock } from './fake-clock.ts';

describe('FakeClock', () => {
  it('fires what falls due, in order of time and then of arming, at its own time', async () => {
    const clock = new FakeClock(1_000);
    const fired: [string, number][] = [];
    const note = (name: string) => (): number => fired.push([name, clock.now()]);
    clock.setTimeout(note('late'), 20);
    clock.setTimeout(note('first'), 10);
    clock.setTimeout(note('second'), 10);
    clock.setTimeout(note('at once'), -5);
    clock.setTimeout(note('beyond'), 31);
    await clock.advance(30);
    expect(fired).toEqual([
      ['at once', 1_000],
      ['first', 1_010],
      ['second', 1_010],
      ['late', 1_020],
    ]);
    expect([clock.now(), clock.pending]).toEqual([1_030, 1]);
  });

  it('lets promises settle between two timers, so that they can stop the second', async () => {
    const clock = new FakeClock();
    let fired = false;
    const cancel = clock.setTimeout(() => {
      fired = true;
    }, 10);
    const first = new Promise<void>((resolve) => clock.setTimeout(resolve, 10));
    // Set after the timer that it stops, so only its earlier time can bring it first.
    const earlier = new Promise<void>((resolve) => clock.setTimeout(resolve, 9));
    void earlier.then(() => Promise.resolve()).then(cancel);
    await clock.advance(10);
    await first;
    expect(fired).toBe(false);
    cancel();
  });

  it('runs until a promise has settled and no further', async () => {
    const clock = new FakeClock(0);
    clock.setTimeout(() => {}, 1_000);
    expect(await clock.runUntil(new Promise((resolve) => clock.setTimeout(() => resolve('done'), 400)))).toBe('done');
    expect([clock.now(), clock.pending]).toEqual([400, 1]);
    await expect(clock.runUntil(Promise.reject(new Error('failed')))).rejects.toThrow('failed');
  });

  it('says so when nothing is left that could settle the promise', async () => {
    await expect(new FakeClock().runUntil(new Promise(() => {}))).rejects.toThrow('no timer is left');
  });

  it('lets time pass in one turn, before any promise settles', async () => {
    const clock = new FakeClock(0);
    const fired: string[] = [];
    clock.setTimeout(() => {
      void Promise.resolve().then(() => fired.push('promise'));
      clock.setTimeout(() => fired.push(`chained at ${clock.now()}`), 5);
    }, 10);
    clock.setTimeout(() => fired.push(`second at ${clock.now()}`), 12);
    clock.tick(15);
    expect([fired, clock.now(), clock.pending]).toEqual([['second at 12', 'chained at 15'], 15, 0]);
    await Promise.resolve();
    expect(fired.at(-1)).toBe('promise');
  });

  it('knows how far away the newest timer is, and waits for timers to be set', async () => {
    const clock = new FakeClock();
    clock.setTimeout(() => {}, 400);
    void Promise.resolve().then(() => setImmediate(() => clock.setTimeout(() => {}, 7)));
    expect(clock.newestMs).toBe(400);
    await clock.untilPending(2);
    expect(clock.newestMs).toBe(7);
    await expect(clock.untilPending(3)).rejects.toThrow('2 timers are pending, not 3');
    clock.tick(400);
    expect(clock.newestMs).toBe(0);
  });
});

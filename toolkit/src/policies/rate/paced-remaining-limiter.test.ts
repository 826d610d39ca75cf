import { describe, expect, it } from 'vitest';
import { FakeClock } from '../../testing/index.ts';
import { type PacedPermit, PacedRemainingLimiter } from './paced-remaining-limiter.ts';

const WINDOW_MS = 1_000;
/** A window, and the margin for early timers. */
const REST_MS = WINDOW_MS + 3;

function setUp(limit = 3) {
  const clock = new FakeClock();
  const shared = { members: 1 };
  const limiter = new PacedRemainingLimiter({ limit, windowMs: WINDOW_MS, clock, members: () => shared.members });
  const sinceMs = clock.now();
  /** Sends as many as may leave. */
  const sendAll = (): PacedPermit[] => {
    const sent: PacedPermit[] = [];
    while (limiter.hasRoom()) sent.push(limiter.send());
    return sent;
  };
  const answer = (permit: PacedPermit | undefined, told?: number): void => {
    limiter.answered(permit as PacedPermit);
    if (told === undefined) limiter.untold();
    else limiter.observe(permit as PacedPermit, told);
    limiter.release(permit as PacedPermit);
  };
  const roomInMs = (): number => limiter.roomAtMs() - sinceMs;
  return { clock, limiter, shared, sendAll, answer, roomInMs };
}

describe('PacedRemainingLimiter, where nothing is told', () => {
  it('sends a window at once, and each of the next when an answer is older than a window', async () => {
    const { clock, sendAll, answer, roomInMs } = setUp();
    const [first, second, third] = sendAll();
    expect(roomInMs()).toBe(Number.POSITIVE_INFINITY);
    await clock.advance(100);
    answer(first);
    await clock.advance(100);
    answer(second);
    expect([sendAll(), roomInMs()]).toEqual([[], 100 + REST_MS]);
    await clock.advance(REST_MS - 101);
    expect(sendAll()).toHaveLength(0);
    await clock.advance(1);
    expect([sendAll().length, roomInMs()]).toEqual([1, 200 + REST_MS]);
    answer(third);
    await clock.advance(100);
    expect(sendAll()).toHaveLength(1);
  });

  it('counts what is cut off for as long as it may be on its way', async () => {
    const { clock, limiter, sendAll } = setUp(1);
    const [early] = sendAll() as [PacedPermit];
    limiter.release(early);
    await clock.advance(1_000 + REST_MS - 1);
    expect(sendAll()).toHaveLength(0);
    await clock.advance(1);
    const [late] = sendAll() as [PacedPermit];
    await clock.advance(5_000);
    limiter.release(late);
    await clock.advance(REST_MS - 1);
    expect(sendAll()).toHaveLength(0);
    await clock.advance(1);
    expect(sendAll()).toHaveLength(1);
  });

  it('counts an answer once, though its stream goes on', async () => {
    const { clock, limiter, sendAll, roomInMs } = setUp(1);
    const told: number[] = [];
    limiter.onRoom = () => told.push(roomInMs());
    const [streamed] = sendAll() as [PacedPermit];
    limiter.answered(streamed);
    limiter.untold();
    expect(told).toEqual([REST_MS]);
    await clock.advance(REST_MS);
    expect(sendAll()).toHaveLength(1);
    limiter.release(streamed);
    expect(limiter.use(clock.now())).toEqual({ used: 1, owed: 0 });
  });

  it('takes its part of what several share, and looks whether they still do', async () => {
    const { shared, sendAll, roomInMs } = setUp(7);
    shared.members = 20;
    expect([sendAll().length, roomInMs()]).toEqual([1, 1_000]);
    shared.members = 3;
    expect([sendAll().length, roomInMs()]).toEqual([1, 1_000]);
    shared.members = 1;
    expect([sendAll().length, roomInMs()]).toEqual([5, Number.POSITIVE_INFINITY]);
  });

  it('says how much is taken, how soon there is as much, and follows a limit that is set', async () => {
    const { clock, limiter, sendAll, answer } = setUp(4);
    const [first] = sendAll();
    expect([limiter.use(clock.now()), limiter.refillMs(2)]).toEqual([{ used: 4, owed: 0 }, WINDOW_MS / 2]);
    answer(first);
    limiter.setLimit(2);
    expect([limiter.use(clock.now()), limiter.hasRoom()]).toEqual([{ used: 2, owed: 0 }, false]);
    limiter.setLimit(6);
    expect(sendAll()).toHaveLength(2);
  });

  it('sends nothing under a limit of 0', () => {
    const { limiter, sendAll } = setUp();
    limiter.setLimit(0);
    expect(sendAll()).toHaveLength(0);
  });
});

describe('PacedRemainingLimiter, where answers tell', () => {
  it('goes by what is told as soon as it is, and by time no more', async () => {
    const { clock, limiter, sendAll, answer, roomInMs } = setUp();
    const [first, second, third] = sendAll();
    answer(first, 2);
    answer(second, 1);
    answer(third, 1);
    expect([roomInMs(), limiter.refillMs()]).toEqual([Number.POSITIVE_INFINITY, 0]);
    const [fourth] = sendAll();
    // A new window, though the contract has it end later.
    answer(fourth, 2);
    expect(sendAll()).toHaveLength(2);
    await clock.advance(10_000);
    expect([sendAll(), limiter.use(clock.now()).used]).toEqual([[], 3]);
  });

  it('keeps to what was told until its window is over, and then to the contract again', async () => {
    const { clock, limiter, sendAll, answer, roomInMs } = setUp(5);
    const [first] = [limiter.send()];
    answer(first, 1);
    await clock.advance(400);
    const [second] = sendAll();
    answer(second);
    // Others may have left nothing of it but this.
    expect(sendAll()).toHaveLength(1);
    expect(roomInMs()).toBe(WINDOW_MS);
    await clock.advance(600);
    expect(sendAll()).toHaveLength(2);
  });

  it('believes a count again that includes what was answered without a word', async () => {
    const { clock, sendAll, answer } = setUp(5);
    const [first, second, third, ...rest] = sendAll();
    await clock.advance(100);
    answer(first);
    answer(second, 4);
    for (const permit of rest) answer(permit);
    answer(third, 4);
    expect(sendAll()).toHaveLength(0);
    await clock.advance(REST_MS);
    const later = sendAll();
    expect(later).toHaveLength(5);
    for (const permit of later) answer(permit, 2);
    expect(sendAll()).toHaveLength(2);
  });
});

import { expect, it } from 'vitest';
import type { Ended } from './callers/caller.ts';
import { drive } from './drive.ts';

const never = new AbortController().signal;

/** Calls that end when the test says so. */
function callsByHand() {
  const open: (() => void)[] = [];
  const ids: string[] = [];
  const call = (callId: string): Promise<Ended> => {
    ids.push(callId);
    return new Promise((resolve) => open.push(() => resolve({ outcome: 'ok', code: null })));
  };
  const endOne = async (): Promise<void> => {
    open.shift()?.();
    await new Promise(setImmediate);
  };
  return { call, open, ids, endOne };
}

it('keeps so many calls under way, and no more than there are', async () => {
  const calls = callsByHand();
  let ended = 0;
  const work = {
    calls: 3,
    inFlight: 2,
    idOf: (n: number) => `c${n}`,
    over: never,
    giveUp: never,
    onEnd: () => void ended++,
  };
  const driven = drive(calls, work);
  expect(calls.open).toHaveLength(2);
  await calls.endOne();
  expect(calls.open).toHaveLength(2);
  await calls.endOne();
  expect(calls.open).toHaveLength(1);
  await calls.endOne();
  await driven;
  expect(calls.ids).toEqual(['c0', 'c1', 'c2']);
  expect(ended).toBe(3);
});

it('begins none after the end, and waits for those under way', async () => {
  const calls = callsByHand();
  const over = new AbortController();
  const work = { calls: null, inFlight: 2, idOf: String, over: over.signal, giveUp: never, onEnd: () => {} };
  const driven = drive(calls, work);
  await calls.endOne();
  expect(calls.ids).toHaveLength(3);
  over.abort();
  await calls.endOne();
  await calls.endOne();
  await driven;
  expect(calls.ids).toHaveLength(3);
});

it('hears of its end also where every call is refused at once', async () => {
  const over = new AbortController();
  let refused = 0;
  const call = async (): Promise<Ended> => {
    refused++;
    if (refused > 100_000) throw new Error('No turn of the event loop came.');
    return { outcome: 'rejected', code: 'closed' };
  };
  const driven = drive(
    { call },
    { calls: null, inFlight: 2, idOf: String, over: over.signal, giveUp: never, onEnd: () => {} },
  );
  setImmediate(() => over.abort());
  await driven;
  expect(refused).toBeLessThan(100);
});

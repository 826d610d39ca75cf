import type { Case } from '../../case.ts';
import type { BulkheadPart } from '../../contestant.ts';
import { deferred } from '../../tools.ts';

/** Turns of the microtask queue: between any two of them the slot may be free for a newcomer. */
const TURNS = 20;

export const noOvertaking: Case = {
  id: 'bulkhead-no-overtaking',
  title: 'Whoever comes in the moment in which a slot falls free does not overtake those who wait for it',
  source: 'resilience4j, BulkheadConfig, fairCallHandlingEnabled: first-in, first-out; cockatiel 4.0.0, trap 6',
  trap: 6,
  async run(check) {
    for (let turns = 0; turns < TURNS; turns += 1) {
      const started = await orderWithNewcomer(check.bulkhead({ limit: 1 }), turns);
      check.equal(`who started, with a newcomer after ${turns} turns`, started, ['queued', 'newcomer']);
    }
  },
  bug: {
    seam: 'slot-handed-over',
    // The slot is free for a newcomer as well.
    becomes: '$& && false',
    alsoFails: ['bulkhead-overflow', 'bulkhead-throwing-gives-back'],
  },
};

/** The order in which calls start if a newcomer comes that many turns after the call under way has ended. */
async function orderWithNewcomer(bulkhead: BulkheadPart, turns: number): Promise<string[]> {
  const started: string[] = [];
  const call = (name: string) =>
    bulkhead.execute(async () => {
      started.push(name);
    });
  const underWay = deferred();
  const calls = [bulkhead.execute(() => underWay.promise), call('queued')];
  underWay.resolve();
  for (let turn = 0; turn < turns; turn += 1) await null;
  await Promise.all([...calls, call('newcomer')]);
  return started;
}

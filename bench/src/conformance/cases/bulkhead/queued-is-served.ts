import type { Case } from '../../case.ts';
import { deferred, settled } from '../../tools.ts';

const TURNS = 30;

export const queuedIsServed: Case = {
  id: 'bulkhead-queued-is-served',
  title: 'A call that has its place in the queue is not refused later, however many come',
  source: 'Helidon, Bulkhead: attempts fail once limit and queue are full; cockatiel 4.0.0, trap 6',
  trap: 6,
  async run(check) {
    const bulkhead = check.bulkhead({ limit: 1, maxQueued: 1 });
    const newcomer = () => settled(bulkhead.execute(() => Promise.resolve()));
    const underWay = deferred();
    const first = settled(bulkhead.execute(() => underWay.promise));
    const queued = settled(bulkhead.execute(() => Promise.resolve()));
    check.equal('in the queue', bulkhead.queued, 1);
    underWay.resolve();
    const newcomers: Promise<unknown>[] = [];
    for (let turn = 1; turn <= TURNS; turn += 1) {
      newcomers.push(newcomer(), newcomer());
      await null;
    }
    await first;
    check.that('value' in (await queued), 'the queued call was refused');
    await Promise.all(newcomers);
  },
  bug: {
    seam: 'slot-in-turn',
    becomes:
      "let later = false; setImmediate(() => { later = true; }); $& if (!later) throw new Error('Too many wait.');",
    alsoFails: [
      'bulkhead-aborted-leaves-queue',
      'bulkhead-no-overtaking',
      'bulkhead-priorities',
      'bulkhead-throwing-gives-back',
    ],
  },
};

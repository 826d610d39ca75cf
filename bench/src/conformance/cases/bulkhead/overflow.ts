import type { Case } from '../../case.ts';
import { deferred, type Settled, settled, sleep } from '../../tools.ts';

export const overflow: Case = {
  id: 'bulkhead-overflow',
  title: 'Who finds the queue full is refused at once, and the others go on',
  source: 'Helidon, Bulkhead: attempts fail once limit and queue are full; cockatiel, readme.md, bulkhead.execute',
  async run(check) {
    const bulkhead = check.bulkhead({ limit: 2, maxQueued: 3 });
    const underWay = deferred();
    const ends: Settled<void>[] = [];
    const call = async () => ends.push(await settled(bulkhead.execute(() => underWay.promise)));
    const calls = Array.from({ length: 10 }, call);
    await sleep(1);
    check.equal('refused with nothing done yet', ends.filter((end) => 'error' in end).length, 5);
    check.equal('in flight', bulkhead.inFlight, 2);
    check.equal('in the queue', bulkhead.queued, 3);
    underWay.resolve();
    await Promise.all(calls);
    check.equal('done', ends.filter((end) => 'value' in end).length, 5);
    check.equal('in flight at the end', bulkhead.inFlight, 0);
  },
  bug: {
    seam: 'longest-line',
    becomes: '$& + 1',
    alsoFails: ['breaker-bulkhead-refusals'],
  },
};

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
    file: 'toolkit/src/policies/bulkhead/bulkhead.ts',
    find: 'await this.#line.join(call, priority);',
    replace: `await this.#line.join(call, priority);
    if (this.#line.size >= this.#maxQueued) throw new EvenkeelError('EVK_BULKHEAD_FULL', 'Too many wait.');`,
  },
};

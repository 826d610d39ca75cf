import type { Case } from '../../case.ts';
import { namesOf, sharedBy } from './shared-by.fixture.ts';

const OF_EACH = 20;

export const priorityShares: Case = {
  id: 'priority-shares',
  title: 'While calls of two priorities wait, each has the share of what is sent that is kept for it',
  source: 'Kubernetes, API Priority and Fairness: nominalConcurrencyShares, and borrowing',
  async run(check) {
    const { upstream, client } = await sharedBy(check, { priorityShares: { 1: 0.6, 0: 0.4 } });
    const calls = [1, 0].flatMap((priority) =>
      Array.from({ length: OF_EACH }, () =>
        client.call({ idempotency: 'key', priority, payload: { name: String(priority) } }),
      ),
    );
    await Promise.all(calls);
    const names = namesOf(upstream);
    check.equal('requests', names.length, 2 * OF_EACH);
    const low = names.slice(0, OF_EACH).filter((name) => name === '0').length;
    check.between(`those of the lower priority among the first ${OF_EACH}`, low, 7, 9);
  },
  bug: {
    seam: 'shares-are-kept',
    becomes: '[false, false]',
  },
};

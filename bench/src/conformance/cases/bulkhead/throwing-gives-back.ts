import type { Case } from '../../case.ts';
import { settled, until } from '../../tools.ts';

export const throwingGivesBack: Case = {
  id: 'bulkhead-throwing-gives-back',
  title: 'A function that throws or rejects gives its slot back',
  source:
    'Microsoft, Cloud Design Patterns, Bulkhead pattern; failsafe pull request 400 (a permit that is lost is lost for good)',
  async run(check) {
    const bulkhead = check.bulkhead({ limit: 2 });
    const errors: unknown[] = [];
    const call = async (fn: () => Promise<void>) => {
      const end = await settled(bulkhead.execute(fn));
      errors.push('error' in end && (end.error as Error).message);
    };
    for (let at = 0; at < 3; at += 1) {
      void call(() => Promise.reject(new Error('rejected')));
      void call(() => {
        throw new Error('thrown');
      });
    }
    await until(() => errors.length === 6, 1_000);
    check.equal('what the callers got', errors.toSorted(), [...Array(3).fill('rejected'), ...Array(3).fill('thrown')]);
    check.equal('in flight afterwards', bulkhead.inFlight, 0);
  },
  bug: {
    seam: 'in-a-slot',
    becomes: '$&.catch((end) => new Promise((_, reject) => setTimeout(reject, 2_000, end)))',
  },
};

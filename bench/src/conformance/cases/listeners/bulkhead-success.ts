import type { Case } from '../../case.ts';
import { settled } from '../../tools.ts';

export const bulkheadSuccess: Case = {
  id: 'listener-bulkhead-success',
  title: "A bulkhead's success and failure are told",
  source: 'cockatiel 4.0.0, trap 5 (its readme promises both)',
  trap: 5,
  async run(check) {
    const told: string[] = [];
    const bulkhead = check.bulkhead(
      { limit: 1, maxQueued: 0 },
      { onSuccess: () => told.push('success'), onFailure: () => told.push('failure') },
    );
    await bulkhead.execute(async () => 'done');
    await settled(bulkhead.execute(() => Promise.reject(new Error('down'))));
    check.equal('events', told, ['success', 'failure']);
  },
  bug: {
    seam: 'success-is-told',
    becomes: 'true',
    alsoFails: ['listener-failure-once-a-call'],
  },
};

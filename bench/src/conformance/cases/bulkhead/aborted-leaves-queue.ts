import type { Case } from '../../case.ts';
import { deferred, settled, until } from '../../tools.ts';

export const abortedLeavesQueue: Case = {
  id: 'bulkhead-aborted-leaves-queue',
  title: 'A queued call that is aborted ends at once, never runs, and leaves its place to another',
  source: 'failsafe pull request 400; p-queue issue 219; cockatiel 4.0.0, src/BulkheadPolicy.ts',
  async run(check) {
    const bulkhead = check.bulkhead({ limit: 1, maxQueued: 1 });
    const underWay = deferred();
    const first = settled(bulkhead.execute(() => underWay.promise));
    const controller = new AbortController();
    let ran = false;
    let ended = false;
    const aborted = settled(
      bulkhead.execute(async () => {
        ran = true;
      }, controller.signal),
    ).then(() => {
      ended = true;
    });
    check.equal('in the queue', bulkhead.queued, 1);
    controller.abort();
    await until(() => ended, 500);
    check.that(ended, 'it waits on, though it was aborted');
    check.equal('in the queue after the abort', bulkhead.queued, 0);
    const next = settled(bulkhead.execute(() => Promise.resolve()));
    underWay.resolve();
    await Promise.all([first, aborted]);
    check.that('value' in (await next), 'the next call was refused');
    check.that(!ran, 'the aborted call ran');
  },
  bug: {
    seam: 'leaves-the-line',
    becomes: '() => {}',
    alsoFails: ['cancel-a-whole-batch', 'cancel-in-a-queue', 'cancel-waiting-for-a-permit'],
  },
};

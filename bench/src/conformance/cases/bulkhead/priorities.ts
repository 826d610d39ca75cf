import type { Case } from '../../case.ts';
import { deferred } from '../../tools.ts';

const HIGH = 20;

export const priorities: Case = {
  id: 'bulkhead-priorities',
  title: `Of those who wait a higher priority goes first, but a low one does not wait for all of ${HIGH}`,
  source: 'Bottleneck, README.md, priority; Kubernetes, API Priority and Fairness: none may starve others',
  async run(check) {
    const bulkhead = check.bulkhead({ limit: 1 });
    const execute = check.requires(bulkhead.executeWithPriority);
    const underWay = deferred();
    const started: string[] = [];
    const call = (name: string, priority: number) =>
      execute(priority, async () => {
        started.push(name);
      });
    const first = bulkhead.execute(() => underWay.promise);
    const calls = [call('low', 0), ...Array.from({ length: HIGH }, () => call('high', 1))];
    underWay.resolve();
    await Promise.all([first, ...calls]);
    check.equal('calls that ran', started.length, HIGH + 1);
    check.between('how many went before the low one', started.indexOf('low'), 1, HIGH - 1);
  },
  bug: {
    seam: 'patience',
    becomes: 'Number.POSITIVE_INFINITY',
  },
};

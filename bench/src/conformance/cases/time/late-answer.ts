import type { Case } from '../../case.ts';
import { deferred, endOf, sleep } from '../../tools.ts';

export const lateAnswer: Case = {
  id: 'time-late-answer',
  title: 'What ignores its signal is timed out all the same, and its late answer changes nothing',
  source: 'Polly v7 docs, Timeout, pessimistic; opossum README, timeout',
  async run(check) {
    for (const how of ['resolve', 'reject'] as const) {
      const told: string[] = [];
      const timeout = check.timeout(30, {
        onSuccess: () => told.push('success'),
        onTimeout: () => told.push('timeout'),
      });
      const late = deferred<string>();
      const end = await endOf(
        timeout.execute(() => late.promise),
        2_000,
      );
      check.that(end !== undefined, 'after 2,000 ms it waits still');
      if (how === 'resolve') late.resolve('late');
      else late.reject(new Error('late'));
      await sleep(10);
      check.that(end !== undefined && 'error' in end, 'it was told to have succeeded');
      check.equal('events', told, ['timeout']);
    }
  },
  bug: {
    seam: 'over-at-its-limit',
    becomes: '',
    alsoFails: ['retry-attempts-are-told'],
  },
};

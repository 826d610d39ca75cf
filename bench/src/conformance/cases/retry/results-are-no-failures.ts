import type { Case } from '../../case.ts';

export const resultsAreNoFailures: Case = {
  id: 'retry-results-are-no-failures',
  title: 'Who says that every error is retried gets each result back, whatever it is: it is called once',
  source: 'cockatiel 4.0.0, handleAll (results are handled by handleWhenResult); Polly docs, ShouldHandle',
  async run(check) {
    const retry = check.retry({ maxAttempts: 3, backoff: { baseMs: 1, jitterMs: 0, capMs: 5 } });
    for (const result of ['done', false, undefined, new Error('kept')]) {
      let calls = 0;
      const back = await retry.execute(async () => {
        calls += 1;
        return result;
      });
      check.equal(`times called for ${String(result)}`, calls, 1);
      check.that(back === result, 'another result came back');
    }
  },
  bug: {
    seam: 'results-are-no-failures',
    becomes: '(value) => value === false',
  },
};

import { describe, expect, it } from 'vitest';
import { caseOf, contestantOf } from './run.fixture.ts';
import { runAll } from './run.ts';
import { sleep } from './tools.ts';

const contestants = [contestantOf('one'), contestantOf('two')];
const { signal } = new AbortController();

describe('runAll', () => {
  it('runs each case on each contestant, as often as it should', async () => {
    const runs: string[] = [];
    const cases = ['a', 'b'].map((id) =>
      caseOf(id, {
        run: async () => {
          runs.push(id);
        },
      }),
    );
    const progress: string[] = [];
    const rows = await runAll(cases, contestants, {
      rounds: 3,
      signal,
      onProgress: (done, of) => progress.push(`${done} of ${of}`),
    });
    expect(rows.map((row) => [row.case.id, row.results.one?.result, row.results.two?.result])).toEqual([
      ['a', 'passed', 'passed'],
      ['b', 'passed', 'passed'],
    ]);
    expect(runs).toHaveLength(12);
    expect(progress.at(-1)).toBe('12 of 12');
  });

  it('fails what fails in one round, whichever it is', async () => {
    let round = 0;
    const flaky = caseOf('flaky', {
      run: async () => {
        round += 1;
        const second = round === 2;
        await sleep(second ? 1 : 10);
        if (second) throw new Error('the second time');
      },
    });
    const [row] = await runAll([flaky], [contestantOf('one')], { rounds: 3, signal });
    expect(row?.results.one).toMatchObject({ result: 'failed', why: 'Error: the second time' });
  });

  it('runs several at once, but not all', async () => {
    let now = 0;
    let most = 0;
    const cases = Array.from({ length: 40 }, (_, at) =>
      caseOf(`${at}`, {
        run: async () => {
          now += 1;
          most = Math.max(most, now);
          await sleep(5);
          now -= 1;
        },
      }),
    );
    await runAll(cases, [contestantOf('one')], { rounds: 1, signal });
    expect(most).toBe(20);
  });

  it('ends at once when it is told to, and starts nothing more', async () => {
    const controller = new AbortController();
    let started = 0;
    const cases = Array.from({ length: 40 }, (_, at) =>
      caseOf(`${at}`, {
        run: async () => {
          started += 1;
          await sleep(30);
        },
      }),
    );
    const run = runAll(cases, [contestantOf('one')], { rounds: 1, signal: controller.signal });
    controller.abort(new Error('enough'));
    await expect(run).rejects.toThrow('enough');
    await sleep(60);
    expect(started).toBe(20);
  });
});

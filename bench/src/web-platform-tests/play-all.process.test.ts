import { describe, expect, it } from 'vitest';
import { FETCH_UNDER_TEST, PLAIN_FETCH } from './fetches.ts';
import { playAll } from './play-all.ts';
import { ruleOnFile } from './rule-on-file.ts';
import type { FileRun } from './run-player.ts';
import { serveTinyTests, tinyPage } from './tiny-tests.fixture.ts';

const BROKEN = 'reads-bodies-first';
/** Longer than any of them takes; where one never ends it is cut short, whatever it has come to. */
const LIMIT_MS = 30_000;

async function playedWith(names: readonly string[], fetches: readonly string[], limitMs = LIMIT_MS) {
  await using server = await serveTinyTests();
  const { signal } = new AbortController();
  const played = await playAll(
    names.map((name) => tinyPage(name)),
    fetches,
    {
      ...{ origin: server.origin, rounds: 1, limitMs, longLimitMs: limitMs, signal },
      onProgress: () => {},
    },
  );
  return played.map(
    ({ runs }) =>
      (name: string): FileRun =>
        runs.get(name)?.[0] as FileRun,
  );
}

describe('a file of tests that is played', () => {
  it('goes with plain fetch as with ours, and a broken fetch is seen', async () => {
    const [run] = await playedWith(['good'], [PLAIN_FETCH, FETCH_UNDER_TEST, BROKEN]);
    if (run === undefined) throw new Error('It was not played.');
    expect([...run(PLAIN_FETCH).subtests]).toEqual([
      ['has its URL', true],
      ['reaches other names', true],
      ['fails', false],
    ]);
    expect(run(PLAIN_FETCH).trouble).toBeNull();
    expect(ruleOnFile('good', [run(PLAIN_FETCH)], [run(FETCH_UNDER_TEST)])).toMatchObject({ ours: 2, differ: [] });
    expect(ruleOnFile('good', [run(PLAIN_FETCH)], [run(BROKEN)]).differ).toEqual([
      { name: 'has its URL', why: 'the URL is ' },
    ]);
  });

  it('has the trouble that came of it, and each file has its own', async () => {
    const played = await playedWith(['stray', 'wrong', 'missing'], [PLAIN_FETCH]);
    expect(played.map((run) => run(PLAIN_FETCH).trouble)).toEqual([
      'an error that nobody took: a stray one',
      'an error that nobody took: nothing is not defined',
      'an error that nobody took: /fetch/api/missing.any.js was answered with 404.',
    ]);
  });

  it('is cut short where it never ends', async () => {
    const [run] = await playedWith(['endless'], [PLAIN_FETCH], 3_000);
    expect(run?.(PLAIN_FETCH)).toMatchObject({ trouble: 'it did not end in time' });
    expect(run?.(PLAIN_FETCH).subtests.has('never ends')).toBe(false);
  });
});

import { createFetch } from '@evenkeel/toolkit/fetch';
import { expect, it } from 'vitest';
import { type EarlyEndBug, earlyEndBugs } from './bugs.ts';
import { abortPoints } from './points.ts';
import { type AbortResult, runPoint } from './run-point.ts';

function run(name: string, bug?: EarlyEndBug): Promise<AbortResult> {
  const point = abortPoints.find((each) => each.name === name);
  if (point === undefined) throw new Error(`There is no point "${name}".`);
  return runPoint(point, {
    make: bug === undefined ? createFetch : earlyEndBugs[bug],
    limitMs: bug === undefined ? 20_000 : 1_000,
  });
}

it.each(['window-one-of-many', 'guessed-window', 'connecting', 'backoff-before-attempt-3', 'clone', 'after-the-end'])(
  'createFetch() holds at %s',
  async (name) => {
    const { ruling } = await run(name);
    // Whether it is in time is for the experiment to say, beside which nothing else runs.
    if ('why' in ruling) expect(ruling.why).toContain('ms are promised.');
    else expect(ruling.result).toBe('holds');
  },
);

it.each<[EarlyEndBug, string, string]>([
  ['has another reason', 'window-alone', 'the call has ended with another error.'],
  ['ends late', 'window-alone', 'It took '],
  ['drops the signal', 'window-alone', 'the call has not ended.'],
  ['drops the signal', 'waiting-for-headers', '1 connections are open.'],
  ['sends once more', 'after-the-end', '1 requests were sent after it.'],
  ['keeps what it took', 'waiting-for-headers', '11 calls leave at once after it, and not 12.'],
  ['goes on listening', 'backoff-before-attempt-2', '1 listeners are left.'],
  ['leaves a timer', 'pause', 'timers are left.'],
  ['forgets the signal at the headers', 'collecting-the-body', 'the reading has not ended.'],
])('a fetch that %s is seen at %s', async (bug, name, why) => {
  expect((await run(name, bug)).ruling).toMatchObject({ result: 'broken', why: expect.stringContaining(why) });
});

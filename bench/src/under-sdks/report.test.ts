import { expect, it } from 'vitest';
import { goodSdk } from './judge.fixture.ts';
import { sdkPlanFor } from './plan.ts';
import { aboutSdks, sdkLine, sdkTable } from './report.ts';
import type { SdkRun } from './run-entrant.ts';

const run = (name: string, changes: Partial<SdkRun['measured']> = {}): SdkRun => ({
  name,
  measured: { ...goodSdk, ...changes },
  ranMs: 9_120,
  lateMs: 3,
  journal: [],
});

it('has a line for each client', () => {
  expect(sdkTable([run('ours'), run('peer', { ok: 100, lost: 900, told: 0, early: 80, streams: 0 })])).toEqual([
    'client   ok  told  lost  early  sent again  done twice  held back  requests  429s  failed   took',
    'ours    985    15     0      0           0           0          0     1,130    80      50  9.1 s',
    'peer    100     0   900     80           0           0          -     1,130    80      50  9.1 s',
  ]);
});

it('says what was done, and states the figures of ours', () => {
  const text = aboutSdks(sdkPlanFor({ quick: false, seed: 7 })).join('\n');
  for (const part of ['1,000 calls of each client', 'admits 100 in 500 ms', 'fails 5.0 %', 'Seed 7', 'sent 20 ms']) {
    expect(text).toContain(part);
  }
  expect(sdkLine([run('one'), run('two', { streams: 0 })], 'PASS')).toBe(
    'under-sdks: PASS; one, two: 2,000 calls, 0 lost, 30 told that they may have been done, 0 attempts early, 0 sent again wrongly, 0 of 200 streams held back',
  );
});

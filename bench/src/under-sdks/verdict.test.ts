import { describe, expect, it } from 'vitest';
import { goodSdk } from './judge.fixture.ts';
import type { SdkMeasured } from './judge.ts';
import type { SdkRun } from './run-entrant.ts';
import { ruleOnSdks } from './verdict.ts';

const run = (changes: Partial<SdkMeasured> = {}, lateMs = 12): SdkRun => ({
  name: 'ours',
  measured: { ...goodSdk, ...changes },
  ranMs: 9_000,
  lateMs,
  journal: [],
});

it('passes where all is kept, also on a machine that is late', () => {
  expect(ruleOnSdks([run(), run({}, 5_000)])).toEqual({ verdict: 'PASS', reasons: [] });
});

it.each([
  [{ lost: 2, errors: { 'Error: 429': 2 } }, '"ours" lost 2 calls; errors: 2 times "Error: 429".'],
  [{ lost: 1 }, '"ours" lost 1 calls.'],
  [{ mixedUp: 1 }, '"ours" gave 1 calls the answers of others.'],
  [{ early: 3, earliestMs: 900.4 }, '"ours" sent 3 attempts before a wait was over, one by 900 ms.'],
  [{ sentAgain: 1 }, '"ours" sent 1 attempts again that it must not.'],
  [{ doneTwice: 1 }, '"ours" had 1 calls done twice.'],
  [{ heldBack: 4 }, '"ours" gave the first chunk of 4 streams only when the last was written.'],
])('fails with %j', (changes, reason) => {
  expect(ruleOnSdks([run(), run(changes)])).toEqual({ verdict: 'FAIL', reasons: [reason] });
});

describe('a machine that is busy', () => {
  it('is at fault where all that broke something were late', () => {
    const { verdict, reasons } = ruleOnSdks([run(), run({ heldBack: 1 }, 1_001)]);
    expect([verdict, reasons.at(-1)]).toEqual([
      'INCONCLUSIVE',
      '"ours" was late itself by 1001 ms: measure again, on a quieter machine.',
    ]);
  });

  it('is no excuse for another', () => {
    expect(ruleOnSdks([run({ lost: 1 }), run({ heldBack: 1 }, 1_001)]).verdict).toBe('FAIL');
  });
});

it.each([
  [{ calls: 0 }, 'called'],
  [{ refused: 0 }, 'throttled'],
  [{ failed: 0 }, 'failed'],
])('shows nothing with %j', (changes, what) => {
  const reasons = [`"ours" was never ${what}: the run shows nothing of it.`];
  expect(ruleOnSdks([run(changes), run()])).toEqual({ verdict: 'INCONCLUSIVE', reasons });
});

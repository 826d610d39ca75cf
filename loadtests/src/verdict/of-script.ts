import { formatCount } from '@evenkeel/tools/command-line';
import type { ScriptEvidence } from '../shared/evidence.ts';
import { fail, inconclusive, type Reason } from './reason.ts';

/** What k6 itself lets pass, or shows only in a log. */
export function scriptReasons(script: ScriptEvidence, about: string): Reason[] {
  const { checks, crossed, thrown, vacuous } = script;
  return [
    ...crossed.map((threshold) => fail(about, `k6's threshold ${threshold} was crossed.`)),
    ...checks
      .filter(({ fails }) => fails > 0)
      .map(({ name, passes, fails }) => {
        const times = `${formatCount(fails)} of ${formatCount(passes + fails)}`;
        return fail(about, `The script's check "${name}" failed ${times} times.`);
      }),
    ...(thrown > 0 ? [inconclusive(about, `${threw(script)}.`)] : []),
    ...vacuous.map((threshold) => {
      const why = threshold.includes('{') ? 'its tag matched no sample' : 'its metric has no sample';
      return inconclusive(about, `The threshold ${threshold} passes vacuously: ${why}.`);
    }),
  ];
}

export const threw = ({ thrown, firstError }: ScriptEvidence): string =>
  `${formatCount(thrown)} ${thrown === 1 ? 'iteration' : 'iterations'} threw, the first with "${firstError}"`;

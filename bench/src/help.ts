import type { Experiment } from './experiment.ts';
import { table } from './table.ts';

/** @param experiments those whose own options it lists */
export const help = (
  experiments: readonly Pick<Experiment, 'name' | 'options'>[],
): string => `Measures ours against the peers, on this machine, over loopback.

  npm run bench                              every experiment but those that look at an earlier commit, too
  npm run bench -- EXPERIMENT... [OPTION...]

  --quick       in less than a minute each: one seed, shorter service times
  --seed N      settles service times and jitter; default 1. A full run takes this seed and those after it
  --json FILE   writes the results there, too
  --list        the experiments
  --help        this
${ownOptions(experiments)}
Exit codes
  0  PASS          all that an experiment promises of ours holds; the peers are shown, and decide nothing
  1  FAIL          something does not hold
  2  INCONCLUSIVE  a process that died or hung, an interruption
  3  wrong call    an unknown experiment or option, a file that cannot be written`;

function ownOptions(experiments: readonly Pick<Experiment, 'name' | 'options'>[]): string {
  const sections = experiments.flatMap(({ name, options }) => {
    if (options === undefined) return [];
    const rows = Object.entries(options).map(([option, { value = '', what }]) => [
      `  --${option} ${value}`.trimEnd(),
      what,
    ]);
    return ['', `Of ${name}`, ...table(rows)];
  });
  return sections.map((line) => `${line}\n`).join('');
}

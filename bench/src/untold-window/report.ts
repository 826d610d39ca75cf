import { formatCount } from '../format.ts';
import { median, sum } from '../statistics.ts';
import { table } from '../table.ts';
import { type WindowPlan, windowOptimumMs } from './plan.ts';
import type { WindowResult } from './result.ts';

const HEAD = [
  'client',
  'is told',
  'a 429 says',
  'done',
  'lost',
  'admitted',
  '429s',
  'later',
  'time',
  'of optimum',
  'worst',
  'of best',
];

const seconds = (ms: number, digits: number): string => `${(ms / 1_000).toFixed(digits)} s`;

/** Says what was done. */
export function aboutWindows(plan: WindowPlan): string[] {
  const { calls, admits, windowMs, serviceMs, seeds, longestMs } = plan;
  return [
    `${calls} calls at once; the server admits ${admits} in ${windowMs / 1_000} s from the first request on, and answers in ${serviceMs} ms. Who needs more than ${longestMs / 1_000} s is stopped.`,
    `Optimum ${seconds(windowOptimumMs(plan), 2)}. Seeds ${seeds.join(', ')}: counts in all, medians otherwise; 429s before the second window began, and later ones.`,
  ];
}

export function windowTable(results: readonly WindowResult[]): string[] {
  const rows = results.map(({ name, knows, said, rounds }) => {
    const total = (key: 'done' | 'lost' | 'admitted' | 'refused' | 'refusedLater'): string =>
      formatCount(sum(rounds.map((round) => round[key])));
    const each = (key: 'tookMs' | 'ofOptimum' | 'ofBest'): number[] => rounds.map((round) => round[key]);
    // Who loses calls has less to do.
    const isVoid = rounds.some(({ lost }) => lost > 0);
    const times = [
      median(each('ofOptimum')).toFixed(3),
      Math.max(...each('ofOptimum')).toFixed(3),
      median(each('ofBest')).toFixed(3),
    ];
    return [
      ...[name, knows, said, total('done'), total('lost'), total('admitted'), total('refused'), total('refusedLater')],
      seconds(median(each('tookMs')), 2),
      ...(isVoid ? times.map(() => 'void') : times),
    ];
  });
  return table([HEAD, ...rows]);
}

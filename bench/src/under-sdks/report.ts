import { formatCount, formatPercent } from '../format.ts';
import { sum } from '../statistics.ts';
import { table } from '../table.ts';
import { HEARD_WITHIN_MS } from './judge.ts';
import type { SdkPlan } from './plan.ts';
import type { SdkRun } from './run-entrant.ts';

const HEAD = [
  'client',
  'ok',
  'told',
  'lost',
  'early',
  'sent again',
  'done twice',
  'held back',
  'requests',
  '429s',
  'failed',
  'took',
];

/** Says what was done, and how it is judged. */
export function aboutSdks({ calls, atOnce, window, failing, service, seed }: SdkPlan): string[] {
  const { amount, windowMs } = window;
  return [
    `${formatCount(calls)} calls of each client, ${atOnce} at once, to an upstream of its own that admits ${amount} in ${windowMs} ms, and fails ${formatPercent(failing)} of these:`,
    `a 500, a 503 that asks to wait, or a reset when it was read; half of them were done all the same. Service ${service.leastMs} to ${service.mostMs} ms. Seed ${seed}.`,
    'By its journal; told: the caller had the error, as it must where nobody can know if a call was done that must not be repeated.',
    `lost: no answer, or that of another. early: sent ${HEARD_WITHIN_MS} ms after its client had a 429 or 503, and there before that wait was over.`,
    'sent again: though it was done, or may have been and must not be repeated. held back: streams of which the last chunk had to be written first.',
  ];
}

export function sdkTable(runs: readonly SdkRun[]): string[] {
  const rows = runs.map(({ name, measured, ranMs }) => {
    const { ok, told, lost, early, sentAgain, doneTwice, heldBack, streams, attempts, refused, failed } = measured;
    return [
      name,
      ...[ok, told, lost, early, sentAgain, doneTwice].map(formatCount),
      streams === 0 ? '-' : formatCount(heldBack),
      ...[attempts, refused, failed].map(formatCount),
      `${(ranMs / 1_000).toFixed(1)} s`,
    ];
  });
  return table([HEAD, ...rows]);
}

/** The last line, with the figures of ours. */
export function sdkLine(ours: readonly SdkRun[], verdict: string): string {
  const total = (key: 'calls' | 'told' | 'lost' | 'early' | 'sentAgain' | 'streams' | 'heldBack'): string =>
    formatCount(sum(ours.map(({ measured }) => measured[key])));
  const names = ours.map(({ name }) => name).join(', ');
  return `under-sdks: ${verdict}; ${names}: ${total('calls')} calls, ${total('lost')} lost, ${total('told')} told that they may have been done, ${total('early')} attempts early, ${total('sentAgain')} sent again wrongly, ${total('heldBack')} of ${total('streams')} streams held back`;
}

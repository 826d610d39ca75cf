import { formatCount, formatPercent } from '../format.ts';
import { sum } from '../statistics.ts';
import { table } from '../table.ts';
import type { Entrant } from './contestant.ts';
import { costs, ESTIMATE_FACTOR, type LoadPlan, OVERLOAD } from './plan.ts';
import type { TokenRound } from './round.ts';

const HEAD = [
  'client',
  'is told',
  'ok',
  '429s',
  '429s/call',
  'lost',
  'waiting',
  'used',
  'of all',
  'longest wait',
  'above bound',
  'trips/call',
  'trips/s',
];

/** Says what was done. */
export function preamble(
  { limits, charges, service, network, loadMs, processes, builds, seeds }: LoadPlan,
  rounds: readonly TokenRound[],
): string[] {
  const { requests, tokens } = limits;
  const seen = charges === 'estimate' ? "the client's estimates, and settles them" : 'what calls will take';
  const calls = Object.values(rounds[0]?.measured ?? {})[0]?.calls ?? 0;
  return [
    `${formatCount(calls)} calls in ${loadMs / 1_000} s, ${OVERLOAD} times what the tokens allow${processes > 1 ? `, by ${processes} processes${builds > 1 ? ` of ${builds} builds` : ''}` : ''}.`,
    `Buckets: ${formatCount(requests.amount)} requests and ${requests.refillPerSecond} a second, ${formatCount(tokens.amount)} tokens and ${formatCount(tokens.refillPerSecond)} a second; the API judges ${seen}.`,
    `Costs lognormal, mean ${costs.mean}, sigma ${costs.sigma}; estimates wrong by up to a factor of ${ESTIMATE_FACTOR}; service ${service.meanMs} ms, ${network.leastMs} to ${network.mostMs} ms each way.`,
    `Seeds ${seeds.join(', ')}: the worst of each is shown, but ok, 429s and lost in all. The API's own delay was at most ${Math.max(0, ...rounds.map(({ lateMs }) => lateMs)).toFixed(0)} ms.`,
  ];
}

/** A line for each contestant. `used` is what is promised: of what the bucket was given once it had been emptied. */
export function useTable(
  entrants: readonly Pick<Entrant, 'name' | 'knows'>[],
  rounds: readonly TokenRound[],
): string[] {
  const rows = entrants.map(({ name, knows }) => {
    const all = rounds.flatMap(({ measured }) => measured[name] ?? []);
    const total = (key: 'ok' | 'refused' | 'lost' | 'unfinished' | 'aboveBound'): string =>
      formatCount(sum(all.map((each) => each[key])));
    return [
      name,
      knows,
      total('ok'),
      total('refused'),
      `${(Math.max(...all.map(({ refusalRatio }) => refusalRatio)) * 100).toFixed(2)} %`,
      total('lost'),
      total('unfinished'),
      formatPercent(Math.min(...all.map(({ used }) => used))),
      formatPercent(Math.min(...all.map(({ usedOfAll }) => usedOfAll))),
      `${(Math.max(...all.map(({ longestWaitMs }) => longestWaitMs)) / 1_000).toFixed(2)} s`,
      total('aboveBound'),
      Math.max(...all.map(({ tripsPerCall }) => tripsPerCall)).toFixed(3),
      Math.max(...all.map(({ tripsPerSecond }) => tripsPerSecond)).toFixed(2),
    ];
  });
  return table([HEAD, ...rows]);
}

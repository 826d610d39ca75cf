import {
  type ConcurrencyLimit,
  isConcurrency,
  type ProviderContract,
  type RateLimit,
  ratesOf,
  type Tier,
} from '@evenkeel/toolkit/providers';
import { hasCeiling, spellScope } from '../contract-traits.ts';
import { spellCount, spellDuration } from '../format.ts';
import type { Mark } from './pointer.ts';
import { table } from './table.ts';

const windowStarts = {
  'first-request': 'from its first request',
  aligned: 'aligned to the clock',
  rolling: 'rolling',
} as const;

const countings = { 'every-response': 'every response counts', admitted: 'admitted requests count' } as const;

type Row = [label: string, cell: (tier: Tier, name: string) => string];

/** A part of a limit's text, marked if its field is ours. */
type Part = (text: string, field: string) => string;

function ceilingRows(contract: ProviderContract, mark: Mark): Row[] {
  if (!hasCeiling(contract)) return [];
  const ceiling = (render: (limit: ConcurrencyLimit) => string, field: string) => (tier: Tier, name: string) => {
    const index = tier.limits.findIndex(isConcurrency);
    const limit = tier.limits[index];
    return limit === undefined
      ? 'none'
      : mark(render(limit as ConcurrencyLimit), 'tiers', name, 'limits', index, field);
  };
  return [
    [
      'In flight at once',
      ceiling(({ amount, of, scope }) => `${spellCount(amount)} ${of}s per ${spellScope(scope)}`, 'amount'),
    ],
    ['A request above it is told to wait', ceiling(({ retryAfterMs }) => spellDuration(retryAfterMs), 'retryAfterMs')],
  ];
}

/** In which time the amount of a limit is counted. */
function spellTime(limit: RateLimit, part: Part): string {
  switch (limit.kind) {
    case 'window':
      return ` in ${part(spellDuration(limit.windowMs), 'windowMs')}, ${part(windowStarts[limit.starts], 'starts')}`;
    case 'calendar':
      return ` a ${part(limit.period, 'period')}, by the clock of ${part(limit.zone, 'zone')}`;
    case 'bucket':
      return ` in a bucket, refilled by ${part(`${limit.refillPerSecond} a second`, 'refillPerSecond')}`;
  }
}

function spellRate(limit: RateLimit, part: Part): string {
  const { amount, unit, scope, counts, penaltyMs } = limit;
  const penalty = penaltyMs === 0 ? 'until there is room' : `for ${spellDuration(penaltyMs)}`;
  return [
    part(`${spellCount(amount)} ${unit}`, 'amount'),
    spellTime(limit, part),
    `, ${part(`per ${spellScope(scope)}`, 'scope')}`,
    `; ${part(countings[counts], 'counts')}`,
    `; ${part(`beyond it blocked ${penalty}`, 'penaltyMs')}`,
  ].join('');
}

function rateRows(contract: ProviderContract, mark: Mark): Row[] {
  const most = Math.max(...Object.values(contract.tiers).map((tier) => ratesOf(tier).length));
  return Array.from({ length: most }, (_, nth): Row => {
    const label = most === 1 ? 'Over time' : `Over time ${nth + 1}`;
    return [
      label,
      (tier, name) => {
        const limit = ratesOf(tier)[nth];
        if (limit === undefined) return 'none';
        const at = ['tiers', name, 'limits', tier.limits.indexOf(limit)] as const;
        const plain = spellRate(limit, (text) => text);
        const whole = mark(plain, ...at);
        // One mark if all of it is ours, otherwise one for each part that is.
        return whole === plain ? spellRate(limit, (text, field) => mark(text, ...at, field)) : whole;
      },
    ];
  });
}

function poolRows(mark: Mark): Row[] {
  return [
    ['Connections', ({ pool }, name) => mark(spellCount(pool.connections), 'tiers', name, 'pool', 'connections')],
    ['Kept alive', ({ pool }, name) => mark(spellCount(pool.keepAlive), 'tiers', name, 'pool', 'keepAlive')],
  ];
}

/** The section of each tier's limits. */
export function limitsSection(contract: ProviderContract, mark: Mark): string {
  const tiers = Object.entries(contract.tiers);
  const heads = tiers.map(([name]) => (name === contract.defaultTier ? `${name} (default)` : name));
  const rows = [...ceilingRows(contract, mark), ...rateRows(contract, mark), ...poolRows(mark)];
  return [
    '## Limits',
    table(
      ['Limit', ...heads],
      rows.map(([label, cell]) => [label, ...tiers.map(([name, tier]) => cell(tier, name))]),
    ),
  ].join('\n\n');
}

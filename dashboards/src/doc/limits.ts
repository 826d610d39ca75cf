import type { ProviderContract, Tier } from '@evenkeel/toolkit/providers';
import { hasCeiling, spellScope } from '../contract-traits.ts';
import { spellCount, spellDuration } from '../format.ts';
import type { Mark } from './pointer.ts';
import { table } from './table.ts';

const windowStarts = {
  'first-hit': 'from its first request',
  aligned: 'aligned to the clock',
  sliding: 'sliding',
} as const;

const windowCounts = { 'every-response': 'every response counts', admitted: 'admitted requests count' } as const;

type Row = [label: string, cell: (tier: Tier, name: string) => string];

function ceilingRows(contract: ProviderContract, mark: Mark): Row[] {
  if (!hasCeiling(contract)) return [];
  const ceiling =
    (render: (value: NonNullable<Tier['ceiling']>) => string, field: string) => (tier: Tier, name: string) =>
      tier.ceiling === null ? 'none' : mark(render(tier.ceiling), 'tiers', name, 'ceiling', field);
  return [
    ['In flight at once', ceiling(({ max, unit, scope }) => `${spellCount(max)} ${unit}s per ${scope}`, 'max')],
    ['`Retry-After` of the 429 above it', ceiling(({ retryAfterMs }) => spellDuration(retryAfterMs), 'retryAfterMs')],
  ];
}

function windowRows(contract: ProviderContract, mark: Mark): Row[] {
  const most = Math.max(...Object.values(contract.tiers).map(({ windows }) => windows.length));
  return Array.from({ length: most }, (_, index): Row => {
    const label = most === 1 ? 'Window' : `Window ${index + 1}`;
    return [
      label,
      ({ windows }, name) => {
        const window = windows[index];
        if (window === undefined) return 'none';
        const { limit, windowMs, resource, starts, counts, scope, penaltyMs } = window;
        const penalty = penaltyMs === 0 ? 'until the window ends' : `for ${spellDuration(penaltyMs)}`;
        const at = ['tiers', name, 'windows', index] as const;
        const spell = (part: Mark): string =>
          [
            part(`${spellCount(limit)} ${resource}`, ...at, 'limit'),
            ` in ${part(spellDuration(windowMs), ...at, 'windowMs')}`,
            `, ${part(windowStarts[starts], ...at, 'starts')}`,
            `, ${part(`per ${spellScope(scope)}`, ...at, 'scope')}`,
            `; ${part(windowCounts[counts], ...at, 'counts')}`,
            `; ${part(`beyond it blocked ${penalty}`, ...at, 'penaltyMs')}`,
          ].join('');
        const plain = spell((text) => text);
        const whole = mark(plain, ...at);
        // One mark if all of it is ours, otherwise one for each part that is.
        return whole === plain ? spell(mark) : whole;
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
  const rows = [...ceilingRows(contract, mark), ...windowRows(contract, mark), ...poolRows(mark)];
  return [
    '## Limits',
    table(
      ['Limit', ...heads],
      rows.map(([label, cell]) => [label, ...tiers.map(([name, tier]) => cell(tier, name))]),
    ),
  ].join('\n\n');
}

import type { ProviderContract } from '@evenkeel/toolkit/providers';
import { spellCount } from '../format.ts';
import type { Mark } from './pointer.ts';
import { table } from './table.ts';

/** What calls cost; no section if they cost nothing. */
export function billingSection({ billing, tiers }: ProviderContract, mark: Mark): string[] {
  if (billing === undefined) return [];
  const { period, included, overageUsd } = billing;
  const each = mark(`${overageUsd} USD a GPU-second`, 'billing', 'overageUsd');
  return [
    [
      '## Billing',
      `GPU-seconds run from a job's start to its end; time in the queue is free. Each tier includes some a ${mark(period, 'billing', 'period')}; beyond them it is ${each}.`,
      table(
        ['Tier', `GPU-seconds a ${period}`],
        Object.keys(tiers).map((tier) => [tier, mark(spellCount(included[tier] ?? 0), 'billing', 'included', tier)]),
      ),
    ].join('\n\n'),
  ];
}

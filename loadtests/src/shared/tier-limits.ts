import { concurrencyOf, ratesOf, type Tier, windowMs } from '@evenkeel/toolkit/providers';

/** A tier's limits, as a load meets them. */
export interface TierLimits {
  /** How much may be in flight at once; null for any number. */
  ceiling: number | null;
  window: { limit: number; windowMs: number; penaltyMs: number; perNetwork: boolean } | null;
}

export function limitsOf(tier: Pick<Tier, 'limits'>): TierLimits {
  const [rate] = ratesOf(tier);
  return {
    ceiling: concurrencyOf(tier)?.amount ?? null,
    window:
      rate === undefined
        ? null
        : {
            limit: rate.amount,
            windowMs: windowMs(rate),
            penaltyMs: rate.penaltyMs,
            perNetwork: rate.scope.includes('network'),
          },
  };
}

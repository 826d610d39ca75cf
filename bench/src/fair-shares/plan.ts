/** What is promised. */
export const fairPromises = {
  /** How far a share may be from what was promised, as a part of that. */
  shareError: 0.05,
  /** How much of the limit, and of the budget, must be used, or it bound nothing. */
  leastUsed: 0.8,
} as const;

/** The part of what leaves that is kept for each priority. */
export const keptShares = { 10: 0.5, 5: 0.3, 0: 0.2 } as const;
export const sharedPriorities = [10, 5, 0] as const;

/** One has many callers, of cheap calls that it thinks dear; the other has few, of dear calls that it thinks cheap. */
export const tenants = {
  loud: { callers: 24, meanCost: 20, estimatesTimes: 1.6 },
  quiet: { callers: 4, meanCost: 60, estimatesTimes: 0.8 },
} as const;
export type Tenant = keyof typeof tenants;
export const tenantNames = Object.keys(tenants) as Tenant[];

/** Costs are spread by this factor both ways, and estimates err by that one. */
export const COST_FACTOR = 2.5;
export const ERRS_BY = 1.5;

export interface SharesPlan {
  seed: number;
  /** Of the bucket of points. */
  amount: number;
  refillPerSecond: number;
  /** Before what is measured, and how long that takes. */
  warmUpMs: number;
  measuredMs: number;
}

export interface BudgetPlan {
  seed: number;
  processes: number;
  callers: number;
  max: number;
  periodMs: number;
  meanCost: number;
  runMs: number;
}

export const sharesPlan = (quick: boolean, seed: number): SharesPlan => ({
  ...{ seed, amount: 1_000, refillPerSecond: 8_000 },
  ...{ warmUpMs: 1_000, measuredMs: quick ? 14_000 : 60_000 },
});

export const budgetPlan = (quick: boolean, seed: number): BudgetPlan => ({
  ...{ seed, processes: 8, callers: 6, max: 20_000, periodMs: 6_000, meanCost: 50 },
  runMs: quick ? 17_500 : 59_500,
});

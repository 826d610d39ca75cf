import { makespanToOptimum } from '@evenkeel/loadtests/assertions';
import { decide, type Evidence, noEvidence } from '@evenkeel/loadtests/derived';
import type { JournalEntry } from '@evenkeel/mock-server';
import type { ProviderContract, Tier } from '@evenkeel/toolkit/providers';

/** More than any shipped window holds, so that each window's limit and length take effect. */
export const PAYLOADS = 12_100;

const batch = { id: 'b', size: PAYLOADS, durationMs: 60_000, warmUp: false };
const journal = Array.from({ length: PAYLOADS }, (_, at) => ({
  callId: `b.${at}`,
  startMs: at,
  endMs: at + 80,
  drawnServiceMs: 80,
})) as unknown as JournalEntry[];

/** The load tests' verdicts on fixed runs by a contract: runs that just hold, and one that breaks every objective. */
export function judge(contract: ProviderContract): unknown {
  const tiers = Object.values(contract.tiers);
  const decisions = [
    { bad: 0, total: 99 },
    { bad: 0, total: 100 },
    { bad: 1, total: 100 },
    { bad: 100, total: 100 },
  ].map((tally) => decide(evidence(contract, tiers[0] as Tier, tally), []));
  const optima = tiers.map((tier) =>
    makespanToOptimum({ atMost: 1.1 })({
      ...noEvidence({ scenario: 'fixed', contract, tier, fault: null }),
      batches: [{ ...batch, succeeded: PAYLOADS }],
      journal,
    }),
  );
  return { decisions, optima };
}

const evidence = (contract: ProviderContract, tier: Tier, tally: { bad: number; total: number }): Evidence => ({
  ...noEvidence({ scenario: 'fixed', contract, tier, fault: null }),
  readings: contract.objectives.map((objective) => ({
    objective,
    k6: tally,
    prometheus: tally,
    panel: tally.bad / tally.total,
    alert: 'inactive',
  })),
  counts: { sent: 100, succeeded: 100, failed: 0, rejected: 0, cancelled: 0, rateLimited: 0, dropped: 0 },
});

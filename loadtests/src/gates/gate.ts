import type { JournalEntry } from '@evenkeel/mock-server';
import type { ProviderContract, Tier } from '@evenkeel/toolkit/providers';
import type { BatchRecord } from '../k6/records.ts';

/** What a gate may look at once the load has drained. */
export interface Evidence {
  contract: ProviderContract;
  tier: Tier;
  batches: readonly BatchRecord[];
  /** All that the mock server saw, in the order in which it ended; null where there was no mock server of ours. */
  journal: readonly JournalEntry[] | null;
}

export interface GateResult {
  name: string;
  /** null: the evidence does not decide. */
  ok: boolean | null;
  /** What was seen, for people. */
  seen: string;
  /** A full sentence on what is wrong; set unless `ok` is true. */
  reason?: string;
  ratios?: Record<string, number>;
}

/** A demand on a run beyond its objectives. */
export type Gate = (evidence: Evidence) => GateResult;

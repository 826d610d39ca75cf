import type { JournalEntry } from '@evenkeel/mock-server';
import type { ProviderContract, Tier } from '@evenkeel/toolkit/providers';
import type { BatchRecord, JobRecord, UsageRecord } from '../k6/records.ts';
import type { Counts } from '../verdict/evidence.ts';

/** What an assertion may look at once the load has drained. */
export interface Evidence {
  contract: ProviderContract;
  tier: Tier;
  batches: readonly BatchRecord[];
  /** GPU jobs, as the script saw them; default none. */
  jobs?: readonly JobRecord[];
  /** What the API says was used in the end; null where the script did not ask. */
  usage?: UsageRecord | null;
  /** All that the mock server saw, in the order in which it ended; null where there was no mock server of ours. */
  journal: readonly JournalEntry[] | null;
  /** A fault was injected that must breach an objective: what it hits is that objective's concern. Default false. */
  faulted?: boolean;
  /** The calls as k6 counted them. */
  counts?: Counts;
  /** How often a breaker of the gateway's changed its state; absent where there was no gateway of ours. */
  breakerTransitions?: number;
  /** What the mock server's admin API said, for the paths that the plan asks for. */
  admin?: ReadonlyMap<string, unknown>;
}

export interface AssertionResult {
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
export type Assertion = (evidence: Evidence) => AssertionResult;

import type { JournalEntry } from '@evenkeel/mock-server';
import { nimbusProfile, type Tier } from '@evenkeel/toolkit/providers';
import { type Counts, type Evidence, noEvidence } from '../shared/evidence.ts';
import type { BatchRecord } from '../shared/records.ts';

/** Journals as the mock server writes them, for the assertions' tests. */
export const entry = (fields: Partial<JournalEntry>): JournalEntry => ({
  seq: 1,
  provider: 'nimbus',
  operation: 'infer',
  partition: 'infer',
  tier: 'free',
  key: '0123abcd',
  callId: 'b0.0',
  attempt: 1,
  arrivalMs: 0,
  startMs: 0,
  endMs: 100,
  status: 200,
  drawnServiceMs: 100,
  remaining: 10,
  toldWaitMs: null,
  refusedBy: null,
  faults: [],
  aborted: false,
  ...fields,
});

export const record = (fields: Partial<BatchRecord> = {}): BatchRecord => ({
  id: 'b0',
  warmUp: false,
  size: 2,
  succeeded: 2,
  durationMs: 210,
  ...fields,
});

/** A tier with a ceiling of two, and a window of four in ten seconds. */
export const tier: Tier = {
  limits: [
    {
      kind: 'concurrency',
      name: 'concurrency',
      unit: 'requests',
      amount: 2,
      of: 'attempt',
      scope: ['credential'],
      retryAfterMs: 1_000,
    },
    {
      kind: 'window',
      name: 'requests',
      unit: 'requests',
      amount: 4,
      windowMs: 10_000,
      starts: 'first-request',
      counts: 'admitted',
      scope: ['credential'],
      penaltyMs: 0,
    },
  ],
  pool: { connections: 2, keepAlive: 2 },
};

/** The counts of calls that all succeeded, except for the given fields. */
export const counts = (sent: number, fields: Partial<Counts> = {}): Counts => ({
  sent,
  succeeded: sent,
  failed: 0,
  rejected: 0,
  cancelled: 0,
  dropped: 0,
  ...fields,
});

/** The evidence of a batch of two that went well, except for the given fields. */
export const evidence = (fields: Partial<Evidence> = {}): Evidence => ({
  ...noEvidence({ scenario: 'steady', contract: nimbusProfile, tier, fault: null }),
  batches: [record()],
  journal: [entry({}), entry({ callId: 'b0.1' })],
  ...fields,
});

import type { JournalEntry } from '@evenkeel/mock-server';
import { nimbusProfile, type ProviderContract, type Tier } from '@evenkeel/toolkit/providers';
import type { BatchRecord } from '../k6/records.ts';
import type { Evidence } from './assertion.ts';

/** Journals as the mock server writes them, for the assertions' tests. */
export const entry = (fields: Partial<JournalEntry>): JournalEntry => ({
  seq: 1,
  provider: 'nimbus',
  operation: 'infer',
  lane: 'infer',
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

/** Two in flight at once, four in ten seconds. */
export const tier: Tier = {
  ceiling: { max: 2, unit: 'attempt', scope: 'key', retryAfterMs: 1_000 },
  windows: [
    {
      resource: 'requests',
      limit: 4,
      windowMs: 10_000,
      starts: 'first-hit',
      counts: 'admitted',
      scope: ['key'],
      penaltyMs: 0,
    },
  ],
  pool: { connections: 2, keepAlive: 2 },
};

export const evidence = (fields: Partial<Evidence>): Evidence => ({
  contract: nimbusProfile as ProviderContract,
  tier,
  batches: [record()],
  journal: [entry({}), entry({ callId: 'b0.1' })],
  ...fields,
});

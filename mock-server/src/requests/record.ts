import type { JournalEntry } from '../journal/entry.ts';
import type { RequestContext } from './context.ts';

/** How a request ended. */
export interface End {
  endMs: number;
  status: number;
  /** Its connection was lost first. */
  aborted: boolean;
}

/** What the journal keeps of a request. */
export function recordOf(context: RequestContext, { endMs, status, aborted }: End): Omit<JournalEntry, 'seq'> {
  const { provider, operation, partition, account, key, callId, attempt, arrivalMs, startMs } = context;
  const { drawnServiceMs, remaining, refusedBy, faults } = context;
  return {
    provider,
    operation,
    partition,
    tier: account?.tier ?? null,
    key,
    callId,
    attempt,
    arrivalMs,
    startMs,
    endMs,
    status,
    drawnServiceMs,
    remaining: aborted ? null : remaining,
    refusedBy: aborted ? null : refusedBy,
    faults,
    aborted,
  };
}

import type { JournalEntry } from '../journal/entry.ts';
import type { Exchange } from './context.ts';

/** How a request ended. */
export interface End {
  endMs: number;
  status: number;
  /** Its connection was lost first. */
  aborted: boolean;
}

/** What the journal keeps of an exchange. */
export function recordOf(exchange: Exchange, { endMs, status, aborted }: End): Omit<JournalEntry, 'seq'> {
  const { provider, operation, lane, account, key, callId, attempt, arrivalMs, startMs } = exchange;
  const { drawnServiceMs, remaining, refusedBy, faults } = exchange;
  return {
    provider,
    operation,
    lane,
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

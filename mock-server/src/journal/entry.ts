import type { LimitRefusal } from '../limits/key-limits.ts';

/** `scope`: its key may not do that; `store`: what counts its requests did not answer. */
export type Refusal = LimitRefusal | 'auth' | 'scope' | 'validation' | 'store';

/** What was decided about a request by a fault that was active when it was served. */
export interface FaultDecision {
  id: string;
  fault: string;
  hit: boolean;
  /** What it added to the drawn service time, in milliseconds; 0 where another fault answered at once. */
  addedMs: number;
}

/** One request of an API, written when it ends. Times are epoch milliseconds with fractions. */
export interface JournalEntry {
  /** Counts the entries from 1, in the order in which the requests ended. */
  seq: number;
  provider: string;
  operation: string;
  /** What its window counts together: the network, where there are several, and the route group. */
  partition: string;
  /** `null` where the key is missing or unknown. */
  tier: string | null;
  /** The first 8 hex digits of the key's SHA-256; `null` where none was sent. */
  key: string | null;
  callId: string;
  attempt: number;
  /** It had come: its headers were parsed, and the time is over that the fault `network` had it on its way. */
  arrivalMs: number;
  /** It was admitted; `null` where it was refused before. */
  startMs: number | null;
  /** The response was written, or the connection was lost. */
  endMs: number;
  /** 499 where the connection was lost first. */
  status: number;
  /** As drawn, without what faults added; `null` where the request was not served. */
  drawnServiceMs: number | null;
  /** What the response said was left in the window; `null` where none was written, or the API has no window. */
  remaining: number | null;
  refusedBy: Refusal | null;
  /** One decision for each fault that was active; none where the request was refused before. */
  faults: readonly FaultDecision[];
  /** The connection was lost before the response was written. */
  aborted: boolean;
}

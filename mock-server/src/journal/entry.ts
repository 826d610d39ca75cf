import type { LimitRefusal } from '../limits/key-limits.ts';

/** What refused a request. `scope`: its key may not do that; `store`: the store that counts requests did not answer. */
export type Refusal = LimitRefusal | 'auth' | 'scope' | 'validation' | 'store';

/** What one active fault decided about a request. */
export interface FaultDecision {
  id: string;
  fault: string;
  hit: boolean;
  /** Milliseconds that the fault added to the drawn service time; 0 where another fault answered at once. */
  addedMs: number;
}

/** One request to an API, written when it ends. Times are epoch milliseconds with fractions. */
export interface JournalEntry {
  /** Counts the entries from 1, in the order in which the requests ended. */
  seq: number;
  provider: string;
  operation: string;
  /** What the request is counted with: its network, where there are several, and its group. */
  partition: string;
  /** `null` where the key is missing or unknown. */
  tier: string | null;
  /** The first 8 hex digits of the key's SHA-256; `null` where none was sent. */
  key: string | null;
  callId: string;
  attempt: number;
  /** When it arrived: its headers were parsed, and the delay of a `network` fault was over. */
  arrivalMs: number;
  /** When it was admitted; `null` where it was refused. */
  startMs: number | null;
  /** When the response was written, or the connection was lost. */
  endMs: number;
  /** 499 where the connection was lost first. */
  status: number;
  /** As drawn, without what faults added; `null` where the request was not served. */
  drawnServiceMs: number | null;
  /** What the response said was left in the window; `null` where no response was written, or there is no window. */
  remaining: number | null;
  /** What the response asked to wait, in milliseconds as it was written; `null` where it asked for nothing. */
  toldWaitMs: number | null;
  refusedBy: Refusal | null;
  /** One decision for each active fault; none where the request was refused before it was served. */
  faults: readonly FaultDecision[];
  /** Whether the connection was lost before the response was written. */
  aborted: boolean;
}

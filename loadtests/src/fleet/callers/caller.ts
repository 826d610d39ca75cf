import type { CallOutcome } from '@evenkeel/toolkit/slo';
import type { WorkerOrders } from '../messages.ts';

/** What a caller reports while it works. */
export interface Reports {
  /** A request is sent. */
  attempt(): void;
  /** A successful response came. */
  answered(durationMs: number): void;
  /** A 429 came. */
  throttled(): void;
  /** A command went to the store and was answered. */
  roundTrip(): void;
  /** The store went away, or came back. */
  degraded(degraded: boolean, reason: string): void;
}

export interface Ended {
  outcome: CallOutcome;
  /** Why the call did not succeed; null where it did. */
  code: string | null;
}

/** One process's way to call the API. */
export interface Caller {
  /** Makes one call; never rejects. */
  call(callId: string, signal: AbortSignal): Promise<Ended>;
  /** Resolves once it may call. */
  ready(): Promise<void>;
  close(): Promise<void>;
}

export type CreateCaller = (orders: WorkerOrders, reports: Reports) => Promise<Caller>;

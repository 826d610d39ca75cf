import type { CallOutcome } from '@evenkeel/toolkit/slo';
import type { WorkerOrders } from '../messages.ts';

/** What a caller tells of itself while it works. */
export interface Reports {
  /** A request leaves. */
  attempt(): void;
  /** A response came that was a success. */
  answered(durationMs: number): void;
  /** A 429 came. */
  throttled(): void;
  /** One command to the store and its answer. */
  roundTrip(): void;
  /** Whether the store is away. */
  degraded(degraded: boolean, reason: string): void;
}

export interface Ended {
  outcome: CallOutcome;
  /** Why, where it did not succeed. */
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

import type { LimitKey } from '../contract/limit-key.ts';
import type { CallOutcome } from '../errors/call-outcome.ts';
import type { ErrorCode } from '../errors/errors.ts';
import type { TransportResponse } from '../http/transport.ts';

/** What the pipeline is to do. */
export interface Call<T> {
  operation: string;
  key: LimitKey;
  callId: string;
  signal: AbortSignal | undefined;
  priority: number;
  /** Runs first; what it throws ends the call, and what it waits for ends with the call. */
  prepare: () => void | Promise<void>;
  send: (attempt: number, signal: AbortSignal) => Promise<TransportResponse>;
  /** Makes the call's value of an ok response. */
  decode: (response: TransportResponse) => T;
  /** Makes the call's value of a demand for payment. Default: it is a refusal. */
  decodePayment?: ((response: TransportResponse) => T) | undefined;
  /**
   * Set for a batch's calls. They come only when there is room, so they may always wait; `onBackoff` is told when one
   * goes to sleep before a retry and when it wakes, since it holds nothing meanwhile.
   */
  batch: { onBackoff: (asleep: boolean) => void } | undefined;
}

/** How a job ended. */
export interface JobEnd {
  outcome: CallOutcome;
  /** How long the API says that it ran. */
  durationMs: number;
  code?: ErrorCode | undefined;
  message?: string | undefined;
}

/** A job that was begun. */
export interface Opened<T> {
  /** What the API said when it took it. */
  value: T;
  /** Gives its slot back and reports its call, which lasted as long as the job. Once; later calls do nothing. */
  end(end: JobEnd): void;
}

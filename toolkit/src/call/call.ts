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
  /**
   * Runs first; what it throws ends the call, and what it waits for ends with the call. Left out where nothing is to be
   * done, so that nothing is waited for.
   */
  prepare?: (() => void | Promise<void>) | undefined;
  /** Must hand the request to the transport before it returns. */
  send: (attempt: number, signal: AbortSignal) => Promise<TransportResponse>;
  /** Makes the call's value of an ok response's JSON body. */
  decode: (body: unknown) => T;
  /** Makes the call's value of a demand for payment. Default: it is a refusal. */
  decodePayment?: ((body: unknown) => T) | undefined;
  /** Its body is read elsewhere, as it comes: `decode` gets none. Default: it is JSON. */
  streams?: boolean;
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
export interface OpenedJob<T> {
  /** What the API said when it took it. */
  value: T;
  /** Gives its slot back and reports its call, which lasted as long as the job. Once; later calls do nothing. */
  end(end: JobEnd): void;
}

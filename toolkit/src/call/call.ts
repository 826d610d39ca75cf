import type { LimitKey } from '../contract/limit-key.ts';
import type { CallOutcome } from '../errors/call-outcome.ts';
import type { EvenkeelError } from '../errors/errors.ts';
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
   * Set for a call that begins a job: where it succeeds, its slot is kept until the job has ended, and its end is reported
   * then. Never rejects.
   */
  until?: Promise<JobEnd> | undefined;
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
  /** Why it did not end well. */
  error?: Pick<EvenkeelError, 'code' | 'message'> | undefined;
}

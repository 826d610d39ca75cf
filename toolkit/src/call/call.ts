import type { Lease } from '../admission/lease.ts';
import type { CostedAnswer } from '../contract/cost-of-call.ts';
import type { LimitKey } from '../contract/limit-key.ts';
import type { CallOutcome } from '../errors/call-outcome.ts';
import type { EvenkeelError } from '../errors/errors.ts';
import type { AttemptClass } from '../events.ts';
import type { UnitReading } from '../http/hint.ts';
import type { ReceivedResponse } from '../http/received-response.ts';
import type { TransportResponse } from '../http/transport.ts';

/** What a call costs, where that is estimated, and what it is counted with, where that is its own. */
export interface CallCosts {
  /** The limit key of its own; undefined where it has that of its route. Call it when the body is written. */
  key?: (() => LimitKey) | undefined;
  /** Whether it is known only after the call what it has cost. */
  isEstimated: boolean;
  /**
   * By the limits over time of its key, in their order; undefined where all calls of its route cost the same. Call it
   * when the body is written.
   */
  estimates(): readonly number[] | undefined;
  /**
   * What a response says; undefined if more of it must come first. The lease moves to the limits that the response says
   * it is counted by.
   */
  told(
    response: ReceivedResponse,
    result: AttemptClass,
    units: ReadonlyMap<string, UnitReading>,
    lease: Pick<Lease, 'moveTo'>,
  ): readonly (number | undefined)[] | undefined;
  /** What an answer says, or a stream at its end. */
  read(answer: CostedAnswer): readonly (number | undefined)[];
  /**
   * Hands on what a streamed body has said: at the end of its call, and once more if more of it is read after that.
   * Undefined for any other body.
   */
  later: ((settle: (told: readonly (number | undefined)[]) => void) => void) | undefined;
}

/** What the pipeline needs to make a call. */
export interface Call<T> {
  operation: string;
  key: LimitKey;
  callId: string;
  /** Undefined for a call that always costs the same. */
  costs?: CallCosts | undefined;
  signal: AbortSignal | undefined;
  priority: number;
  tenant?: string | undefined;
  /**
   * Runs first. What it throws ends the call, and when the call ends, nothing waits for it any more. Left out if there
   * is nothing to prepare, so that the call need not wait for a promise.
   */
  prepare?: (() => void | Promise<void>) | undefined;
  /** Must hand the request to the transport before it returns. */
  send: (attempt: number, signal: AbortSignal) => Promise<TransportResponse>;
  /** Makes the call's value from an ok response. */
  read: (response: ReceivedResponse) => T;
  /** Makes the call's value from a demand for payment. Default: such a demand is a refusal. */
  readPayment?: ((response: ReceivedResponse) => T) | undefined;
  /** Whether its request can be sent once only, since its body comes in pieces that nobody keeps. Default false. */
  once?: boolean;
  /**
   * Set for a call that begins a job: if the call succeeds, it keeps its slot until the job has ended, and its own end
   * is reported then. Never rejects.
   */
  until?: Promise<JobEnd> | undefined;
  /**
   * Set for a batch's calls. They come only when there is room, so they may always wait; `onBackoff` is told when a
   * call goes to sleep before a retry and when it wakes, since it holds nothing meanwhile.
   */
  batch: { onBackoff: (asleep: boolean) => void } | undefined;
}

/** How a job ended. */
export interface JobEnd {
  outcome: CallOutcome;
  /** How long the job ran, as the API says. */
  durationMs: number;
  /** Why the job did not end well. */
  error?: Pick<EvenkeelError, 'code' | 'message'> | undefined;
}

import type { Classification, TransportFailure } from '../contract/rule.ts';
import type { EvenkeelError } from '../errors/errors.ts';
import type { HintReading } from '../http/read-hints.ts';
import type { ReceivedResponse } from '../http/received-response.ts';

/** How one trip over the wire ended. */
export type AttemptResult<R> = (
  | { response: R }
  | { failure: TransportFailure; error: EvenkeelError }
  /** The call itself ended first: nobody waits for this attempt any more. */
  | { abandoned: EvenkeelError }
) & {
  /** Settles when the transport is done, which may be long after the attempt was given up. */
  transport?: Promise<unknown> | undefined;
};

/** A response, what it means, and what it says about the server's limits. */
export interface Received {
  response: ReceivedResponse;
  rule: Classification;
  hints: HintReading;
  /** Whether the window is spent, so that a 429 is about the window and not about the ceiling. */
  spent: boolean;
}
